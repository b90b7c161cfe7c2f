#include "ui/cli/text_format.h"

#include <algorithm>

#include <fmt/format.h>

#include "services/shown_values.h"

namespace tl::cli {

namespace {

/// The byte index of the character number `index` in `text`.
std::size_t byteIndexOf(std::string_view text, std::size_t index) {
    std::size_t byte = 0;
    while (byte < text.size() && index > 0) {
        ++byte;
        while (byte < text.size() && (static_cast<unsigned char>(text[byte]) & 0xC0U) == 0x80U)
            ++byte;
        --index;
    }
    return byte;
}

}  // namespace

std::string formatCount(std::uint64_t count, std::string_view noun) {
    if (count == 1) return fmt::format("1 {}", noun);
    // "entries", "copies"; no noun of ours ends in "ay" or the like.
    if (noun.ends_with('y')) return fmt::format("{} {}ies", count, noun.substr(0, noun.size() - 1));
    return fmt::format("{} {}s", count, noun);
}

std::string formatBytes(std::uint64_t bytes) {
    return services::shownBytes(bytes, 3);
}

std::string formatBytesBriefly(std::uint64_t bytes) {
    return services::shownBytes(bytes, 1);
}

std::string formatDuration(std::chrono::nanoseconds duration) {
    return services::shownDuration(duration);
}

std::string formatPercent(std::uint64_t part, std::uint64_t total) {
    if (total == 0) return "0.00%";
    const double share = static_cast<double>(part) / static_cast<double>(total);
    return fmt::format("{:.2f}%", std::min(share, 1.0) * 100.0);
}

std::string formatRate(std::uint64_t bytes, std::chrono::nanoseconds duration) {
    const double seconds = toSeconds(duration);
    if (bytes == 0 || seconds < 1) return {};
    return formatBytesBriefly(static_cast<std::uint64_t>(static_cast<double>(bytes) / seconds)) +
           "/s";
}

std::string formatTime(std::int64_t unixSeconds, const TimeZone& zone) {
    return services::shownTime(unixSeconds, zone);
}

double toSeconds(std::chrono::nanoseconds duration) {
    return std::chrono::duration<double>{duration}.count();
}

std::string wrapped(std::string_view text, std::size_t indent, std::size_t columnsMax) {
    constexpr std::size_t kRoomMin = 20;
    if (columnsMax < indent + kRoomMin) return std::string{text};
    std::string out;
    std::size_t column = indent;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        const std::size_t width = displayWidth(word);
        if (column > indent && column + 1 + width > columnsMax) {
            out.append("\n").append(indent, ' ');
            column = indent;
        } else if (column > indent) {
            out += ' ';
            ++column;
        }
        out += word;
        column += width;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::size_t displayWidth(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string shorten(std::string_view text, std::size_t columns) {
    const std::size_t width = displayWidth(text);
    if (width <= columns) return std::string{text};
    if (columns == 0) return {};
    const std::size_t tail = (columns - 1) / 2;
    const std::size_t head = columns - 1 - tail;
    return std::string{text.substr(0, byteIndexOf(text, head))} + "…" +
           std::string{text.substr(byteIndexOf(text, width - tail))};
}

}  // namespace tl::cli
