// The 32-byte names of things in a repository. Each kind of thing has a type of its own, so that a
// pack's name cannot be passed where a blob's is meant.

#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tl::engine {

using Digest = std::array<std::byte, 32>;  ///< A SHA-256 value.

/// 64 lower-case hex digits.
[[nodiscard]] std::string toHex(const Digest& digest);
void appendHex(std::string& out, const Digest& digest);
/// Nothing unless `hex` is exactly 64 lower- or upper-case hex digits.
[[nodiscard]] std::optional<Digest> parseDigest(std::string_view hex);

template <typename Tag>
struct Id {
    Digest digest{};

    auto operator<=>(const Id&) const = default;

    [[nodiscard]] std::string hex() const { return toHex(digest); }
    /// The first 8 digits, as shown to people.
    [[nodiscard]] std::string shortHex() const { return hex().substr(0, 8); }
    [[nodiscard]] bool isZero() const { return digest == Digest{}; }
    [[nodiscard]] static std::optional<Id> parse(std::string_view hex) {
        const auto digest = parseDigest(hex);
        if (!digest) return std::nullopt;
        return Id{*digest};
    }
};

using BlobId = Id<struct BlobTag>;          ///< SHA-256 of a blob's plaintext.
using PackId = Id<struct PackTag>;          ///< SHA-256 of a stored pack file.
using SnapshotId = Id<struct SnapshotTag>;  ///< SHA-256 of a stored snapshot file.
using IndexId = Id<struct IndexTag>;        ///< SHA-256 of a stored index file.
using KeyId = Id<struct KeyTag>;            ///< SHA-256 of a stored key file.
using LockId = Id<struct LockTag>;          ///< SHA-256 of a stored lock file.

}  // namespace tl::engine

/// IDs are hashes already: their first bytes are as good as any hash of them.
template <typename Tag>
struct std::hash<tl::engine::Id<Tag>> {
    std::size_t operator()(const tl::engine::Id<Tag>& id) const noexcept {
        std::size_t value = 0;
        std::memcpy(&value, id.digest.data(), sizeof value);
        return value;
    }
};
