#include <algorithm>
#include <utility>

#include "infra/engine/repository/snapshot_successors.h"
#include "infra/errors/error.h"
#include "services/repository/session.h"
#include "services/repository/snapshot_selection.h"
#include "services/repository/tags.h"

namespace tl::services {

namespace {

void checkChange(const TagChange& change) {
    const bool isEdited = !change.add.empty() || !change.remove.empty();
    if (change.set.empty() && !isEdited)
        throw Error{ErrorKind::InvalidInput,
                    "nothing to do: give --set, --add or --remove with some tags"};
    if (!change.set.empty() && isEdited)
        throw Error{ErrorKind::InvalidInput,
                    "--set goes neither with --add nor with --remove: it gives all tags"};
}

class TagService final : public Tags {
  public:
    explicit TagService(const ServiceContext& context) : context_{context} {}

    TagReport change(const TagRequest& request,
                     TagObserver& observer,
                     const std::stop_token& stop) override {
        checkChange(request.change);
        TagReport report;
        const auto session = RepositorySession::openForWriting(context_, request.repository,
                                                               engine::LockMode::Exclusive, stop);
        session->run([&](const std::stop_token& work) {
            const SnapshotQuery query{.filter = request.filter, .ids = request.ids};
            ReadableSelection selected = selectReadable(session->repository(), query, work);
            report.problemCount = selected.problems.size();
            for (const std::string& problem : selected.problems)
                observer.onProblem(problem);
            engine::SnapshotSuccessors successors{session->repository(), work};
            for (StoredSnapshot& stored : selected.snapshots) {
                if (!applyTagChange(request.change, stored.snapshot)) continue;
                const bool isChanged = replace(successors, stored, observer, work);
                ++(isChanged ? report.changedCount : report.failureCount);
            }
        });
        session->close();
        return report;
    }

  private:
    /// Stores the changed snapshot in the place of the one with its ID.
    static bool replace(engine::SnapshotSuccessors& successors,
                        StoredSnapshot& changed,
                        TagObserver& observer,
                        const std::stop_token& stop) {
        if (!changed.snapshot.original) changed.snapshot.original = changed.id;
        try {
            const auto id = successors.replace(changed.id, changed.snapshot, stop);
            observer.onChanged({.old = changed.id, .replacement = id});
            return true;
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::Locked) throw;
            observer.onFailure(changed.id, error.describe());
            return false;
        }
    }

    const ServiceContext& context_;
};

}  // namespace

bool applyTagChange(const TagChange& change, engine::Snapshot& snapshot) {
    std::vector<std::string>& tags = snapshot.tags;
    if (!change.set.empty()) {
        const bool isNone = change.set.size() == 1 && change.set.front().empty();
        tags = isNone ? std::vector<std::string>{} : change.set;
        return true;
    }
    const std::vector<std::string> before = tags;
    for (const std::string& tag : change.add)
        if (std::ranges::find(tags, tag) == tags.end()) tags.push_back(tag);
    std::erase_if(tags, [&change](const std::string& tag) {
        return std::ranges::find(change.remove, tag) != change.remove.end();
    });
    return tags != before;
}

std::unique_ptr<Tags> makeTags(const ServiceContext& context) {
    return std::make_unique<TagService>(context);
}

}  // namespace tl::services
