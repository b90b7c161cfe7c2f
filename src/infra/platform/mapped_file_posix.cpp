#include <cerrno>
#include <utility>

#include <sys/mman.h>

#include "infra/platform/mapped_file.h"
#include "infra/platform/system_error.h"

namespace tl {

MappedFile::MappedFile(const File& file) {
    const auto size = static_cast<std::size_t>(file.status().sizeBytes);
    if (size == 0) return;
    void* start = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.descriptor(), 0);
    if (start == MAP_FAILED) throwSystemError(errno, "map", file.path());
    bytes_ = {static_cast<const std::byte*>(start), size};
}

MappedFile::~MappedFile() {
    // mmap takes and gives what munmap wants without const.
    if (!bytes_.empty())
        (void)::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());  // NOLINT
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_{std::exchange(other.bytes_, {})} {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
}

void MappedFile::adviseRandom() const noexcept {
    if (!bytes_.empty())
        (void)::madvise(const_cast<std::byte*>(bytes_.data()), bytes_.size(),  // NOLINT
                        MADV_RANDOM);
}

}  // namespace tl
