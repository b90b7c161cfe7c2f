// Where a repository on an SFTP server is, the location strings that say so, and the program that
// leads there.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infra/platform/traffic.h"

namespace tl::storage {

// Fields have initializers, so that g++ lets a designated one leave them out.
struct SftpOptions {
    std::string host{};
    std::string user{};              ///< Empty: what ssh takes.
    std::uint16_t port = 0;          ///< 0: what ssh takes.
    std::string path{};              ///< Absolute, or relative to where the server puts the user.
    std::string command{};           ///< `sftp.command`: run instead of ssh, split as restic does.
    std::string arguments{};         ///< `sftp.args`: more arguments for ssh.
    std::size_t connections = 5;     ///< Calls at once, and at most so many ssh processes.
    std::size_t connectionsFar = 8;  ///< Where the server is far away; no fewer.
    /// How long a server may say nothing while it is asked something; 0: no bound.
    std::chrono::milliseconds silenceMax = std::chrono::minutes{5};
    Traffic* traffic = nullptr;  ///< Told of all content. Borrowed; may be null.

    bool operator==(const SftpOptions&) const = default;
};

/// Reads `sftp:[user@]host:path` or `sftp://[user@]host[:port]/path`, whose path is absolute only
/// behind a second slash. Nothing when another backend is meant.
/// **Errors:** InvalidInput. **Source:** format notes, section 15.5.
[[nodiscard]] std::optional<SftpOptions> parseSftpLocation(std::string_view location);

/// Takes the options whose keys begin with `sftp.`. **Errors:** InvalidInput.
void applySftpOptions(const std::map<std::string, std::string>& options, SftpOptions& sftp);

/// The location for messages, such as `sftp:user@host:path`.
[[nodiscard]] std::string toText(const SftpOptions& options);

/// Whether the program may ask its user something, such as a password.
enum class Asking : std::uint8_t { Allowed, Forbidden };

/// The program that leads to the server, and its arguments. The user's own arguments come before
/// ours, and ssh obeys the first of each kind.
/// **Errors:** InvalidInput for a command that cannot be split, or with arguments beside it.
[[nodiscard]] std::vector<std::string> sftpCommand(const SftpOptions& options, Asking asking);

}  // namespace tl::storage
