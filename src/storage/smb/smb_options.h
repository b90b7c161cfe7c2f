// Where a repository on an SMB server is, and the location strings that say so.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tl::storage {

/// What to insist on. Otherwise both sides agree on what both can do.
enum class SmbDemand : std::uint8_t { Agreed, Required };

struct SmbOptions {
    std::string host;        ///< Name or address.
    std::uint16_t port = 0;  ///< 0: the usual one, 445.
    std::string share;
    std::string path;    ///< Within the share, without a slash at its ends; may be empty.
    std::string user;    ///< Empty: the name of the user of this process.
    std::string domain;  ///< May be empty.
    SmbDemand encryption = SmbDemand::Agreed;
    SmbDemand signing = SmbDemand::Agreed;
    /// A file whose first line is the password; empty: none.
    std::string passwordFile;
    /// A command that prints the password, run without a shell; empty: none.
    std::string passwordCommand;
    std::size_t connections = 5;
    std::size_t connectionsFar = 16;  ///< Where the server is far away; no fewer.
    /// For how long the server may say nothing before it is given up.
    std::chrono::milliseconds timeout{60'000};
    /// The program that talks to the server; empty: timelocker-smb beside this one.
    std::string program;
    bool operator==(const SmbOptions&) const = default;
};

/// Reads `smb://[[DOMAIN;]USER@]HOST[:PORT]/SHARE[/PATH]`. Nothing when another backend is meant.
/// **Errors:** InvalidInput when a part is missing or malformed, or when there is a password in it,
/// which is then not shown.
[[nodiscard]] std::optional<SmbOptions> parseSmbLocation(std::string_view location);

/// Reads the `smb.…` of `options`. **Errors:** InvalidInput for one that is unknown or malformed.
void applySmbOptions(const std::map<std::string, std::string>& options, SmbOptions& smb);

/// The location as parseSmbLocation reads it.
[[nodiscard]] std::string toLocation(const SmbOptions& options);

}  // namespace tl::storage
