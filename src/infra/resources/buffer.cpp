#include "infra/resources/buffer.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace tl {

namespace {

/// A cache line, and enough for any vector instruction.
constexpr std::align_val_t kAlignment{64};

}  // namespace

void Buffer::Free::operator()(std::byte* bytes) const noexcept {
    ::operator delete[](bytes, kAlignment);
}

Buffer::Buffer(std::size_t capacity) {
    reserve(capacity);
}

void Buffer::reserve(std::size_t capacity) {
    if (capacity <= capacity_) return;
    auto* fresh = static_cast<std::byte*>(::operator new[](capacity, kAlignment));
    if (size_ != 0) std::memcpy(fresh, bytes_.get(), size_);
    bytes_.reset(fresh);
    capacity_ = capacity;
}

void Buffer::resize(std::size_t size) {
    if (size > capacity_) reserve(std::max(size, capacity_ + capacity_ / 2));
    size_ = size;
}

void Buffer::append(std::span<const std::byte> bytes) {
    if (bytes.empty()) return;
    const std::size_t at = size_;
    resize(size_ + bytes.size());
    std::memcpy(bytes_.get() + at, bytes.data(), bytes.size());
}

}  // namespace tl
