// Why a program that should have brought us to a server ended instead.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "infra/errors/error.h"
#include "infra/platform/process.h"

namespace tl::storage::sftp {

/// How the program that carries a connection ended.
struct ProgramEnd {
    std::string program;               ///< Its name.
    std::optional<ExitStatus> status;  ///< Nothing: it closed its output and goes on.
    std::string_view errors;           ///< What it wrote to its standard error; any bytes.
    bool wasOpen = false;              ///< The server had answered before.
};

/// An error that says what to do, and shows what the program said: the wrong host key, keys that
/// the server refuses, no subsystem, no way there.
[[nodiscard]] Error errorOf(const ProgramEnd& end);

}  // namespace tl::storage::sftp
