#include "infra/audit/audit_verification.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "infra/audit/audit_erasure.h"
#include "infra/audit/audit_files.h"
#include "infra/audit/audit_line.h"
#include "infra/errors/stop.h"

namespace tl::audit {

namespace {

class Verifier {
  public:
    Verifier(const std::string& folder, std::span<const KnownEntry> known, std::stop_token stop)
        : folder_{folder},
          known_{known.begin(), known.end()},
          stop_{std::move(stop)} {
        const auto head = readHead(folder);
        hasHead_ = head.has_value();
        if (head && head->sequence > 0)
            known_.push_back({head->sequence, head->hash, "the head file"});
        std::ranges::stable_sort(known_, {}, &KnownEntry::sequence);
    }

    AuditVerification run() {
        const auto segments = listSegments(folder_);
        for (const std::uint32_t segment : segments) {
            file_ = segmentPath(folder_, segment);
            // A number that is missing shows in the entries; only the last file may end torn.
            isLastFile_ = segment == segments.back();
            forEachLine(file_, [this](const SegmentLine& line) {
                return result_.finding ? lookForMoved(line) : look(line);
            });
            if (result_.finding && result_.finding->flaw != AuditFlaw::Removed)
                return std::move(result_);
        }
        if (result_.finding) return std::move(result_);
        if (nextKnown_ < known_.size()) {
            const KnownEntry& missing = known_.back();
            file_.clear();
            find(AuditFlaw::Truncated, lastSequence() + 1, 0,
                 fmt::format("entries {} to {} are missing at the end: {} knows of them",
                             lastSequence() + 1, missing.sequence, missing.source));
        } else if (const auto silent = firstUnannounced()) {
            file_.clear();
            find(AuditFlaw::Erased, *silent, 0,
                 fmt::format("who did entry {}, and to what, was taken out, and no entry announces "
                             "it",
                             *silent));
        } else if (!hasHead_ && mayNotLackHead(lastSequence())) {
            file_.clear();
            find(AuditFlaw::Truncated, lastSequence() + 1, 0,
                 fmt::format("the file `head`, which knows where the log ends, is missing or "
                             "damaged: entries after {} may have been removed",
                             lastSequence()));
        }
        return std::move(result_);
    }

  private:
    [[nodiscard]] std::uint64_t lastSequence() const {
        return result_.last ? result_.last->sequence : 0;
    }

    void find(AuditFlaw flaw, std::uint64_t sequence, std::uint64_t line, std::string message) {
        result_.finding = AuditFinding{flaw, sequence, file_, line, std::move(message)};
    }

    /// Whether what seems removed only stands elsewhere. True as long as that is open.
    bool lookForMoved(const SegmentLine& line) {
        throwIfStopped(stop_);
        const LineReading reading = line.isTooLong() ? LineReading{} : readLine(line.text);
        AuditFinding& finding = *result_.finding;
        if (!reading.entry || reading.entry->sequence != finding.sequence) return true;
        finding.message = fmt::format("entry {} stands where {} should", found_, finding.sequence);
        finding.flaw = AuditFlaw::Reordered;
        finding.sequence = found_;
        return false;
    }

    /// False when the line is wrong.
    bool look(const SegmentLine& line) {
        throwIfStopped(stop_);
        const std::uint64_t expected = lastSequence() + 1;
        if (!line.hasNewline && isLastFile_) {
            result_.isEndTorn = true;
            return true;
        }
        LineReading reading = line.isTooLong() ? LineReading{} : readLine(line.text);
        if (!reading.entry) {
            find(AuditFlaw::NoEntry, expected, line.number, "this line is no entry");
            return false;
        }
        AuditEntry& entry = *reading.entry;
        if (!reading.isHashRight) {
            find(AuditFlaw::Changed, entry.sequence, line.number,
                 fmt::format("entry {} was changed", entry.sequence));
            return false;
        }
        if (!follows(entry, line.number))
            return result_.finding->flaw == AuditFlaw::Removed;  // Read on: see lookForMoved().
        if (!isAsKnown(entry, line.number)) return false;
        noteErasure(entry);
        ++result_.entries;
        result_.bytes += line.text.size() + 1;
        result_.last = std::move(entry);
        return true;
    }

    bool follows(const AuditEntry& entry, std::uint64_t line) {
        const std::uint64_t expected = lastSequence() + 1;
        if (entry.sequence > expected) {
            found_ = entry.sequence;
            find(AuditFlaw::Removed, expected, line,
                 fmt::format("entries {} to {} were removed", expected, entry.sequence - 1));
            return false;
        }
        if (entry.sequence < expected) {
            find(AuditFlaw::Reordered, entry.sequence, line,
                 fmt::format("entry {} stands where {} should", entry.sequence, expected));
            return false;
        }
        const Sha256Digest before = result_.last ? result_.last->hash : Sha256Digest{};
        if (entry.previous == before) return true;
        find(AuditFlaw::Rechained, expected, line,
             expected == 1 ? std::string{"entry 1 is not the first of its log"}
                           : fmt::format("entry {} does not follow entry {}: one of them was "
                                         "replaced",
                                         expected, expected - 1));
        return false;
    }

    void noteErasure(const AuditEntry& entry) {
        if (entry.isErased) {
            erased_.add(entry.sequence);
            ++result_.erased;
        }
        if (entry.event.action != kEraseAction) return;
        for (const auto& [name, value] : entry.event.details)
            if (name == kErasedNumbers)
                std::ranges::copy(readAnnouncement(value), std::back_inserter(announced_));
    }

    /// The number of the first erased entry that no entry announces.
    [[nodiscard]] std::optional<std::uint64_t> firstUnannounced() {
        std::ranges::sort(announced_, {}, &SequenceRange::first);
        std::uint64_t announcedTo = 0;  // All before it, from the current range's beginning.
        auto next = announced_.begin();
        for (const SequenceRange& range : erased_.ranges()) {
            for (std::uint64_t at = range.first; at <= range.last; at = announcedTo + 1) {
                for (; next != announced_.end() && next->first <= at; ++next)
                    announcedTo = std::max(announcedTo, next->last);
                if (announcedTo < at) return at;
            }
        }
        return std::nullopt;
    }

    bool isAsKnown(const AuditEntry& entry, std::uint64_t line) {
        for (; nextKnown_ < known_.size() && known_[nextKnown_].sequence <= entry.sequence;
             ++nextKnown_) {
            const KnownEntry& known = known_[nextKnown_];
            if (known.sequence == entry.sequence && known.hash == entry.hash) continue;
            find(AuditFlaw::Rechained, entry.sequence, line,
                 fmt::format("entry {} is not the one that {} knows: it, or one before it, was "
                             "replaced",
                             entry.sequence, known.source));
            return false;
        }
        return true;
    }

    const std::string& folder_;
    std::vector<KnownEntry> known_;  ///< By sequence.
    std::size_t nextKnown_ = 0;
    const std::stop_token stop_;
    std::string file_;
    bool isLastFile_ = false;
    bool hasHead_ = false;
    std::uint64_t found_ = 0;  ///< The number of the entry that stands where one seems removed.
    SequenceSet erased_;
    std::vector<SequenceRange> announced_;
    AuditVerification result_;
};

}  // namespace

const char* nameOf(AuditFlaw flaw) noexcept {
    switch (flaw) {
        case AuditFlaw::NoEntry:
            return "no_entry";
        case AuditFlaw::Changed:
            return "changed";
        case AuditFlaw::Removed:
            return "removed";
        case AuditFlaw::Reordered:
            return "reordered";
        case AuditFlaw::Rechained:
            return "rechained";
        case AuditFlaw::Truncated:
            return "truncated";
        case AuditFlaw::Erased:
            return "erased";
    }
    return "";
}

AuditVerification verifyLog(const std::string& folder,
                            std::span<const KnownEntry> known,
                            const std::stop_token& stop) {
    return Verifier{folder, known, stop}.run();
}

}  // namespace tl::audit
