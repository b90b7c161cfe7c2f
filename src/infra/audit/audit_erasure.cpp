#include "infra/audit/audit_erasure.h"

#include <charconv>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "infra/audit/audit_files.h"
#include "infra/audit/audit_line.h"
#include "infra/platform/file.h"
#include "infra/platform/file_system.h"

namespace tl::audit {

namespace {

constexpr std::size_t kAnnouncementSizeMax = 1500;
constexpr std::size_t kCopyBytes = std::size_t{1} << 20U;
constexpr std::uint32_t kFileOfOwner = 0600;

/// A file that a kill left is written over.
File openAnew(const std::string& path) {
    removeFile(path);
    return File::createNew(path, kFileOfOwner);
}

void copyInto(const File& from, File& to) {
    std::vector<std::byte> block(kCopyBytes);
    for (std::uint64_t at = 0;;) {
        const std::size_t size = from.readAt(at, block);
        if (size == 0) return;
        to.writeAllAt(at, std::span{block}.first(size));
        at += size;
    }
}

/// The line at `offset`, without its newline.
std::string lineAt(const File& file, std::uint64_t offset) {
    std::string text(kLineSizeMax + 1, '\0');
    text.resize(file.readAt(offset, std::as_writable_bytes(std::span{text})));
    text.resize(text.find('\n'));
    return text;
}

std::optional<std::uint64_t> takeNumber(std::string_view& text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

/// "3-7" or "9".
std::optional<SequenceRange> parseRange(std::string_view text) {
    const auto first = takeNumber(text);
    if (!first) return std::nullopt;
    if (text.empty()) return SequenceRange{*first, *first};
    if (text.front() != '-') return std::nullopt;
    text.remove_prefix(1);
    const auto last = takeNumber(text);
    if (!last || !text.empty() || *last < *first) return std::nullopt;
    return SequenceRange{*first, *last};
}

}  // namespace

bool isErasable(const AuditEntry& entry) noexcept {
    return !entry.isErased && entry.event.action != kEraseAction;
}

void SequenceSet::add(std::uint64_t sequence) {
    if (!ranges_.empty() && sequence <= ranges_.back().last + 1)
        ranges_.back().last = sequence;
    else
        ranges_.push_back({sequence, sequence});
}

AuditErasure planErasure(const std::string& folder,
                         const std::function<bool(const AuditEntry&)>& isMeant) {
    AuditErasure erasure;
    for (const std::uint32_t segment : listSegments(folder)) {
        forEachLine(segmentPath(folder, segment), [&](const SegmentLine& line) {
            if (line.isTooLong() || !line.hasNewline) return true;
            const LineReading reading = readLine(line.text);
            if (!reading.entry || !reading.isHashRight) return true;
            const AuditEntry& entry = *reading.entry;
            if (!isErasable(entry) || !isMeant(entry)) return true;
            erasure.sequences.add(entry.sequence);
            ++erasure.count;
            erasure.offsets[segment].push_back(line.offset);
            return true;
        });
    }
    return erasure;
}

void carryOut(const AuditErasure& erasure, const std::string& folder) {
    for (const auto& [segment, offsets] : erasure.offsets) {
        const std::string path = segmentPath(folder, segment);
        const std::string pathOfNew = path + ".new";
        {
            const File old = File::openForReading(path, Follow::No);
            File anew = openAnew(pathOfNew);
            copyInto(old, anew);
            for (const std::uint64_t offset : offsets) {
                const std::string erased = eraseLine(lineAt(old, offset));
                anew.writeAllAt(offset, std::as_bytes(std::span{erased}));
            }
            (void)anew.sync();
        }
        rename(pathOfNew, path);
        syncDirectory(folder);
    }
}

std::vector<std::string> announcementsOf(const SequenceSet& sequences) {
    std::vector<std::string> texts;
    for (const SequenceRange& range : sequences.ranges()) {
        const std::string text = range.first == range.last
                                     ? std::to_string(range.first)
                                     : fmt::format("{}-{}", range.first, range.last);
        if (texts.empty() || texts.back().size() + text.size() >= kAnnouncementSizeMax)
            texts.push_back(text);
        else
            texts.back() += "," + text;
    }
    return texts;
}

std::vector<SequenceRange> readAnnouncement(std::string_view text) {
    std::vector<SequenceRange> ranges;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        if (const auto range = parseRange(text.substr(0, comma))) ranges.push_back(*range);
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
    return ranges;
}

}  // namespace tl::audit
