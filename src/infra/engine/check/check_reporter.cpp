#include "infra/engine/check/check_reporter.h"

#include "infra/errors/printable.h"

namespace tl::engine {

CheckReporter::CheckReporter(CheckObserver& observer) : observer_{observer} {}

void CheckReporter::tell(Finding&& finding) {
    const MutexLock lock{mutex_};
    if (finding.severity == FindingSeverity::Error) ++report_.errorCount;
    observer_.onFinding(finding);
}

void CheckReporter::error(const std::string& object, const std::string& message, Remedy remedy) {
    tell({.object = object, .message = message, .remedy = remedy});
}

void CheckReporter::fileError(const std::string& kind,
                              const std::string& name,
                              const Error& error,
                              Remedy ifDamaged) {
    const bool isDamaged =
        error.kind() == ErrorKind::Corrupted || error.kind() == ErrorKind::Unsupported;
    tell({.object = kind + " " + name,
          .message = error.what(),
          .remedy = isDamaged ? ifDamaged : Remedy::CheckAgain,
          .id = name});
}

void CheckReporter::packError(const PackId& pack, const std::string& message) {
    tell({.object = describePack(pack),
          .message = message,
          .remedy = Remedy::RepairPacks,
          .id = pack.hex()});
    const MutexLock lock{mutex_};
    brokenPacks_.insert(pack.hex());
}

void CheckReporter::note(const std::string& object, const std::string& message) {
    tell({.severity = FindingSeverity::Note, .object = object, .message = message});
}

void CheckReporter::suggestIndexRepair() {
    const MutexLock lock{mutex_};
    report_.isIndexRepairSuggested = true;
}

void CheckReporter::suggestPrune() {
    const MutexLock lock{mutex_};
    report_.isPruneSuggested = true;
}

void CheckReporter::unindexedPack(const PackId& pack) {
    note(describePack(pack), "no index lists it; it may be left from an interrupted backup");
    const MutexLock lock{mutex_};
    hasUnindexedPack_ = true;
    report_.isPruneSuggested = true;
}

void CheckReporter::beginPhase(const std::string& name,
                               std::uint64_t total,
                               std::uint64_t bytesTotal) {
    const MutexLock lock{mutex_};
    status_ = {.phase = name, .total = total, .bytesTotal = bytesTotal};
    observer_.onStatus(status_);
}

void CheckReporter::advance(std::uint64_t count, std::uint64_t bytes) {
    const MutexLock lock{mutex_};
    status_.done += count;
    status_.bytesDone += bytes;
    observer_.onStatus(status_);
}

CheckReport CheckReporter::report() const {
    const MutexLock lock{mutex_};
    CheckReport report = report_;
    report.brokenPacks.assign(brokenPacks_.begin(), brokenPacks_.end());
    if (report.errorCount != 0) {
        report.isPruneSuggested = false;
        report.isIndexRepairSuggested = report.isIndexRepairSuggested || hasUnindexedPack_;
    }
    return report;
}

std::string describePack(const PackId& pack) {
    return "pack " + pack.hex();
}

std::string describePlace(const SnapshotId& snapshot, const std::string& path) {
    const std::string safe = quoted(path);
    const bool isPlain = safe.size() == path.size() + 2;
    return "snapshot " + snapshot.shortHex() + ", " + (isPlain ? path : safe);
}

}  // namespace tl::engine
