// Runs a program of others that is to do one thing.

#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace tl::services {

struct ProgramCall {
    std::vector<std::string> words{};        ///< The first is the program, looked for in PATH.
    std::vector<std::string> environment{};  ///< All of it, as lines NAME=value.
    std::span<const std::byte> input{};      ///< What it finds on its standard input. Borrowed.
    std::optional<std::chrono::milliseconds> timeMax{};  ///< Nothing: as long as it likes.
    /// Told each line that it prints, without what terminals would obey; at the end, however that
    /// is, those of its standard error, the last kilobytes of it. Empty: both are left unread.
    std::function<void(const std::string& line)> onLine{};
};

/// Returns when the program has ended well. What it leaves running in the background goes on, and
/// is not waited for.
/// **Errors:** Unavailable when it fails, with what it said on standard error, and when it takes
/// longer than `timeMax`, which ends it and what it started; NotFound, PermissionDenied when it
/// cannot be started; Cancelled on stop, which ends it, too.
void callProgram(const ProgramCall& call, const std::stop_token& stop);

}  // namespace tl::services
