// Runs a program of others that is to do one thing.

#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace tl::services {

struct ProgramCall {
    std::vector<std::string> words{};        ///< The first is the program, looked for in PATH.
    std::vector<std::string> environment{};  ///< All of it, as lines NAME=value.
    std::span<const std::byte> input{};      ///< What it finds on its standard input. Borrowed.
};

/// Returns when the program has ended well; what it prints is left unread.
/// **Errors:** Unavailable when it fails, with what it said on standard error; NotFound,
/// PermissionDenied when it cannot be started; Cancelled on stop, which ends it.
void callProgram(const ProgramCall& call, const std::stop_token& stop);

}  // namespace tl::services
