// What this program and the one that talks to the SMB server tell each other: frames of a length
// and a body. A request has one reply, and replies come in the order of their requests, so many
// requests may be under way.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "infra/platform/secret.h"
#include "storage/smb/smb_options.h"

namespace tl::storage {

enum class SmbOperation : std::uint8_t {
    Connect,     ///< Once, at first. `content` is an SmbLogin.
    MakeFolder,  ///< `path`. EEXIST when there is something.
    Create,      ///< `path`: a new file, open for Write.
    Write,       ///< `content`, at the end of what was written.
    Open,        ///< `path`, for Read. The reply's number is its size.
    Read,        ///< Up to `count` bytes from `offset` on; fewer only at the end.
    Close,       ///< What Create or Open opened.
    Publish,  ///< Gives the file `path` the name `newPath` and makes it read-only. Never replaces.
    Size,     ///< `path`. The reply's number is its size.
    List,     ///< `path`. The reply's content is SmbEntry after SmbEntry.
    Remove,   ///< `path`, a file, also a read-only one.
};

/// Fields that an operation does not name are empty. Borrows its texts and content.
struct SmbRequest {
    SmbOperation operation = SmbOperation::Close;
    std::string_view path{};
    std::string_view newPath{};
    std::uint64_t offset = 0;
    std::uint64_t count = 0;
    std::span<const std::byte> content{};
};

struct SmbReply {
    int errorNumber = 0;  ///< An errno; 0 for success.
    std::uint64_t number = 0;
    std::span<const std::byte> content{};  ///< Borrowed from the frame.
};

struct SmbEntry {
    std::string name;
    std::uint64_t sizeBytes = 0;
    bool isFolder = false;
};

/// How the other program gets in.
struct SmbLogin {
    std::string shareUrl;  ///< As libsmbclient has it: smb://HOST[:PORT]/SHARE.
    std::string user;
    std::string domain;
    Secret password;
    SmbDemand encryption = SmbDemand::Agreed;
    SmbDemand signing = SmbDemand::Agreed;
    std::uint32_t timeoutMilliseconds = 0;
};

/// The most that a frame may hold: a piece of content and some paths.
constexpr std::size_t kSmbFrameBytesMax = std::size_t{8} << 20U;
/// The most content of a Write or a Read.
constexpr std::size_t kSmbPieceBytes = std::size_t{1} << 20U;

/// Appends a frame to `out`.
void appendFrame(const SmbRequest& request, std::vector<std::byte>& out);
void appendFrame(const SmbReply& reply, std::vector<std::byte>& out);

/// The body of the frame that `bytes` begins with; nothing when it is not all there.
/// **Errors:** Corrupted for a length beyond kSmbFrameBytesMax.
[[nodiscard]] std::optional<std::span<const std::byte>> tryTakeFrame(
    std::span<const std::byte>& bytes);

/// **Errors:** Corrupted, for all of these.
[[nodiscard]] SmbRequest decodeSmbRequest(std::span<const std::byte> body);
[[nodiscard]] SmbReply decodeSmbReply(std::span<const std::byte> body);
[[nodiscard]] std::vector<SmbEntry> decodeSmbEntries(std::span<const std::byte> content);
[[nodiscard]] SmbLogin decodeSmbLogin(std::span<const std::byte> content);

void appendEntry(const SmbEntry& entry, std::vector<std::byte>& out);
/// Holds a copy of the password: wipe it.
[[nodiscard]] Secret encodeLogin(const SmbLogin& login);

}  // namespace tl::storage
