// How often progress is shown, and the parts that all progress lines share.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "ui/cli/environment.h"

namespace tl::cli {

struct ProgressWish {
    bool isQuiet = false;
    bool isJson = false;
    bool isTerminal = false;
};

/// The time between two updates; zero: none are wanted. Ten a second on a terminal and in JSON,
/// none elsewhere, or as many a second as PROGRESS_FPS says.
[[nodiscard]] std::chrono::milliseconds progressInterval(const ProgressWish& wish,
                                                         const Environment& environment);

/// How long the rest takes if it goes on like this; nothing in the first second, which says too
/// little, and where `total` is 0.
[[nodiscard]] std::optional<std::chrono::nanoseconds> estimateRemaining(
    std::chrono::nanoseconds elapsed, std::uint64_t done, std::uint64_t total);

/// What a progress line tells.
struct ProgressFacts {
    std::chrono::nanoseconds elapsed{0};
    std::optional<std::chrono::nanoseconds> remaining;
    std::uint64_t itemsDone = 0;
    std::uint64_t itemsTotal = 0;  ///< 0: not known.
    std::uint64_t bytesDone = 0;
    std::uint64_t bytesTotal = 0;  ///< 0: not known.
    std::uint64_t errorCount = 0;
    const char* items = "files";
};

/// "[0:05] 12.34%  100 / 500 files, 1.2 GiB / 9.8 GiB, 245.0 MiB/s, ETA 0:40".
[[nodiscard]] std::string formatProgress(const ProgressFacts& facts);

}  // namespace tl::cli
