// Chance comes in through an interface, so that a test can repeat it.

#pragma once

#include <cstddef>
#include <span>

namespace tl {

/// **Threads:** safe to call from any thread.
class Random {
  public:
    Random() = default;
    Random(const Random&) = delete;
    Random& operator=(const Random&) = delete;
    virtual ~Random() = default;

    /// Fills `out` with bytes that nobody can predict.
    virtual void fill(std::span<std::byte> out) = 0;
};

/// The kernel's generator. **Errors:** Internal when the kernel has none.
class SystemRandom final : public Random {
  public:
    void fill(std::span<std::byte> out) override;
};

}  // namespace tl
