#include "storage/smb/smb_password.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "infra/errors/error.h"
#include "infra/platform/command_line.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "infra/platform/process.h"

namespace tl::storage {

namespace {

/// Far beyond any password: bounds what a wrong path or command can make us read.
constexpr std::size_t kTextBytesMax = std::size_t{64} << 10U;
constexpr const char* kVariable = "TIMELOCKER_SMB_PASSWORD";

/// The first line; wipes `bytes`.
Secret firstLineOf(std::span<std::byte> bytes) {
    const std::string_view text{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    Secret password = Secret::fromText(text.substr(0, text.find_first_of("\r\n")));
    wipe(bytes);
    return password;
}

}  // namespace

Secret loadSmbPassword(const SmbOptions& options, const std::stop_token& stop) {
    if (!options.passwordCommand.empty()) {
        CapturedOutput output = captureOutput(
            {.arguments = splitCommandLine(options.passwordCommand)}, kTextBytesMax, stop);
        Secret password = firstLineOf(output.bytes);
        if (output.status.isSuccess()) return password;
        throw Error{ErrorKind::InvalidInput,
                    "the command of smb.password-command ended with " + toText(output.status)};
    }
    if (!options.passwordFile.empty()) {
        std::string content = readFile(options.passwordFile, kTextBytesMax);
        return firstLineOf(std::as_writable_bytes(std::span{content}));
    }
    if (const auto value = environmentVariable(kVariable)) return Secret::fromText(*value);
    throw Error{ErrorKind::InvalidInput,
                std::string{"there is no password for the SMB server; put it into the environment "
                            "variable "} +
                    kVariable + ", or use the option smb.password-file or smb.password-command"};
}

}  // namespace tl::storage
