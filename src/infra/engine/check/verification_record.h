// When each pack was last read whole and found sound, as this machine knows it.
//
// It decides which packs a check reads next, never whether one is sound: a record that is lost,
// damaged or wrong costs a reading too many or puts one off (docs/decisions/0008).

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "infra/engine/format/id.h"

namespace tl::engine {

/// **Threads:** one at a time.
class VerificationRecord {
  public:
    /// The pack was read whole at this time, in seconds since 1970. The latest time counts.
    void note(const PackId& pack, std::int64_t unixSeconds);
    void forget(const PackId& pack) { times_.erase(pack); }
    /// Forgets the packs that `isThere` denies.
    void keepOnly(const std::function<bool(const PackId& pack)>& isThere);

    /// Nothing when it was never read.
    [[nodiscard]] std::optional<std::int64_t> lastRead(const PackId& pack) const;
    [[nodiscard]] std::size_t size() const noexcept { return times_.size(); }

    /// The record as a file of the repository with this ID (64 hex digits).
    [[nodiscard]] std::vector<std::byte> encode(std::string_view repositoryId) const;
    /// Nothing when the bytes are damaged, of another repository, or of another version.
    [[nodiscard]] static std::optional<VerificationRecord> tryDecode(
        std::span<const std::byte> bytes, std::string_view repositoryId);

    bool operator==(const VerificationRecord&) const = default;

  private:
    std::unordered_map<PackId, std::int64_t> times_;
};

}  // namespace tl::engine
