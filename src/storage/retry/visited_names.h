// Which files a listing has shown so far, so that one that starts again after a failure shows each
// file once.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace tl::storage {

/// Keeps 32 bytes a name: a repository of a million packs, some 16 TiB, needs 32 MB.
class VisitedNames {
  public:
    /// `name` is one that list() shows: 64 hex digits, or empty for Config.
    void add(std::string_view name);

    /// To be called after the last add() and before contains().
    void sort();
    [[nodiscard]] bool contains(std::string_view name) const;

  private:
    using Digest = std::array<std::uint8_t, 32>;
    [[nodiscard]] static Digest digestOf(std::string_view name);

    std::vector<Digest> digests_;
};

}  // namespace tl::storage
