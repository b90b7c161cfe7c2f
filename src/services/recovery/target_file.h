// A file that a use case writes for the user: whole or not at all.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "infra/platform/file.h"
#include "infra/platform/random.h"

namespace tl::services {

/// Writes beside the file and gives it its name at the end, so that what was there stays until
/// then, and nothing is left of what was not finished. Devices and pipes are written to as they
/// are.
class TargetFile {
  public:
    /// **Errors:** InvalidInput for a folder; NotFound when the folder above is missing; those of
    /// File.
    TargetFile(const std::string& path, Random& random);
    /// Removes what was not committed.
    ~TargetFile();
    TargetFile(const TargetFile&) = delete;
    TargetFile& operator=(const TargetFile&) = delete;

    void write(std::span<const std::byte> bytes) { file_.writeAll(bytes); }
    void commit();

  private:
    const std::string path_;  ///< With all links resolved, so that a link stays one.
    std::string temporary_;   ///< Empty when it is written in place.
    std::optional<std::uint32_t> permissionBits_;  ///< Of the file that is replaced.
    File file_;
};

}  // namespace tl::services
