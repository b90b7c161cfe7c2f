// Notes what a check reads, and keeps it in the record while the check goes on.

#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "infra/engine/check/verification_record.h"
#include "infra/platform/clock.h"
#include "infra/resources/mutex.h"
#include "services/repository/verification_store.h"

namespace tl::services {

/// **Threads:** note() from any thread; the rest from the owner, while nobody calls note().
class ReadingLog {
  public:
    using Tell = std::function<void(const std::string& problem)>;

    /// Reads the record. `clock` must outlive the object; `onProblem` is told, from any thread, why
    /// the record could not be written: no reason to end a check.
    ReadingLog(VerificationStore store, const Clock& clock, Tell onProblem);

    /// A pack was read whole just now. Writes the record when that was not done for some minutes,
    /// so that a check that is killed has not read in vain.
    void note(const engine::PackId& pack, bool isSound);
    /// Writes what is noted, without packs that `isThere` denies.
    void save(const std::function<bool(const engine::PackId& pack)>& isThere);

    /// Writes all that is noted.
    void save() { saveNow(record_); }
    /// Removes the record: it has served.
    void remove();

    [[nodiscard]] const engine::VerificationRecord& record() const { return record_; }
    [[nodiscard]] std::int64_t now() const { return clock_.now().seconds; }

  private:
    void saveNow(const engine::VerificationRecord& record);

    const VerificationStore store_;
    const Clock& clock_;
    const Tell onProblem_;
    Mutex mutex_;
    engine::VerificationRecord record_;  ///< Guarded by mutex_ while note() is called.
    std::chrono::nanoseconds lastSaved_ TL_GUARDED_BY(mutex_);
};

}  // namespace tl::services
