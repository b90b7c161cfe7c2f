// A repository at the other end of a bad line: a tenth of all calls fail, before or after they are
// done, or half done. Behind the retry decorator every command must succeed all the same, and
// leave what it would have left on a good line.

#include <atomic>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "infra/engine/prune/recorded_prune.h"
#include "services/repository/prunes.h"
#include "services/repository/repositories.h"
#include "storage/fault/fault_backend.h"
#include "storage/retry/retry_backend.h"
#include "tests/support/backup_source.h"
#include "tests/support/counting_clock.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"
#include "tests/support/sound_repository.h"

namespace tl::services {
namespace {

using storage::Fault;
using storage::FaultBackend;
using storage::FaultKind;
using storage::FileType;
using Problems = std::vector<std::string>;

constexpr auto kLocation = "here";

std::vector<Fault> badLine(unsigned seed) {
    constexpr std::uint64_t kCalls = 20'000;
    constexpr FaultKind kKinds[] = {FaultKind::FailBefore, FaultKind::LoseAnswer,
                                    FaultKind::TearAndFail};
    std::mt19937 chance{seed};
    std::vector<Fault> plan;
    for (std::uint64_t call = 1; call < kCalls; call += 1 + chance() % 20)
        plan.push_back({.call = call, .kind = kKinds[chance() % 3], .calls = 1 + chance() % 3});
    return plan;
}

class BadLine : public testing::TestWithParam<unsigned> {
  protected:
    BadLine() {
        makeRepositories(services_.context())->init({.repository = access_}, {});
        line_ = storage::makeRetrying(
            std::make_unique<FaultBackend>(services_.at(kLocation), badLine(GetParam())), {},
            clock_, random_, [this](const storage::RetryNotice&) { ++retries_; });
    }

    std::string backUp() {
        RecordedBackup record;
        return makeBackups(services_.contextOver(*line_))
            ->run(source_.request(access_), record, {})
            .snapshot->hex();
    }

    MemoryServices services_;
    BackupSource source_;
    CountingClock clock_;
    SystemRandom random_;
    std::unique_ptr<storage::Backend> line_;
    std::atomic<int> retries_ = 0;
    const RepositoryAccess access_ = accessTo(kLocation, "secret");
};

TEST_P(BadLine, CostsTimeOnly) {
    backUp();
    source_.grow();
    const std::string forgotten = backUp();
    source_.shrink();
    backUp();
    EXPECT_TRUE(line_->remove({FileType::Snapshot, forgotten}, {}));
    engine::RecordedPrune record;
    PruneRequest request{.repository = access_, .options = {.maxUnused = engine::UnusedBytes{0}}};
    request.repository.packSizeMiB = 4;
    (void)makePrunes(services_.contextOver(*line_))->prune(request, record, {});

    EXPECT_GT(retries_, 10);
    EXPECT_EQ(countFiles(services_.at(kLocation), FileType::Lock), 0U);
    EXPECT_EQ(countFiles(services_.at(kLocation), FileType::Snapshot), 2U);
    EXPECT_EQ(findErrors(services_.context(), access_), Problems{});
    EXPECT_EQ(restoreAll(services_.context(), access_), Problems{});
    EXPECT_EQ(findBlobsStoredTwice(services_.context(), access_), Problems{});
}

INSTANTIATE_TEST_SUITE_P(Seeds, BadLine, testing::Range(1U, 13U));

}  // namespace
}  // namespace tl::services
