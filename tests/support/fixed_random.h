// Chance that always falls the same way, for tests.

#pragma once

#include <cstddef>
#include <span>

#include "infra/platform/random.h"

namespace tl {

/// Fills with two bytes in turn.
class FixedRandom final : public Random {
  public:
    FixedRandom(std::byte even, std::byte odd) : even_{even}, odd_{odd} {}
    void fill(std::span<std::byte> out) override {
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = i % 2 == 0 ? even_ : odd_;
    }

  private:
    const std::byte even_;
    const std::byte odd_;
};

}  // namespace tl
