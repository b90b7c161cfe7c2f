// Where the password for an SMB server comes from.

#pragma once

#include <stop_token>

#include "infra/platform/secret.h"
#include "storage/smb/smb_options.h"

namespace tl::storage {

/// The output of the options' command, the first line of their file, or the environment variable
/// TIMELOCKER_SMB_PASSWORD, which may be empty; the first that is given.
/// **Errors:** InvalidInput when none is given or the command fails; as readFile and Process.
[[nodiscard]] Secret loadSmbPassword(const SmbOptions& options, const std::stop_token& stop);

}  // namespace tl::storage
