// The rule that says in which regions of clouds repositories may be (requirement RM-3;
// docs/decisions/0031-region-rule.md): what is allowed, and what becomes of a repository that
// is elsewhere. Nothing here asks anybody.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infra/platform/cloud_region.h"

namespace tl::services {

/// What becomes of the use of a repository that is elsewhere.
enum class RegionBreach : std::uint8_t { Abort, Warn };

/// How a place counts that does not say where it is, such as a server of one's own.
enum class UnknownRegion : std::uint8_t { Allow, Refuse };

struct RegionRule {
    /// Groups (`eu`, `eea`), countries (`de`, `uk`), names of regions, patterns of names; `any`.
    /// Empty: there is no rule.
    std::vector<std::string> regions{};
    RegionBreach breach = RegionBreach::Abort;
    UnknownRegion unknown = UnknownRegion::Allow;
    bool operator==(const RegionRule&) const = default;
};

/// Reads "eea, uk breach=warn unknown=refuse", in any order; empty text is no rule.
/// **Errors:** InvalidInput, saying what is understood.
[[nodiscard]] RegionRule parseRegionRule(std::string_view text);

/// As parseRegionRule() reads it; what is so by default is left out.
[[nodiscard]] std::string textOf(const RegionRule& rule);

/// Those that look like a group or a country and are none, so that they stand for regions of these
/// names: most likely a mistake.
[[nodiscard]] std::vector<std::string> wordsLikeNone(const RegionRule& rule);

[[nodiscard]] bool allows(const RegionRule& rule, const std::optional<CloudRegion>& region);

/// "eu-west-2 of amazon, in the country gb"; "a place that does not say its region".
[[nodiscard]] std::string describe(const std::optional<CloudRegion>& region);

}  // namespace tl::services
