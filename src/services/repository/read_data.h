// Which packs a check reads whole.

#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

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
/// A random share of the packs, above 0 and up to 100; at least one.
struct ReadPercentage {
    double percent = 100;
};
/// A random share of packs that makes up about this many bytes.
struct ReadBytes {
    std::uint64_t bytes = 0;
};
using ReadData = std::variant<ReadNothing, ReadAll, ReadBucket, ReadPercentage, ReadBytes>;

/// Reads "n/t", "x%" and sizes ("50M"). **Errors:** InvalidInput.
[[nodiscard]] ReadData parseReadDataSubset(std::string_view text);

/// A pack and its size in bytes.
using SizedPack = std::pair<engine::PackId, std::uint64_t>;

/// Those of `packs` that `readData` asks for.
[[nodiscard]] std::vector<engine::PackId> selectPacks(const ReadData& readData,
                                                      const std::vector<SizedPack>& packs,
                                                      Random& random);

}  // namespace tl::services
