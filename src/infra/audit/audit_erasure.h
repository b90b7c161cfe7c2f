// Taking what tells of a person out of entries that are already in the log (audit_line.h says how a
// line makes that possible), and the entries that announce it: an erasure that nobody announced is
// tampering.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "infra/audit/audit_entry.h"

namespace tl::audit {

inline constexpr const char* kEraseAction = "privacy.erase";
/// The detail of such an entry that tells which entries: see announcementsOf().
inline constexpr const char* kErasedNumbers = "entries";

/// Whether there is something to be taken out that may be: announcements stay as they are.
[[nodiscard]] bool isErasable(const AuditEntry& entry) noexcept;

/// The numbers from `first` to `last`.
struct SequenceRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    bool operator==(const SequenceRange&) const = default;
};

/// Numbers of entries, in order, in few places.
class SequenceSet {
  public:
    /// `sequence` must not be less than any that was added before.
    void add(std::uint64_t sequence);
    [[nodiscard]] const std::vector<SequenceRange>& ranges() const noexcept { return ranges_; }

  private:
    std::vector<SequenceRange> ranges_;
};

/// What is to be taken out.
struct AuditErasure {
    SequenceSet sequences{};
    std::uint64_t count = 0;
    std::map<std::uint32_t, std::vector<std::uint64_t>> offsets{};  ///< Of lines, by segment.
};

/// The erasable entries that `isMeant` picks, but for those that are damaged.
[[nodiscard]] AuditErasure planErasure(const std::string& folder,
                                       const std::function<bool(const AuditEntry& entry)>& isMeant);

/// Makes each segment anew beside itself, flushes it and puts it in its place. To be called under
/// the log's lock.
void carryOut(const AuditErasure& erasure, const std::string& folder);

/// "3-7,9", in texts of which each is short enough for one detail of an entry.
[[nodiscard]] std::vector<std::string> announcementsOf(const SequenceSet& sequences);
/// What such a text says; what it does not say well is left out.
[[nodiscard]] std::vector<SequenceRange> readAnnouncement(std::string_view text);

}  // namespace tl::audit
