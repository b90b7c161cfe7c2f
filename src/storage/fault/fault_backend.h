// A backend that fails as planned, for tests of what happens then.
//
// Calls are numbered from 1 in the order in which they arrive, all together and for each operation
// apart. A test of a write path runs it once to count the calls, and then once for each n with a
// fault at call n.

#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "infra/errors/error.h"
#include "infra/platform/clock.h"
#include "infra/resources/mutex.h"
#include "storage/backend.h"

namespace tl::storage {

enum class Operation : std::uint8_t { Create, Save, Load, LoadRange, Size, List, Remove, Replace };

enum class FaultKind : std::uint8_t {
    FailBefore,    ///< The call throws and does nothing.
    LoseAnswer,    ///< The call is done, and throws.
    TearAndFail,   ///< Save: the first half is stored, and the call throws. Else as FailBefore.
    TearSilently,  ///< Save: the first half is stored, as if it were all. Else no fault.
    Forget,        ///< Save, replace and remove: nothing is done, as if it were. Else no fault.
    Delay,         ///< The call is done after a wait on the clock, which a stop ends.
};

/// One row of a plan.
struct Fault {
    static constexpr std::uint64_t kForever = std::numeric_limits<std::uint64_t>::max();

    std::uint64_t call = 1;  ///< The number of the first call that it hits.
    std::optional<Operation> operation =
        std::nullopt;  ///< Counts and hits these only; nothing: all.
    FaultKind kind = FaultKind::FailBefore;
    std::uint64_t calls = 1;  ///< How many calls in a row; kForever: the place is gone for good.
    ErrorKind errorKind = ErrorKind::Unavailable;  ///< Of what it throws.
    std::chrono::milliseconds delay{0};            ///< Of Delay.
};

/// Passes each call on to another backend, except as its plan says.
///
/// **Threads:** safe from any thread; which of two calls at once is the n-th is then chance.
class FaultBackend final : public Backend {
  public:
    /// Where several faults hit a call, the first in the plan does. `inner` and `clock` must
    /// outlive this object; `clock` may be null in a plan without delays.
    FaultBackend(Backend& inner, std::vector<Fault> plan, Clock* clock = nullptr);

    /// How many calls came so far: all, or of one operation.
    [[nodiscard]] std::uint64_t callCount() const;
    [[nodiscard]] std::uint64_t callCount(Operation operation) const;

    [[nodiscard]] const Properties& properties() const override { return inner_.properties(); }
    void create(const std::stop_token& stop) override;
    void save(const FileId& id,
              std::span<const std::byte> content,
              const std::stop_token& stop) override;
    [[nodiscard]] std::optional<std::vector<std::byte>> tryLoad(
        const FileId& id, const std::stop_token& stop) override;
    [[nodiscard]] std::optional<std::size_t> tryLoadRange(const FileId& id,
                                                          std::uint64_t offset,
                                                          std::span<std::byte> out,
                                                          const std::stop_token& stop) override;
    [[nodiscard]] std::optional<std::uint64_t> trySize(const FileId& id,
                                                       const std::stop_token& stop) override;
    void list(FileType type, const Visitor& visit, const std::stop_token& stop) override;
    bool remove(const FileId& id, const std::stop_token& stop) override;

    [[nodiscard]] bool tryReplace(const FileId& id,
                                  std::span<const std::byte> content,
                                  const std::stop_token& stop) override;

    bool dropCopy(const FileId& id) override { return inner_.dropCopy(id); }
    void prepareForBulk() override { inner_.prepareForBulk(); }
    /// No call that counts.
    [[nodiscard]] Leftovers sweepLeftovers(LeftoverUse use,
                                           WallTime before,
                                           const std::stop_token& stop) override {
        return inner_.sweepLeftovers(use, before, stop);
    }

  private:
    static constexpr std::size_t kOperationCount = 8;

    /// Counts a call and returns what hits it; null when nothing does. What comes before the call,
    /// a wait or an error, is over when it returns.
    const Fault* enter(Operation operation, const std::stop_token& stop);
    /// The end of a call: throws if `fault` says so.
    static void leave(const Fault* fault);

    Backend& inner_;
    const std::vector<Fault> plan_;
    Clock* const clock_;
    mutable Mutex mutex_;
    std::array<std::uint64_t, kOperationCount> counts_ TL_GUARDED_BY(mutex_){};
};

}  // namespace tl::storage
