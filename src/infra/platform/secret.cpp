#include "infra/platform/secret.h"

#include <cstring>
#include <utility>

namespace tl {

void wipe(std::span<std::byte> bytes) noexcept {
    if (bytes.empty()) return;
    std::memset(bytes.data(), 0, bytes.size());
    // "Reads" what was written, which is why the compiler must not leave the writing out.
    __asm__ volatile("" : : "r"(bytes.data()) : "memory");
}

Secret::Secret(std::span<const std::byte> bytes) : bytes_{bytes.begin(), bytes.end()} {}

Secret Secret::fromText(std::string_view text) {
    return Secret{std::as_bytes(std::span{text})};
}

Secret::~Secret() {
    wipe(bytes_);
}

Secret::Secret(Secret&& other) noexcept : bytes_{std::exchange(other.bytes_, {})} {}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        wipe(bytes_);
        bytes_ = std::exchange(other.bytes_, {});
    }
    return *this;
}

Secret Secret::duplicate() const {
    return Secret{bytes_};
}

std::string_view Secret::text() const noexcept {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
}

}  // namespace tl
