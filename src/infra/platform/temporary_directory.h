// A folder that lives as long as the object.

#pragma once

#include <string>

namespace tl {

/// Made in temporaryDirectory() for this user alone; removed with all that is in it.
class TemporaryDirectory {
  public:
    /// **Errors:** PermissionDenied, ResourceExhausted, NotFound when $TMPDIR names no folder.
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    /// Absolute if $TMPDIR is.
    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    /// The path of `name` in the folder.
    [[nodiscard]] std::string operator/(const std::string& name) const {
        return path_ + '/' + name;
    }

  private:
    std::string path_;
};

}  // namespace tl
