// Rewrites whose backend fails at the n-th call, for every n: the repository is sound afterwards,
// every snapshot is there in its old form or the new, and a second run ends what the first began.

#include <algorithm>

#include "infra/errors/error.h"
#include "services/repository/repositories.h"
#include "services/repository/rewrites.h"
#include "tests/support/backup_source.h"
#include "tests/support/fault_cases.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"
#include "tests/support/recorded_rewrite.h"
#include "tests/support/sound_repository.h"

namespace tl::services {
namespace {

using storage::Fault;
using storage::FaultBackend;
using storage::FileType;
using storage::MemoryBackend;
using Problems = std::vector<std::string>;

constexpr auto kLocation = "here";
constexpr std::size_t kSnapshots = 3;

class RewriteFault : public testing::TestWithParam<FaultCase> {
  protected:
    RewriteFault() {
        makeRepositories(base_.context())->init({.repository = access_}, {});
        for (std::size_t i = 0; i < kSnapshots; ++i) {
            RecordedBackup record;
            auto request = source_.request(access_);
            request.host = "host" + std::to_string(i);
            (void)makeBackups(base_.context())->run(request, record, {});
        }
    }

    void rewrite(const ServiceContext& context) const {
        RewriteRequest request;
        request.repository = access_;
        request.excludes = {"small0"};
        request.isForgetting = true;
        RecordedRewrite record;
        (void)makeRewrites(context)->rewrite(request, record, {});
    }

    /// How many snapshots of each host there are: those in the old form, and those in the new.
    void expectEverySnapshot(const ServiceContext& context) const {
        const auto listing = makeRepositories(context)->snapshots(access_, {}, {});
        EXPECT_EQ(listing.problems, Problems{});
        for (std::size_t i = 0; i < kSnapshots; ++i) {
            const auto& all = listing.groups.front().snapshots;
            EXPECT_GE(std::ranges::count_if(all,
                                            [i](const StoredSnapshot& stored) {
                                                return stored.snapshot.hostname ==
                                                       "host" + std::to_string(i);
                                            }),
                      1);
        }
    }

    void expectSound(const ServiceContext& context) const {
        EXPECT_EQ(findErrors(context, access_), Problems{});
        EXPECT_EQ(restoreAll(context, access_), Problems{});
        expectEverySnapshot(context);
    }

    /// False when the rewrite was over before the fault came.
    bool failAt(std::uint64_t call) {
        SCOPED_TRACE("fault at call " + std::to_string(call));
        MemoryServices services;
        MemoryBackend& backend = services.at(kLocation);
        copyFiles(base_.at(kLocation), backend);
        Fault fault = GetParam().fault;
        fault.call = call;
        FaultBackend faulty{backend, {fault}};
        try {
            rewrite(services.contextOver(faulty));
        } catch (const Error&) {
            // What it leaves is looked at, whatever it told.
        }
        const ServiceContext& context = services.context();
        expectSound(context);
        rewrite(context);
        expectSound(context);
        const auto listing = makeRepositories(context)->snapshots(access_, {}, {});
        EXPECT_EQ(listing.groups.front().snapshots.size(), kSnapshots) << "none is there twice";
        for (const StoredSnapshot& stored : listing.groups.front().snapshots)
            EXPECT_TRUE(stored.snapshot.original) << "all are new ones now";
        return hasCome(fault, faulty);
    }

    BackupSource source_;
    MemoryServices base_;
    RepositoryAccess access_ = accessTo(kLocation, "password");
};

TEST_P(RewriteFault, LosesNothingAtAnyCall) {
    std::uint64_t call = 1;
    while (failAt(call) && !HasFailure())
        ++call;
    EXPECT_GT(call, 1U);
}

INSTANTIATE_TEST_SUITE_P(All, RewriteFault, allFaultCases(), nameOfCase);

}  // namespace
}  // namespace tl::services
