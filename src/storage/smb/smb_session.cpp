#include "storage/smb/smb_session.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/copy_bytes.h"
#include "infra/platform/file_system.h"
#include "storage/smb/smb_error.h"
#include "storage/smb/smb_url.h"

namespace tl::storage {

namespace {

/// Pieces under way between the two programs: enough that neither waits for the other.
constexpr std::size_t kPiecesMax = 3;
constexpr std::size_t kCallsMax = 32;

/// How much longer we wait than the other program, which can say what went wrong.
constexpr std::chrono::seconds kTimeoutSurplus{5};

/// The program that belongs to this one.
std::string programOf(const SmbOptions& options) {
    if (!options.program.empty()) return options.program;
    const std::string self = realPath("/proc/self/exe");
    return self.substr(0, self.rfind('/') + 1) + "timelocker-smb";
}

/// Calls `tell` for `bytes`, in the pieces that Traffic wants.
template <typename Tell>
void tellTraffic(std::size_t bytes, const Tell& tell) {
    while (bytes > 0) {
        const std::size_t piece = std::min(bytes, kTrafficPieceBytes);
        tell(piece);
        bytes -= piece;
    }
}

}  // namespace

SmbSession::SmbSession(const SmbOptions& options,
                       const Secret& password,
                       const std::stop_token& stop)
    : root_{options.path},
      channel_{programOf(options), options.timeout + kTimeoutSurplus} {
    SmbLogin login;
    login.shareUrl = shareUrl(options.host, options.port, options.share);
    login.user = options.user;
    login.domain = options.domain;
    login.password = password.duplicate();
    login.encryption = options.encryption;
    login.signing = options.signing;
    login.timeoutMilliseconds = static_cast<std::uint32_t>(options.timeout.count());
    const Secret content = encodeLogin(login);
    const SmbAnswer answer =
        channel_.call({.operation = SmbOperation::Connect, .content = content.bytes()}, stop);
    if (answer.errorNumber != 0) throwSmbLoginError(answer.errorNumber, options);
}

std::string SmbSession::inShare(const std::string& path) const {
    if (root_.empty()) return path;
    return path.empty() ? root_ : root_ + '/' + path;
}

void SmbSession::makeFolders(const std::vector<std::string>& paths, const std::stop_token& stop) {
    std::size_t answered = 0;
    const auto takeAnswer = [&] {
        const SmbAnswer answer = channel_.receive(stop);
        const std::string& path = paths[answered++];
        if (answer.errorNumber != 0 && answer.errorNumber != EEXIST)
            throwSmbError(answer.errorNumber, "make the folder", path);
    };
    for (const std::string& path : paths) {
        if (channel_.pending() == kCallsMax) takeAnswer();
        channel_.send({.operation = SmbOperation::MakeFolder, .path = inShare(path)}, stop);
    }
    while (channel_.pending() > 0)
        takeAnswer();
}

void SmbSession::makeRoot(const std::stop_token& stop) {
    for (std::size_t end = 0; end < root_.size();) {
        end = std::min(root_.find('/', end + 1), root_.size());
        const std::string path = root_.substr(0, end);
        const SmbAnswer answer =
            channel_.call({.operation = SmbOperation::MakeFolder, .path = path}, stop);
        // Some servers refuse to make a folder above that exists, for want of rights.
        const bool isThere =
            answer.errorNumber == EEXIST ||
            ((answer.errorNumber == EACCES || answer.errorNumber == EPERM) && end < root_.size());
        if (answer.errorNumber != 0 && !isThere)
            throwSmbError(answer.errorNumber, "make the folder", path);
    }
}

bool SmbSession::tryWrite(const std::string& path,
                          std::span<const std::byte> content,
                          Traffic* traffic,
                          const std::stop_token& stop) {
    const SmbAnswer created =
        channel_.call({.operation = SmbOperation::Create, .path = inShare(path)}, stop);
    if (created.errorNumber == ENOENT) return false;
    if (created.errorNumber != 0) throwSmbError(created.errorNumber, "create", path);
    const auto takeAnswer = [&] {
        const SmbAnswer answer = channel_.receive(stop);
        if (answer.errorNumber != 0) throwSmbError(answer.errorNumber, "write", path);
    };
    while (!content.empty()) {
        if (channel_.pending() == kPiecesMax) takeAnswer();
        const auto piece = content.first(std::min(content.size(), kSmbPieceBytes));
        if (traffic != nullptr)
            tellTraffic(piece.size(),
                        [&](std::size_t bytes) { traffic->beforeUpload(bytes, stop); });
        channel_.send({.operation = SmbOperation::Write, .content = piece}, stop);
        content = content.subspan(piece.size());
    }
    channel_.send({.operation = SmbOperation::Close}, stop);
    while (channel_.pending() > 0)
        takeAnswer();
    return true;
}

void SmbSession::publish(const std::string& path,
                         const std::string& newPath,
                         const std::stop_token& stop) {
    const std::string from = inShare(path);
    const std::string to = inShare(newPath);
    const SmbAnswer answer =
        channel_.call({.operation = SmbOperation::Publish, .path = from, .newPath = to}, stop);
    if (answer.errorNumber == EEXIST)
        throw Error{ErrorKind::AlreadyExists, "there is a file " + quoted(newPath) + " already"};
    if (answer.errorNumber != 0) throwSmbError(answer.errorNumber, "give its name to", newPath);
}

std::optional<std::uint64_t> SmbSession::tryOpen(const std::string& path,
                                                 const std::stop_token& stop) {
    const SmbAnswer answer =
        channel_.call({.operation = SmbOperation::Open, .path = inShare(path)}, stop);
    if (answer.errorNumber == ENOENT) return std::nullopt;
    if (answer.errorNumber != 0) throwSmbError(answer.errorNumber, "open", path);
    return answer.number;
}

std::size_t SmbSession::read(std::uint64_t offset,
                             std::span<std::byte> out,
                             Traffic* traffic,
                             const std::stop_token& stop) {
    std::size_t asked = 0;
    std::size_t got = 0;
    bool isAtEnd = false;
    const auto takeAnswer = [&] {
        const SmbAnswer answer = channel_.receive(stop);
        if (answer.errorNumber != 0) throwSmbError(answer.errorNumber, "read", "a file");
        // One after another, so that what comes first ends where the next begins.
        const std::size_t wanted = std::min(out.size() - got, kSmbPieceBytes);
        if (answer.content.size() > wanted)
            throw Error{ErrorKind::Unavailable, "the SMB server gave more than was asked for"};
        if (isAtEnd) return;
        copyBytes(answer.content, out.subspan(got));
        got += answer.content.size();
        isAtEnd = answer.content.size() < wanted;
    };
    while (asked < out.size() && !isAtEnd) {
        if (channel_.pending() == kPiecesMax) takeAnswer();
        const std::size_t piece = std::min(out.size() - asked, kSmbPieceBytes);
        if (traffic != nullptr)
            tellTraffic(piece, [&](std::size_t bytes) { traffic->beforeDownload(bytes, stop); });
        channel_.send({.operation = SmbOperation::Read, .offset = offset + asked, .count = piece},
                      stop);
        asked += piece;
    }
    while (channel_.pending() > 0)
        takeAnswer();
    return got;
}

void SmbSession::closeFile(const std::stop_token& stop) {
    channel_.call({.operation = SmbOperation::Close}, stop);
}

std::optional<std::uint64_t> SmbSession::trySize(const std::string& path,
                                                 const std::stop_token& stop) {
    const SmbAnswer answer =
        channel_.call({.operation = SmbOperation::Size, .path = inShare(path)}, stop);
    if (answer.errorNumber == ENOENT) return std::nullopt;
    if (answer.errorNumber != 0) throwSmbError(answer.errorNumber, "look at", path);
    return answer.number;
}

std::optional<std::vector<SmbEntry>> SmbSession::tryList(const std::string& path,
                                                         const std::stop_token& stop) {
    const SmbAnswer answer =
        channel_.call({.operation = SmbOperation::List, .path = inShare(path)}, stop);
    if (answer.errorNumber == ENOENT || answer.errorNumber == ENOTDIR) return std::nullopt;
    if (answer.errorNumber != 0) throwSmbError(answer.errorNumber, "list", path);
    return decodeSmbEntries(answer.content);
}

bool SmbSession::remove(const std::string& path, const std::stop_token& stop) {
    const SmbAnswer answer =
        channel_.call({.operation = SmbOperation::Remove, .path = inShare(path)}, stop);
    if (answer.errorNumber == ENOENT) return false;
    if (answer.errorNumber != 0) throwSmbError(answer.errorNumber, "remove", path);
    return true;
}

void SmbSession::tryRemoveSoon(const std::string& path,
                               std::chrono::milliseconds patience) noexcept {
    if (!channel_.settle(patience)) return;
    try {
        // The other program may have it open still.
        channel_.send({.operation = SmbOperation::Close}, {});
        channel_.send({.operation = SmbOperation::Remove, .path = inShare(path)}, {});
    } catch (const std::exception&) {
        channel_.close();
    }
    (void)channel_.settle(patience);
}

}  // namespace tl::storage
