// The files of an audit log: numbered segments, the head and the lock, in one folder.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infra/platform/digest.h"

namespace tl::audit {

/// Where the log ended when the last entry was added. It is kept beside the log, so that one that
/// lost its end does not pass for whole. It may lag behind the log after a kill, never the reverse.
struct AuditHead {
    std::uint64_t sequence = 0;  ///< Of the last entry; 0: there is none.
    Sha256Digest hash{};         ///< Of the last entry.
    std::uint32_t segment = 1;
    std::uint64_t sizeBytes = 0;  ///< Of the segment.
    bool operator==(const AuditHead&) const = default;
};

[[nodiscard]] std::string segmentPath(const std::string& folder, std::uint32_t segment);
[[nodiscard]] std::string headPath(const std::string& folder);
[[nodiscard]] std::string lockPath(const std::string& folder);

/// The segments that are there, in order. None when the folder is missing.
[[nodiscard]] std::vector<std::uint32_t> listSegments(const std::string& folder);

/// Whether a log that ends with this entry has had a head: it is written after each, and a kill may
/// come before the first.
[[nodiscard]] constexpr bool mayNotLackHead(std::uint64_t lastSequence) noexcept {
    return lastSequence > 1;
}

/// Nothing when it is missing or not what headText() makes.
[[nodiscard]] std::optional<AuditHead> readHead(const std::string& folder);
[[nodiscard]] std::string headText(const AuditHead& head);
[[nodiscard]] std::optional<AuditHead> parseHead(std::string_view text);

/// A line of a segment, without its newline, where it stands.
struct SegmentLine {
    std::string_view text{};
    std::uint64_t sizeBytes = 0;
    std::uint64_t number = 0;  ///< From 1.
    std::uint64_t offset = 0;  ///< Of its first byte.
    bool hasNewline = true;    ///< Without one the segment ends in the middle of a write.

    /// True when `text` is its beginning only; then it is none of ours.
    [[nodiscard]] bool isTooLong() const noexcept { return text.size() < sizeBytes; }
};

/// Calls `visit` with each line of the segment in order; its text is valid during the call only.
/// Stops when `visit` returns false. Reads in pieces, so the segment may have any size.
void forEachLine(const std::string& path, const std::function<bool(const SegmentLine&)>& visit);

}  // namespace tl::audit
