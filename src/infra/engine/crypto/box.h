// The one way in which anything is encrypted: IV ‖ AES-256-CTR ‖ Poly1305-AES (format section 2.4).

#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "infra/engine/crypto/key.h"
#include "infra/platform/random.h"

namespace tl::engine {

/// Seals and opens boxes with one key. Keeps OpenSSL's contexts from call to call, so a thread
/// should keep one. **Threads:** one at a time.
class BoxCipher {
  public:
    /// `random` must outlive the object.
    BoxCipher(const Key& key, Random& random);
    ~BoxCipher();
    BoxCipher(const BoxCipher&) = delete;
    BoxCipher& operator=(const BoxCipher&) = delete;

    /// Writes the box of `plaintext` to `box`, which has exactly 32 bytes more. The two may not
    /// overlap, but that `plaintext` may be `box` from byte 16 on.
    void seal(std::span<const std::byte> plaintext, std::span<std::byte> box);
    [[nodiscard]] std::vector<std::byte> seal(std::span<const std::byte> plaintext);

    /// Checks `box` and decrypts it to `plaintext`, which has exactly 32 bytes less and may be
    /// `box` from byte 16 on. False, and nothing is written, when the box is too short or its MAC
    /// is wrong.
    [[nodiscard]] bool tryOpen(std::span<const std::byte> box, std::span<std::byte> plaintext);
    /// As tryOpen, but hands the plaintext out in pieces, in order, each gone after the call: it
    /// stays in the processor's cache and takes no memory.
    [[nodiscard]] bool tryOpenInPieces(
        std::span<const std::byte> box,
        const std::function<void(std::span<const std::byte> piece)>& visit);
    /// **Errors:** Corrupted.
    [[nodiscard]] std::vector<std::byte> open(std::span<const std::byte> box);

  private:
    struct Contexts;
    [[nodiscard]] bool isAuthentic(std::span<const std::byte> box);

    std::unique_ptr<Contexts> contexts_;
};

}  // namespace tl::engine
