// The terminal that a person sits at, if there is one.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "infra/platform/secret.h"

namespace tl {

enum class StandardStream : std::uint8_t { Input, Output, Error };

[[nodiscard]] bool isTerminal(StandardStream stream) noexcept;

/// The columns of the stream's terminal; nothing when it is none or does not say.
[[nodiscard]] std::optional<std::size_t> terminalWidth(StandardStream stream) noexcept;

/// Goes to the beginning of the line and empties it.
inline constexpr std::string_view kClearLine = "\r\x1b[2K";
/// Goes `count` lines up; for 0 nothing.
[[nodiscard]] std::string cursorUp(std::size_t count);

/// Prints `prompt` on the terminal that started the program, whatever the standard streams are, and
/// reads a line without showing it. What was typed before the prompt does not count. A signal that
/// kills the process leaves the terminal without echo: have a StopOnSignals that requests `stop`.
/// **Errors:** InvalidInput when there is no terminal, or its input ends; Cancelled on stop.
[[nodiscard]] Secret readPassword(const std::string& prompt, const std::stop_token& stop);

/// As readPassword(), on the terminal of this path.
[[nodiscard]] Secret readPasswordFrom(const std::string& terminal,
                                      const std::string& prompt,
                                      const std::stop_token& stop);

}  // namespace tl
