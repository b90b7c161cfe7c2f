#include "storage/smb/smb_agent.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <libsmbclient.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "infra/errors/error.h"
#include "infra/platform/file.h"
#include "infra/platform/secret.h"
#include "storage/smb/caught_output.h"
#include "storage/smb/smb_message.h"
#include "storage/smb/smb_url.h"

namespace tl::storage {

namespace {

constexpr ::mode_t kWritable = 0600;
constexpr ::mode_t kReadOnly = 0400;

/// What a call of libsmbclient ended with: 0 or an errno.
int resultOf(int returned) {
    if (returned >= 0) return 0;
    return errno != 0 ? errno : EIO;
}

/// The connection to a share. One for each process.
class SmbShare {
  public:
    SmbShare() = default;
    ~SmbShare() {
        // Without a word to the server: the end of the process closes the connection.
        wipe(std::as_writable_bytes(std::span{password_}));
    }
    SmbShare(const SmbShare&) = delete;
    SmbShare& operator=(const SmbShare&) = delete;

    [[nodiscard]] int connect(const SmbLogin& login) {
        login_.shareUrl = login.shareUrl;
        login_.user = login.user;
        login_.domain = login.domain;
        password_.assign(login.password.text().begin(), login.password.text().end());
        context_ = ::smbc_new_context();
        if (context_ == nullptr) return ENOMEM;
        ::smbc_setDebug(context_, 0);
        ::smbc_setOptionDebugToStderr(context_, 1);
        ::smbc_setOptionUserData(context_, this);
        ::smbc_setFunctionAuthDataWithContext(context_, &SmbShare::giveLogin);
        ::smbc_setOptionNoAutoAnonymousLogin(context_, 1);
        ::smbc_setTimeout(context_, static_cast<int>(login.timeoutMilliseconds));
        if (login.encryption == SmbDemand::Required) {
            printed_.emplace();
            ::smbc_setOptionSmbEncryptionLevel(context_, SMBC_ENCRYPTLEVEL_REQUIRE);
        }
        // Never SMB 1, whatever the settings of this machine say.
        if (::smbc_setOptionProtocols(context_, "SMB2_02", "SMB3") == 0) return EPROTONOSUPPORT;
        if (const int problem = initialize(login.signing); problem != 0) return problem;
        struct ::stat status {};
        return resultOf(::smbc_getFunctionStat(context_)(context_, urlOf({}).c_str(), &status));
    }

    /// False when encryption is required and the connection turned out to have none; also later:
    /// the library connects again by itself.
    [[nodiscard]] bool isProtected() const { return !printed_ || printed_->isEmpty(); }

    [[nodiscard]] int makeFolder(std::string_view path) {
        return resultOf(::smbc_getFunctionMkdir(context_)(context_, urlOf(path).c_str(), 0700));
    }

    [[nodiscard]] int create(std::string_view path) {
        return open(path, O_CREAT | O_EXCL | O_WRONLY);
    }

    [[nodiscard]] int openForReading(std::string_view path, std::uint64_t& sizeBytes) {
        if (const int problem = open(path, O_RDONLY); problem != 0) return problem;
        struct ::stat status {};
        const int problem = resultOf(::smbc_getFunctionFstat(context_)(context_, file_, &status));
        sizeBytes = static_cast<std::uint64_t>(status.st_size);
        return problem;
    }

    [[nodiscard]] int write(std::span<const std::byte> content) {
        if (file_ == nullptr) return EBADF;
        const auto written =
            ::smbc_getFunctionWrite(context_)(context_, file_, content.data(), content.size());
        if (written < 0) return resultOf(-1);
        return static_cast<std::size_t>(written) == content.size() ? 0 : EIO;
    }

    [[nodiscard]] int read(std::uint64_t offset, std::span<std::byte> out, std::size_t& got) {
        if (file_ == nullptr) return EBADF;
        if (::smbc_getFunctionLseek(context_)(context_, file_, static_cast<::off_t>(offset),
                                              SEEK_SET) < 0)
            return resultOf(-1);
        got = 0;
        while (got < out.size()) {
            const auto part = ::smbc_getFunctionRead(context_)(context_, file_, out.data() + got,
                                                               out.size() - got);
            if (part < 0) return resultOf(-1);
            if (part == 0) break;
            got += static_cast<std::size_t>(part);
        }
        return 0;
    }

    [[nodiscard]] int close() {
        if (file_ == nullptr) return 0;
        return resultOf(::smbc_getFunctionClose(context_)(context_, std::exchange(file_, nullptr)));
    }

    /// libsmbclient's rename removes a file that has the new name already, unless it may not: that
    /// is one reason why files are made read-only here before they get their name. Where the server
    /// forgets that, only the look before protects.
    [[nodiscard]] int publish(std::string_view from, std::string_view to) {
        (void)setMode(from, kReadOnly);
        std::uint64_t sizeBytes = 0;
        const int found = size(to, sizeBytes);
        if (found == 0) return EEXIST;
        if (found != ENOENT) return found;
        return resultOf(::smbc_getFunctionRename(context_)(context_, urlOf(from).c_str(), context_,
                                                           urlOf(to).c_str()));
    }

    [[nodiscard]] int size(std::string_view path, std::uint64_t& sizeBytes) {
        struct ::stat status {};
        const int problem =
            resultOf(::smbc_getFunctionStat(context_)(context_, urlOf(path).c_str(), &status));
        if (problem == 0 && S_ISDIR(status.st_mode)) return EISDIR;
        sizeBytes = static_cast<std::uint64_t>(status.st_size);
        return problem;
    }

    [[nodiscard]] int list(std::string_view path,
                           const std::function<void(const SmbEntry& entry)>& visit) {
        SMBCFILE* const folder = ::smbc_getFunctionOpendir(context_)(context_, urlOf(path).c_str());
        if (folder == nullptr) return resultOf(-1);
        constexpr std::uint16_t kFolder = 0x10;  // FILE_ATTRIBUTE_DIRECTORY
        errno = 0;
        while (const auto* found = ::smbc_getFunctionReaddirPlus(context_)(context_, folder)) {
            visit({.name = found->name,
                   .sizeBytes = found->size,
                   .isFolder = (found->attrs & kFolder) != 0});
            errno = 0;
        }
        const int problem = errno;
        (void)::smbc_getFunctionClosedir(context_)(context_, folder);
        return problem;
    }

    [[nodiscard]] int remove(std::string_view path) {
        if (const int problem = setMode(path, kWritable); problem == ENOENT) return problem;
        return resultOf(::smbc_getFunctionUnlink(context_)(context_, urlOf(path).c_str()));
    }

  private:
    [[nodiscard]] int open(std::string_view path, int flags) {
        (void)close();
        file_ = ::smbc_getFunctionOpen(context_)(context_, urlOf(path).c_str(), flags, kWritable);
        return file_ != nullptr ? 0 : resultOf(-1);
    }

    /// The form of libsmbclient's callback: buffers of given sizes, to be filled with C strings.
    static void giveLogin(SMBCCTX* context,
                          const char* /*server*/,
                          const char* /*share*/,
                          char* workgroup,
                          int workgroupSize,
                          char* user,
                          int userSize,
                          char* password,
                          int passwordSize) {
        const auto* self = static_cast<SmbShare*>(::smbc_getOptionUserData(context));
        const auto put = [](std::string_view text, char* room, int roomSize) {
            if (roomSize <= 0) return;
            const std::size_t size = std::min(text.size(), static_cast<std::size_t>(roomSize) - 1);
            std::memcpy(room, text.data(), size);
            room[size] = '\0';
        };
        if (!self->login_.domain.empty()) put(self->login_.domain, workgroup, workgroupSize);
        put(self->login_.user, user, userSize);
        put({self->password_.data(), self->password_.size()}, password, passwordSize);
    }

    [[nodiscard]] int initialize(SmbDemand signing) {
        if (::smbc_init_context(context_) == nullptr) return resultOf(-1);
        if (signing == SmbDemand::Agreed) return 0;
        // libsmbclient has no call for it, only a file of settings; this one is in memory.
        constexpr std::string_view kSettings = "[global]\nclient signing = required\n";
        const int descriptor = ::memfd_create("smb.conf", MFD_CLOEXEC);
        if (descriptor < 0) return errno;
        File file = File::fromDescriptor(descriptor, "smb.conf");
        file.writeAll(std::as_bytes(std::span{kSettings}));
        const std::string path = "/proc/self/fd/" + std::to_string(descriptor);
        return ::smbc_setConfiguration(context_, path.c_str()) < 0 ? EPROTONOSUPPORT : 0;
    }

    [[nodiscard]] int setMode(std::string_view path, ::mode_t mode) {
        return resultOf(::smbc_getFunctionChmod(context_)(context_, urlOf(path).c_str(), mode));
    }

    [[nodiscard]] std::string urlOf(std::string_view path) const {
        return login_.shareUrl + '/' + escapeForUrl(path);
    }

    ::SMBCCTX* context_ = nullptr;
    ::SMBCFILE* file_ = nullptr;
    std::optional<CaughtOutput> printed_;  ///< When encryption is required.
    SmbLogin login_;                       ///< Without the password.
    std::vector<char> password_;  ///< libsmbclient asks for it again when it connects again.
};

/// Reads whole frames and answers them.
class Server {
  public:
    Server(int input, int output)
        : input_{File::fromDescriptor(input, "requests")},
          output_{File::fromDescriptor(output, "replies")} {}

    void run() {
        std::vector<std::byte> received;
        while (receiveMore(received)) {
            std::span<const std::byte> left{received};
            while (const auto body = tryTakeFrame(left))
                answer(decodeSmbRequest(*body));
            const auto done = received.size() - left.size();
            // What was answered may have held the password.
            if (!isConnected_) wipe({received.data(), done});
            received.erase(received.begin(), received.begin() + static_cast<std::ptrdiff_t>(done));
        }
    }

  private:
    bool receiveMore(std::vector<std::byte>& received) const {
        constexpr std::size_t kRoom = std::size_t{256} << 10U;
        const std::size_t before = received.size();
        received.resize(before + kRoom);
        ssize_t got = 0;
        do {
            got = ::read(input_.descriptor(), received.data() + before, kRoom);
        } while (got < 0 && errno == EINTR);
        received.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        return got > 0;
    }

    void answer(const SmbRequest& request) {
        SmbReply reply;
        std::vector<std::byte> content;
        // Connect is the first request, and nothing works without it.
        if (isConnected_ == (request.operation == SmbOperation::Connect))
            reply.errorNumber = ENOTCONN;
        else
            reply.errorNumber = perform(request, reply.number, content);
        if (!share_.isProtected()) {
            reply.errorNumber = EACCES;
            isConnected_ = false;  // Nothing more goes over this line.
        }
        reply.content = content;
        std::vector<std::byte> frame;
        appendFrame(reply, frame);
        output_.writeAll(frame);
    }

    int perform(const SmbRequest& request, std::uint64_t& number, std::vector<std::byte>& content) {
        switch (request.operation) {
            case SmbOperation::Connect: {
                const int problem = share_.connect(decodeSmbLogin(request.content));
                isConnected_ = problem == 0;
                return problem;
            }
            case SmbOperation::MakeFolder:
                return share_.makeFolder(request.path);
            case SmbOperation::Create:
                return share_.create(request.path);
            case SmbOperation::Write:
                return share_.write(request.content);
            case SmbOperation::Open:
                return share_.openForReading(request.path, number);
            case SmbOperation::Read: {
                content.resize(std::min<std::uint64_t>(request.count, kSmbPieceBytes));
                std::size_t got = 0;
                const int problem = share_.read(request.offset, content, got);
                content.resize(got);
                return problem;
            }
            case SmbOperation::Close:
                return share_.close();
            case SmbOperation::Publish:
                return share_.publish(request.path, request.newPath);
            case SmbOperation::Size:
                return share_.size(request.path, number);
            case SmbOperation::List:
                return list(request.path, content);
            case SmbOperation::Remove:
                return share_.remove(request.path);
        }
        return ENOSYS;
    }

    /// A folder that does not fit into a frame has more entries than any repository's.
    int list(std::string_view path, std::vector<std::byte>& content) {
        bool isTooLong = false;
        const int problem = share_.list(path, [&](const SmbEntry& entry) {
            isTooLong = isTooLong || content.size() > kSmbFrameBytesMax - 8192;
            if (!isTooLong) appendEntry(entry, content);
        });
        if (problem == 0 && isTooLong) return EOVERFLOW;
        return problem;
    }

    File input_;
    File output_;
    SmbShare share_;
    bool isConnected_ = false;
};

}  // namespace

int serveSmb(int input, int output) {
    try {
        Server{input, output}.run();
        return 0;
    } catch (const std::exception&) {
        // Nobody listens any more, or what was asked made no sense.
        return 1;
    }
}

}  // namespace tl::storage
