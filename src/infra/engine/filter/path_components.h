// Paths cut at their slashes, as patterns see them.

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tl::engine {

/// The components of a path. An absolute path begins with the component "/"; the path "/" is "/"
/// and an empty one.
using PathComponents = std::span<const std::string_view>;

/// Cuts a path at its slashes. `path` is not empty and clean; it is borrowed by the result.
[[nodiscard]] std::vector<std::string_view> splitPath(std::string_view path);

/// The shortest path that means the same by its text alone: no empty, `.` or inner `..` component,
/// no slash at the end. Empty becomes ".".
[[nodiscard]] std::string cleanPath(std::string_view path);

}  // namespace tl::engine
