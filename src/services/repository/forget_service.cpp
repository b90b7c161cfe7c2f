#include <algorithm>
#include <utility>

#include "infra/engine/repository/snapshot_store.h"
#include "infra/errors/error.h"
#include "infra/resources/mutex.h"
#include "infra/resources/parallel.h"
#include "services/repository/forgets.h"
#include "services/repository/session.h"
#include "services/repository/snapshot_selection.h"

namespace tl::services {

using engine::Repository;
using engine::SnapshotId;

namespace {

/// One forget of one repository.
class ForgetRun {
  public:
    ForgetRun(const ServiceContext& context,
              const ForgetRequest& request,
              ForgetObserver& observer,
              const RepositorySession& session)
        : context_{context},
          request_{request},
          observer_{observer},
          session_{session} {}

    ForgetReport run(const std::stop_token& stop) {
        const ForgetPlan plan = makePlan(stop);
        observer_.onPlan(plan);
        if (request_.isDryRun) {
            report_.removed = plan.removals;
        } else {
            remove(plan.removals, stop);
        }
        if (request_.prune && !plan.removals.empty() && report_.failed.empty())
            report_.prune = prune(stop);
        return std::move(report_);
    }

  private:
    ForgetPlan makePlan(const std::stop_token& stop) {
        if (!request_.ids.empty()) {
            const SnapshotQuery query{.filter = request_.filter, .ids = request_.ids};
            return planRemoval(selectSnapshots(session_.repository(), query, stop));
        }
        const engine::RetentionMoment moment{.now = nowTimestamp(context_), .zone = context_.zone};
        if (request_.plan) return request_.plan(loadFiltered(stop), moment);
        return planForget(loadFiltered(stop), request_.rules, moment);
    }

    std::vector<StoredSnapshot> loadFiltered(const std::stop_token& stop) {
        auto found = loadReadable(session_.repository(), request_.filter, stop);
        for (const std::string& problem : found.problems)
            observer_.onProblem(problem);
        report_.problems = std::move(found.problems);
        return withoutOwnDocuments(std::move(found.snapshots), request_.filter);
    }

    void remove(const std::vector<SnapshotId>& ids, const std::stop_token& stop) {
        const std::size_t threads = session_.backend().properties().connections;
        forEachInParallel(
            ids.size(), threads,
            [&](std::size_t i, const std::stop_token& inner) { removeOne(ids[i], inner); }, stop);
        std::ranges::sort(report_.removed);
    }

    void removeOne(const SnapshotId& id, const std::stop_token& stop) {
        std::string problem;
        try {
            // Gone already is as good.
            (void)session_.backend().remove({storage::FileType::Snapshot, id.hex()}, stop);
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::Locked) throw;
            problem = error.describe();
        }
        const MutexLock lock{mutex_};
        if (problem.empty()) {
            report_.removed.push_back(id);
            observer_.onRemoved(id);
        } else {
            report_.failed.push_back(id);
            observer_.onFailure(id, problem);
        }
    }

    PruneReport prune(const std::stop_token& stop) {
        const PruneRequest request{.repository = request_.repository,
                                   .options = *request_.prune,
                                   .isDryRun = request_.isDryRun,
                                   .absentSnapshots = report_.removed};
        return pruneWithin(session_, context_, request, observer_.onPrune(report_.removed.size()),
                           stop);
    }

    const ServiceContext& context_;
    const ForgetRequest& request_;
    ForgetObserver& observer_;
    const RepositorySession& session_;
    Mutex mutex_;  ///< Held while the observer is called from several threads.
    ForgetReport report_;
};

class ForgetService final : public Forgets {
  public:
    explicit ForgetService(const ServiceContext& context) : context_{context} {}

    ForgetReport forget(const ForgetRequest& request,
                        ForgetObserver& observer,
                        const std::stop_token& stop) override {
        if (request.ids.empty() && !request.plan) checkForgetRules(request.rules, request.filter);
        ForgetReport report;
        const auto session = openSession(request, stop);
        session->run([&](const std::stop_token& work) {
            report = ForgetRun{context_, request, observer, *session}.run(work);
        });
        session->close();
        return report;
    }

  private:
    [[nodiscard]] std::unique_ptr<RepositorySession> openSession(
        const ForgetRequest& request, const std::stop_token& stop) const {
        const RepositoryAccess& access = request.repository;
        if (request.isDryRun)
            return RepositorySession::open(context_, access, engine::LockMode::Exclusive, stop);
        if (access.locking == Locking::Skip)
            throw Error{ErrorKind::InvalidInput,
                        "snapshots are removed only under a lock: --no-lock goes with --dry-run"};
        return RepositorySession::openForWriting(context_, access, engine::LockMode::Exclusive,
                                                 stop);
    }

    const ServiceContext& context_;
};

}  // namespace

std::unique_ptr<Forgets> makeForgets(const ServiceContext& context) {
    return std::make_unique<ForgetService>(context);
}

}  // namespace tl::services
