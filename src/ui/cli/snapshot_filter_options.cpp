#include "ui/cli/snapshot_filter_options.h"

#include <algorithm>
#include <cstddef>

namespace tl::cli {

void SnapshotFilterOptions::declare(OptionSet& options, char hostLetter) {
    options.list(
        {"host", hostLetter, "host", "only snapshots of this host (repeatable)", "HOST", {}},
        hosts);
    options.list({"tag",
                  '\0',
                  "tag[,tag,...]",
                  "only snapshots with all of these tags (repeatable)",
                  "",
                  {}},
                 tags);
    options.list(
        {"path", '\0', "path", "only snapshots with this absolute path (repeatable)", "", {}},
        paths);
}

services::SnapshotFilter SnapshotFilterOptions::resolve(const Environment& environment) const {
    services::SnapshotFilter filter;
    filter.hosts = hosts;
    if (hosts.empty()) {
        if (const auto host = findSetting(environment, "HOST")) filter.hosts.push_back(*host);
    }
    if (hosts.size() == 1 && hosts.front().empty()) filter.hosts.clear();
    filter.paths = paths;
    for (const std::string& list : tags)
        filter.tags.push_back(splitAtCommas(list));
    return filter;
}

namespace {

std::string_view withoutBlanks(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\n\r";
    const std::size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
    const std::size_t end = text.find_last_not_of(kBlanks) + 1;
    return begin < end ? text.substr(begin, end - begin) : std::string_view{};
}

}  // namespace

std::vector<std::string> splitAtCommas(std::string_view text) {
    std::vector<std::string> parts;
    while (true) {
        const std::size_t comma = text.find(',');
        parts.emplace_back(withoutBlanks(text.substr(0, comma)));
        if (comma == std::string_view::npos) return parts;
        text.remove_prefix(comma + 1);
    }
}

}  // namespace tl::cli
