// Memory for bulk data: aligned, not zeroed, handed on by moving. A std::vector would clear every
// byte that is about to be overwritten anyway.

#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace tl {

class Buffer {
  public:
    Buffer() = default;
    /// Room for `capacity` bytes, size 0.
    explicit Buffer(std::size_t capacity);

    [[nodiscard]] std::byte* data() noexcept { return bytes_.get(); }
    [[nodiscard]] const std::byte* data() const noexcept { return bytes_.get(); }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
    [[nodiscard]] std::span<std::byte> bytes() noexcept { return {bytes_.get(), size_}; }
    [[nodiscard]] std::span<const std::byte> bytes() const noexcept {
        return {bytes_.get(), size_};
    }

    /// Makes the capacity at least `capacity`; the content is kept.
    void reserve(std::size_t capacity);
    /// Sets the size, growing the capacity as needed. New bytes have any value.
    void resize(std::size_t size);
    void append(std::span<const std::byte> bytes);
    void clear() noexcept { size_ = 0; }

  private:
    struct Free {
        void operator()(std::byte* bytes) const noexcept;
    };
    std::unique_ptr<std::byte[], Free> bytes_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

}  // namespace tl
