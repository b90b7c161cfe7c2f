#include "infra/audit/audit_files.h"

#include <algorithm>
#include <charconv>
#include <span>

#include <fmt/format.h>

#include "infra/audit/audit_line.h"
#include "infra/audit/hex_bytes.h"
#include "infra/platform/directory.h"
#include "infra/platform/file.h"
#include "infra/platform/file_system.h"

namespace tl::audit {

namespace {

constexpr std::string_view kSegmentPrefix = "audit-";
constexpr std::string_view kSegmentEnd = ".jsonl";
constexpr std::size_t kSegmentDigits = 8;
constexpr std::size_t kHeadSizeMax = 256;
constexpr std::size_t kReadBytes = std::size_t{256} << 10U;

/// The number in a segment's name; nothing for other files.
std::optional<std::uint32_t> segmentOf(std::string_view name) {
    if (name.size() != kSegmentPrefix.size() + kSegmentDigits + kSegmentEnd.size() ||
        !name.starts_with(kSegmentPrefix) || !name.ends_with(kSegmentEnd))
        return std::nullopt;
    std::uint32_t number = 0;
    const char* const begin = name.data() + kSegmentPrefix.size();
    const auto [end, error] = std::from_chars(begin, begin + kSegmentDigits, number);
    if (error != std::errc{} || end != begin + kSegmentDigits || number == 0) return std::nullopt;
    return number;
}

/// Takes a number and the space behind it off the front of `text`.
template <typename Number>
bool takeNumber(std::string_view& text, Number& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end == text.data() + text.size() || *end != ' ') return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    return true;
}

}  // namespace

std::string segmentPath(const std::string& folder, std::uint32_t segment) {
    return fmt::format("{}/{}{:08}{}", folder, kSegmentPrefix, segment, kSegmentEnd);
}

std::string headPath(const std::string& folder) {
    return folder + "/head";
}

std::string lockPath(const std::string& folder) {
    return folder + "/lock";
}

std::vector<std::uint32_t> listSegments(const std::string& folder) {
    std::vector<std::uint32_t> segments;
    const auto directory = Directory::tryOpen(folder, Follow::Yes);
    if (!directory) return segments;
    for (const DirectoryEntry& entry : directory->entries())
        if (const auto segment = segmentOf(entry.name)) segments.push_back(*segment);
    std::sort(segments.begin(), segments.end());
    return segments;
}

std::string headText(const AuditHead& head) {
    return fmt::format("{} {} {} {} \n", head.segment, head.sizeBytes, head.sequence,
                       hexText(head.hash));
}

std::optional<AuditHead> parseHead(std::string_view text) {
    AuditHead head;
    if (!takeNumber(text, head.segment) || !takeNumber(text, head.sizeBytes) ||
        !takeNumber(text, head.sequence))
        return std::nullopt;
    // What follows may be the rest of a longer head, written before.
    const auto hash = parseHex<Sha256Digest>(text.substr(0, 2 * head.hash.size()));
    if (!hash || head.segment == 0) return std::nullopt;
    head.hash = *hash;
    return head;
}

std::optional<AuditHead> readHead(const std::string& folder) {
    const auto file = File::tryOpenForReading(headPath(folder));
    if (!file) return std::nullopt;
    std::string text(kHeadSizeMax, '\0');
    text.resize(file->readAt(0, std::as_writable_bytes(std::span{text})));
    return parseHead(text);
}

void forEachLine(const std::string& path, const std::function<bool(const SegmentLine&)>& visit) {
    File file = File::openForReading(path, Follow::No);
    std::vector<char> block(kReadBytes);
    std::string kept;  // Of the line, as far as a line may go.
    SegmentLine line{.number = 1};
    const auto add = [&](std::string_view piece) {
        line.sizeBytes += piece.size();
        kept += piece.substr(0, kLineSizeMax - kept.size());
    };
    const auto tell = [&](bool hasNewline) {
        line.text = kept;
        line.hasNewline = hasNewline;
        return visit(line);
    };
    for (;;) {
        const std::size_t size = file.read(std::as_writable_bytes(std::span{block}));
        std::string_view rest{block.data(), size};
        for (std::size_t end; (end = rest.find('\n')) != std::string_view::npos;) {
            add(rest.substr(0, end));
            rest.remove_prefix(end + 1);
            if (!tell(/*hasNewline=*/true)) return;
            line.offset += line.sizeBytes + 1;
            ++line.number;
            line.sizeBytes = 0;
            kept.clear();
        }
        add(rest);
        if (size < block.size()) break;
    }
    if (line.sizeBytes > 0) (void)tell(/*hasNewline=*/false);
}

}  // namespace tl::audit
