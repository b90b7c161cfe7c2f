// A password, key or token in memory: moved, never copied, zeroed when it dies, printed nowhere.

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tl {

/// Overwrites `bytes` with zeros; the compiler may not leave it out.
void wipe(std::span<std::byte> bytes) noexcept;

/// Holds secret bytes. There is no `<<`, no conversion to a string and no comparison on purpose.
class Secret {
  public:
    Secret() = default;
    /// Takes a copy of `bytes`; the caller wipes its own.
    explicit Secret(std::span<const std::byte> bytes);
    /// Takes a copy of `text`.
    [[nodiscard]] static Secret fromText(std::string_view text);
    ~Secret();
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;

    /// A copy, named so that each one is a decision.
    [[nodiscard]] Secret duplicate() const;

    /// Borrowed until this object changes or dies.
    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_; }
    /// The same bytes as text.
    [[nodiscard]] std::string_view text() const noexcept;
    [[nodiscard]] bool isEmpty() const noexcept { return bytes_.empty(); }

  private:
    std::vector<std::byte> bytes_;
};

}  // namespace tl
