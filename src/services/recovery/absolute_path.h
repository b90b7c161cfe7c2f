// Paths as snapshots have them: absolute and clean.

#pragma once

#include <string>
#include <string_view>

namespace tl::services {

/// Whether `path` is `folder` or something in it.
[[nodiscard]] bool isWithin(std::string_view path, std::string_view folder);

/// The folder that `path` is in; of "/", itself.
[[nodiscard]] std::string folderAbove(const std::string& path);

}  // namespace tl::services
