// Numbers as people read them, in the forms that restic prints.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "infra/platform/time_zone.h"

namespace tl::cli {

/// "1 plugin", "3 plugins", "2 entries"; for nouns that take an s, or "ies" in place of their y.
[[nodiscard]] std::string formatCount(std::uint64_t count, std::string_view noun);
/// "12 B", "1.646 KiB", "2.000 TiB".
[[nodiscard]] std::string formatBytes(std::uint64_t bytes);
/// As formatBytes(), for where room is scarce: "1.6 KiB".
[[nodiscard]] std::string formatBytesBriefly(std::uint64_t bytes);
/// "0:07", "12:34", "1:02:03"; whole seconds, cut.
[[nodiscard]] std::string formatDuration(std::chrono::nanoseconds duration);
/// "12.34%" of `total`; "0.00%" of nothing, and never above "100.00%".
[[nodiscard]] std::string formatPercent(std::uint64_t part, std::uint64_t total);
/// "245.2 MiB/s"; nothing in the first second, which says too little.
[[nodiscard]] std::string formatRate(std::uint64_t bytes, std::chrono::nanoseconds duration);
/// "2006-01-02 15:04:05" on a clock in `zone`.
[[nodiscard]] std::string formatTime(std::int64_t unixSeconds, const TimeZone& zone);
/// A duration in seconds, for JSON.
[[nodiscard]] double toSeconds(std::chrono::nanoseconds duration);

/// `text` in lines that end by the column `columnsMax`, broken at blanks, where it begins in the
/// column `indent`, as the further lines do; as it is when `columnsMax` is 0 or leaves no room.
[[nodiscard]] std::string wrapped(std::string_view text,
                                  std::size_t indent,
                                  std::size_t columnsMax);

/// How many columns a terminal needs for `text`, which is UTF-8: one a character.
[[nodiscard]] std::size_t displayWidth(std::string_view text);
/// `text` cut to at most `columns` columns, with "…" in place of what is left out of its middle.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t columns);

}  // namespace tl::cli
