#include "infra/audit/audit_log.h"

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "infra/audit/audit_erasure.h"
#include "infra/audit/audit_line.h"
#include "infra/platform/file.h"
#include "infra/platform/file_lock.h"
#include "infra/platform/file_system.h"

namespace tl::audit {

namespace {

constexpr std::uint32_t kOwnerOnly = 0700;
constexpr std::uint32_t kFileOfOwner = 0600;

std::span<const std::byte> bytesOf(const std::string& text) {
    return std::as_bytes(std::span{text});
}

/// The log while its lock is held.
class OpenLog {
  public:
    OpenLog(const AuditLogOptions& options, const Clock& clock, Random& random)
        : options_{options},
          clock_{clock},
          random_{random},
          lock_{lockPath(options.folder)} {
        open(readHead(options.folder));
    }

    AuditEntry append(AuditEvent&& event) {
        AuditEvent repair{.actor = event.actor, .action = "log.repair", .object = "audit log"};
        if (tornBytes_ > 0) repair.details.emplace_back("cut_bytes", std::to_string(tornBytes_));
        if (isHeadLost_) {
            // Whoever removed entries at the end would have removed it, too.
            repair.result = AuditResult::Failure;
            repair.details.emplace_back("head", "missing");
        }
        if (!repair.details.empty()) (void)add(std::move(repair));
        return add(std::move(event));
    }

  private:
    /// Takes the head's word for where the log ends if the segment has just that size, which is
    /// always so but after a kill; else finds the end by reading.
    void open(const std::optional<AuditHead>& head) {
        const auto segments = listSegments(options_.folder);
        if (segments.empty()) {
            goOnInNewSegment(head.value_or(AuditHead{.segment = 0}));
            return;
        }
        head_.segment = segments.back();
        file_ = File::openForWriting(segmentPath(options_.folder, head_.segment));
        const std::uint64_t sizeBytes = file_.status().sizeBytes;
        if (head && head->segment == head_.segment && head->sizeBytes == sizeBytes) {
            head_ = *head;
            return;
        }
        const auto found = findEnd(segments, sizeBytes);
        if (found) {
            head_.sequence = found->sequence;
            head_.hash = found->hash;
            isHeadLost_ = !head && mayNotLackHead(found->sequence);
        }
        const bool isFresh = segments.size() == 1 && sizeBytes == 0 && !head;
        const bool isEndLost = head && head->sequence > head_.sequence;
        if (isEndLost || (!found && !isFresh)) goOnAfterDamage(head);
    }

    /// The last entry, if the log ends with one. Cuts off what a kill left of another one.
    std::optional<AuditEntry> findEnd(const std::vector<std::uint32_t>& segments,
                                      std::uint64_t sizeBytes) {
        Ending end = endingOf(segments.back());
        head_.sizeBytes = end.wholeBytes;
        tornBytes_ = sizeBytes - end.wholeBytes;
        if (tornBytes_ > 0) file_.truncate(end.wholeBytes);
        // A kill may come between the making of a segment and its first entry.
        if (!end.last && end.wholeBytes == 0 && segments.size() > 1)
            end = endingOf(segments[segments.size() - 2]);
        return std::move(end.last);
    }

    struct Ending {
        std::optional<AuditEntry> last{};  ///< Nothing when the last whole line is no entry.
        std::uint64_t wholeBytes = 0;      ///< What whole lines take.
    };
    [[nodiscard]] Ending endingOf(std::uint32_t segment) const {
        Ending end;
        forEachLine(segmentPath(options_.folder, segment), [&end](const SegmentLine& line) {
            end.wholeBytes = line.offset;
            if (!line.hasNewline) return true;
            end.wholeBytes += line.sizeBytes + 1;
            LineReading reading = line.isTooLong() ? LineReading{} : readLine(line.text);
            end.last = reading.isHashRight ? std::move(reading.entry) : std::nullopt;
            return true;
        });
        return end;
    }

    /// The end of the log was cut off or overwritten. The new entry gets the number after the last
    /// one that was ever added, so the gap stays and every verification finds it.
    void goOnAfterDamage(const std::optional<AuditHead>& head) {
        AuditHead last = head_;
        if (head && head->sequence > last.sequence) {
            last.sequence = head->sequence;
            last.hash = head->hash;
        }
        goOnInNewSegment(last);
    }

    void goOnInNewSegment(const AuditHead& last) {
        head_ = last;
        ++head_.segment;
        startSegment();
    }

    void startSegment() {
        const std::string path = segmentPath(options_.folder, head_.segment);
        file_ = File::createNew(path, kFileOfOwner);
        head_.sizeBytes = 0;
        syncDirectory(options_.folder);
    }

    AuditEntry add(AuditEvent&& event) {
        if (head_.sizeBytes >= options_.segmentSizeBytes) goOnInNewSegment(head_);
        const WallTime now = clock_.now();
        AuditEntry entry{.sequence = head_.sequence + 1,
                         .time = {now.seconds, now.nanoseconds / 1000 * 1000},
                         .event = std::move(event),
                         .previous = head_.hash};
        random_.fill(entry.salt);
        const std::string line = writeLine(entry);
        file_.writeAllAt(head_.sizeBytes, bytesOf(line));
        (void)file_.sync();
        head_.sequence = entry.sequence;
        head_.hash = entry.hash;
        head_.sizeBytes += line.size();
        // The head follows the log and is not flushed: should a power cut lose it, it lags behind.
        File::openForWriting(headPath(options_.folder)).writeAllAt(0, bytesOf(headText(head_)));
        return entry;
    }

    const AuditLogOptions& options_;
    const Clock& clock_;
    Random& random_;
    const FileLock lock_;
    File file_;  ///< The last segment.
    AuditHead head_;
    std::uint64_t tornBytes_ = 0;
    bool isHeadLost_ = false;
};

}  // namespace

AuditLog::AuditLog(AuditLogOptions options, const Clock& clock, Random& random)
    : options_{std::move(options)},
      clock_{clock},
      random_{random} {}

AuditEntry AuditLog::append(AuditEvent event) {
    makeDirectories(options_.folder, kOwnerOnly);
    return OpenLog{options_, clock_, random_}.append(std::move(event));
}

std::uint64_t AuditLog::erase(const std::function<bool(const AuditEntry&)>& isMeant,
                              const std::string& actor) {
    if (!exists(options_.folder)) return 0;
    OpenLog log{options_, clock_, random_};
    const AuditErasure erasure = planErasure(options_.folder, isMeant);
    for (const std::string& numbers : announcementsOf(erasure.sequences)) {
        log.append({.actor = actor,
                    .action = kEraseAction,
                    .object = "audit log",
                    .result = AuditResult::Success,
                    .details = {{kErasedNumbers, numbers}}});
    }
    carryOut(erasure, options_.folder);
    return erasure.count;
}

}  // namespace tl::audit
