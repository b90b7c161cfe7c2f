// How often a backend was asked for what: what a storage service bills, and what tells a slow line
// from a chatty program.

#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace tl::storage {

enum class CallKind : std::uint8_t { Create, Save, Load, LoadRange, Size, List, Remove };
inline constexpr std::size_t kCallKindCount = 7;

/// Such as "save", for people and scripts.
[[nodiscard]] const char* nameOf(CallKind kind) noexcept;

struct CallFigures {
    std::uint64_t count = 0;      ///< All calls, also those that failed.
    std::uint64_t failed = 0;     ///< Those that threw.
    std::uint64_t sizeBytes = 0;  ///< Of the content that was saved or loaded.
    bool operator==(const CallFigures&) const = default;
};

/// **Threads:** safe from any.
class CallMeter {
  public:
    void add(CallKind kind, const CallFigures& more);
    [[nodiscard]] CallFigures figures(CallKind kind) const;

  private:
    struct Counters {
        std::atomic<std::uint64_t> count = 0;
        std::atomic<std::uint64_t> failed = 0;
        std::atomic<std::uint64_t> sizeBytes = 0;
    };
    std::array<Counters, kCallKindCount> counters_;
};

}  // namespace tl::storage
