#include "services/repository/snapshot_query.h"

#include <algorithm>

#include "infra/errors/error.h"

namespace tl::services {

GroupBy parseGroupBy(std::string_view text) {
    GroupBy groupBy;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        const std::string_view word = text.substr(0, comma);
        text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
        if (word == "host" || word == "hosts") {
            groupBy.host = true;
        } else if (word == "path" || word == "paths") {
            groupBy.paths = true;
        } else if (word == "tag" || word == "tags") {
            groupBy.tags = true;
        } else if (!word.empty()) {
            throw Error{ErrorKind::InvalidInput,
                        "cannot group by \"" + std::string{word} + "\"; use host, paths or tags"};
        }
    }
    return groupBy;
}

bool isOwnDocument(const engine::Snapshot& snapshot) {
    const auto isOwnTag = [](const std::string& tag) { return tag.starts_with("timelocker-"); };
    const auto isOwnPath = [](const std::string& path) { return path.starts_with("/timelocker/"); };
    return std::ranges::any_of(snapshot.tags, isOwnTag) && !snapshot.paths.empty() &&
           std::ranges::all_of(snapshot.paths, isOwnPath);
}

std::vector<StoredSnapshot> withoutOwnDocuments(std::vector<StoredSnapshot> snapshots,
                                                const SnapshotFilter& filter) {
    if (filter.tags.empty() && filter.paths.empty())
        std::erase_if(snapshots,
                      [](const StoredSnapshot& stored) { return isOwnDocument(stored.snapshot); });
    return snapshots;
}

}  // namespace tl::services
