// Which packs a check reads whole.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "infra/engine/check/verification_record.h"
#include "infra/engine/format/id.h"
#include "infra/platform/random.h"

namespace tl::services {

/// No pack is read beyond what the structure needs.
struct ReadNothing {};
struct ReadAll {};
/// The packs whose first byte modulo `count` is `part` − 1.
struct ReadBucket {
    std::uint32_t part = 1;
    std::uint32_t count = 1;
};
/// A share of the packs, above 0 and up to 100; at least one. Those that were not read for longest,
/// by chance among equals.
struct ReadPercentage {
    double percent = 100;
};
/// As many packs as fit into this many bytes; at least one. Chosen as for ReadPercentage.
struct ReadBytes {
    std::uint64_t bytes = 0;
};
/// A share of these packs, above 0 and up to 100, by chance; at least one, if there are any.
struct ReadPacks {
    std::vector<engine::PackId> packs{};
    double percent = 100;
};
using ReadData =
    std::variant<ReadNothing, ReadAll, ReadBucket, ReadPercentage, ReadBytes, ReadPacks>;

/// Reads "n/t", "x%" and sizes ("50M"). **Errors:** InvalidInput.
[[nodiscard]] ReadData parseReadDataSubset(std::string_view text);

/// A pack and its size in bytes.
using SizedPack = std::pair<engine::PackId, std::uint64_t>;

/// Which packs a check is to read.
struct ReadSelection {
    ReadData readData = ReadNothing{};
    /// Also all that were not read for longer than this.
    std::optional<std::chrono::seconds> within{};
};

/// "30d", "1y6m", "12h": whole years of 365 days, months of 30, days, hours; above zero.
/// **Errors:** InvalidInput.
[[nodiscard]] std::chrono::seconds parseReadWithin(std::string_view text);

/// What is known of earlier readings.
struct ReadHistory {
    const engine::VerificationRecord& record;  ///< Borrowed.
    std::int64_t now = 0;                      ///< Seconds since 1970.

    /// Nothing when it was never read, or in the future, which a clock put right explains.
    [[nodiscard]] std::optional<std::int64_t> lastRead(const engine::PackId& pack) const;
    [[nodiscard]] bool isOverdue(const engine::PackId& pack, std::chrono::seconds within) const;
};

/// Those of `packs` that `selection` asks for, in the order in which they are best read: what was
/// not read for longest first.
[[nodiscard]] std::vector<engine::PackId> selectPacks(const ReadSelection& selection,
                                                      const std::vector<SizedPack>& packs,
                                                      const ReadHistory& history,
                                                      Random& random);

}  // namespace tl::services
