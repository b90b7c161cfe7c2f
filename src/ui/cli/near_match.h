// What somebody who made a typing mistake probably meant.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tl::cli {

/// The candidate that differs least from `text`, if any is close enough to be meant: a third of
/// its letters wrong at most, or `text` begins it.
[[nodiscard]] std::optional<std::string> nearestMatch(std::string_view text,
                                                      std::span<const std::string> candidates);

}  // namespace tl::cli
