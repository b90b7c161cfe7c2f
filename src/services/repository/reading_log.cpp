#include "services/repository/reading_log.h"

#include <optional>
#include <utility>

#include "infra/errors/error.h"

namespace tl::services {

using engine::PackId;
using engine::VerificationRecord;

namespace {

constexpr std::chrono::minutes kSaveInterval{5};

}  // namespace

ReadingLog::ReadingLog(VerificationStore store, const Clock& clock, Tell onProblem)
    : store_{std::move(store)},
      clock_{clock},
      onProblem_{std::move(onProblem)},
      record_{store_.load()},
      lastSaved_{clock.monotonic()} {}

void ReadingLog::note(const PackId& pack, bool isSound) {
    std::optional<VerificationRecord> due;
    {
        const MutexLock lock{mutex_};
        if (isSound)
            record_.note(pack, now());
        else
            record_.forget(pack);
        if (clock_.monotonic() - lastSaved_ >= kSaveInterval) {
            lastSaved_ = clock_.monotonic();
            due = record_;
        }
    }
    if (due) saveNow(*due);
}

void ReadingLog::save(const std::function<bool(const PackId&)>& isThere) {
    record_.keepOnly(isThere);
    saveNow(record_);
}

void ReadingLog::remove() {
    try {
        store_.remove();
    } catch (const Error& error) {
        onProblem_(error.what());
    }
}

void ReadingLog::saveNow(const VerificationRecord& record) {
    try {
        store_.save(record);
    } catch (const Error& error) {
        onProblem_(error.what());
    }
}

}  // namespace tl::services
