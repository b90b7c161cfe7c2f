// A file's bytes as memory: pages come from the disk when they are touched, are shared by all
// processes that map the file, and are the kernel's to take back.

#pragma once

#include <cstddef>
#include <span>

#include "infra/platform/file.h"

namespace tl {

/// Read only. Who maps a file relies on nobody cutting it meanwhile: the kernel answers a touch
/// beyond the end with SIGBUS. So map only files that are replaced by renaming, never rewritten.
/// **Threads:** safe from any thread.
class MappedFile {
  public:
    /// Maps nothing.
    MappedFile() noexcept = default;
    /// Maps all of `file`, which may be closed afterwards. An empty file maps nothing.
    /// **Errors:** ResourceExhausted, Unavailable.
    explicit MappedFile(const File& file);
    ~MappedFile();
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_; }
    /// Tells the kernel that touches will jump about, so that reading ahead is a waste.
    void adviseRandom() const noexcept;

  private:
    std::span<const std::byte> bytes_;
};

}  // namespace tl
