#include "storage/fault/fault_backend.h"

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "infra/errors/error.h"
#include "storage/backend_contract.h"
#include "storage/memory/memory_backend.h"

namespace tl::storage {
namespace {

/// A memory backend and what wraps it.
struct Faulty {
    explicit Faulty(std::vector<Fault> plan, Clock* clock = nullptr)
        : backend{inner, std::move(plan), clock} {}

    MemoryBackend inner;
    FaultBackend backend;
};

std::shared_ptr<Backend> makeWithoutFaults() {
    const auto faulty = std::make_shared<Faulty>(std::vector<Fault>{});
    return {faulty, &faulty->backend};
}

INSTANTIATE_TEST_SUITE_P(All,
                         BackendContract,
                         testing::Values(BackendMaker{"FaultWithoutFaults", makeWithoutFaults}),
                         nameOfMaker);

/// A clock that nobody waits for, and that writes down who wanted to.
class RecordingClock final : public Clock {
  public:
    [[nodiscard]] WallTime now() const override { return {}; }
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override { return slept_; }
    bool sleep(std::chrono::nanoseconds duration, const std::stop_token& stop) override {
        slept_ += duration;
        return !stop.stop_requested();
    }

  private:
    std::chrono::nanoseconds slept_{0};
};

const FileId kPack{FileType::Pack, std::string(64, 'a')};
const std::vector<std::byte> kContent(10, std::byte{1});

TEST(FaultBackend, FailsTheNthCallBeforeItIsDone) {
    Faulty faulty{{{.call = 2}}};
    faulty.backend.create({});
    EXPECT_THROW(faulty.backend.save(kPack, kContent, {}), Error);
    EXPECT_FALSE(faulty.inner.trySize(kPack, {}).has_value());
    EXPECT_NO_THROW(faulty.backend.save(kPack, kContent, {}));
    EXPECT_EQ(faulty.backend.callCount(), 3U);
    EXPECT_EQ(faulty.backend.callCount(Operation::Save), 2U);
}

TEST(FaultBackend, CountsOneOperationApart) {
    Faulty faulty{{{.call = 2, .operation = Operation::Remove}}};
    EXPECT_NO_THROW(faulty.backend.create({}));
    EXPECT_NO_THROW(faulty.backend.save(kPack, kContent, {}));
    EXPECT_TRUE(faulty.backend.remove(kPack, {}));
    EXPECT_THROW(faulty.backend.remove(kPack, {}), Error);
    EXPECT_FALSE(faulty.backend.remove(kPack, {}));
}

TEST(FaultBackend, MayStayGoneForGood) {
    Faulty faulty{
        {{.call = 2, .calls = Fault::kForever, .errorKind = ErrorKind::PermissionDenied}}};
    faulty.backend.create({});
    for (int i = 0; i < 10; ++i) {
        try {
            faulty.backend.create({});
            ADD_FAILURE() << "no fault";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::PermissionDenied);
        }
    }
}

TEST(FaultBackend, LosesTheAnswerOfWhatItDid) {
    Faulty faulty{{{.kind = FaultKind::LoseAnswer}}};
    EXPECT_THROW(faulty.backend.save(kPack, kContent, {}), Error);
    EXPECT_EQ(faulty.inner.tryLoad(kPack, {}), kContent);
}

TEST(FaultBackend, TearsASave) {
    for (const FaultKind kind : {FaultKind::TearAndFail, FaultKind::TearSilently}) {
        Faulty faulty{{{.kind = kind}}};
        if (kind == FaultKind::TearAndFail)
            EXPECT_THROW(faulty.backend.save(kPack, kContent, {}), Error);
        else
            EXPECT_NO_THROW(faulty.backend.save(kPack, kContent, {}));
        EXPECT_EQ(faulty.inner.trySize(kPack, {}), 5U);
    }
}

TEST(FaultBackend, ForgetsASaveAndARemoval) {
    Faulty faulty{{{.call = 1, .kind = FaultKind::Forget}, {.call = 3, .kind = FaultKind::Forget}}};
    faulty.backend.save(kPack, kContent, {});
    EXPECT_FALSE(faulty.inner.trySize(kPack, {}).has_value());
    faulty.backend.save(kPack, kContent, {});
    EXPECT_TRUE(faulty.backend.remove(kPack, {}));
    EXPECT_EQ(faulty.inner.tryLoad(kPack, {}), kContent);
}

TEST(FaultBackend, DelaysACallUntilAStop) {
    RecordingClock clock;
    const Fault fault{
        .call = 1, .kind = FaultKind::Delay, .calls = 2, .delay = std::chrono::seconds{5}};
    Faulty faulty{{fault}, &clock};
    faulty.backend.save(kPack, kContent, {});
    EXPECT_EQ(clock.monotonic(), std::chrono::seconds{5});
    EXPECT_EQ(faulty.inner.tryLoad(kPack, {}), kContent);
    std::stop_source source;
    source.request_stop();
    EXPECT_THROW(faulty.backend.remove(kPack, source.get_token()), Cancelled);
    EXPECT_EQ(faulty.inner.tryLoad(kPack, {}), kContent);
}

}  // namespace
}  // namespace tl::storage
