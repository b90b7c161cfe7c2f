#include "storage/sftp/sftp_handshake.h"

#include <algorithm>

#include "infra/errors/error.h"
#include "storage/sftp/sftp_replies.h"

namespace tl::storage::sftp {

namespace {

/// More in one packet gains nothing, and delays what else is on the line.
constexpr std::size_t kContentMax = std::size_t{252} << 10U;

/// A server's limit, where it names one that makes sense.
std::size_t contentMax(std::uint64_t limit, std::size_t fallback) {
    constexpr std::size_t kLeast = 1024;
    if (limit == 0) return fallback;
    return static_cast<std::size_t>(std::clamp<std::uint64_t>(limit, kLeast, kContentMax));
}

}  // namespace

void throwNoSftp() {
    throw Error{ErrorKind::Unsupported,
                "what answered does not speak SFTP; if a login script of the remote account (such "
                "as .bashrc) prints something, make it silent for sessions without a terminal"};
}

std::optional<Packet> Handshake::answer(std::span<const std::byte> packet) {
    if (stage_ == Stage::Greeting) return takeGreeting(packet);
    takeLimits(packet);
    return std::nullopt;
}

std::optional<Packet> Handshake::takeGreeting(std::span<const std::byte> packet) {
    if (static_cast<PacketType>(packet.front()) != PacketType::Version) throwNoSftp();
    const Greeting greeting = readGreeting(packet);
    if (greeting.version < kProtocolVersion) {
        throw Error{ErrorKind::Unsupported, "the server speaks version " +
                                                std::to_string(greeting.version) +
                                                " of SFTP; version 3 is needed"};
    }
    bool hasLimits = false;
    for (const Extension& extension : greeting.extensions) {
        if (extension.name == "posix-rename@openssh.com") features_.hasPosixRename = true;
        if (extension.name == "fsync@openssh.com") features_.hasFlush = true;
        if (extension.name == "statvfs@openssh.com") features_.hasVolume = true;
        if (extension.name == "limits@openssh.com") hasLimits = true;
    }
    stage_ = hasLimits ? Stage::Limits : Stage::Done;
    if (!hasLimits) return std::nullopt;
    return limits();
}

void Handshake::takeLimits(std::span<const std::byte> packet) {
    const Reply reply = readReply(packet);
    stage_ = Stage::Done;
    // A server that offers its limits and then refuses to tell them is served as one without.
    if (reply.type == PacketType::Status) return;
    const Limits limits = readLimits(reply);
    features_.readMax = contentMax(limits.readBytes, features_.readMax);
    features_.writeMax = contentMax(limits.writeBytes, features_.writeMax);
}

}  // namespace tl::storage::sftp
