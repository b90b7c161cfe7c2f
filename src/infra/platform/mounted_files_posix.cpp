// FUSE by libfuse's interface of paths, with a loop of our own: libfuse's would wait for signals,
// which here are stop requests.
#define FUSE_USE_VERSION 35

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <unordered_map>
#include <utility>

#include <fcntl.h>
#include <fuse3/fuse.h>
#include <fuse3/fuse_lowlevel.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "infra/platform/mounted_files.h"
#include "infra/platform/system_error.h"
#include "infra/platform/wake_pipe.h"

namespace tl {

namespace {

constexpr double kCacheSeconds = 60;  // What a snapshot holds never changes.
constexpr unsigned kReadAheadBytes = 1U << 20U;

/// The files that others have open. The kernel does not tell of those that are open when the mount
/// ends. **Threads:** safe from any.
class OpenFiles {
  public:
    /// A number that stands for `file` until remove(), to be given to the kernel.
    [[nodiscard]] std::uint64_t add(std::unique_ptr<MountedFile> file) {
        MountedFile* const key = file.get();
        const std::scoped_lock lock{mutex_};
        files_.emplace(key, std::move(file));
        return reinterpret_cast<std::uintptr_t>(key);
    }
    [[nodiscard]] static MountedFile& at(std::uint64_t handle) {
        return *reinterpret_cast<MountedFile*>(static_cast<std::uintptr_t>(handle));
    }
    void remove(std::uint64_t handle) {
        const std::scoped_lock lock{mutex_};
        files_.erase(&at(handle));
    }

  private:
    std::mutex mutex_;
    std::unordered_map<const MountedFile*, std::unique_ptr<MountedFile>> files_;
};

/// What libfuse's callbacks find in their request.
struct Served {
    MountedFiles& files;
    const std::stop_token& stop;
    OpenFiles open{};
};

Served& served() {
    return *static_cast<Served*>(fuse_get_context()->private_data);
}

int toErrno(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::NotFound:
            return ENOENT;
        case ErrorKind::InvalidInput:
            return EINVAL;
        case ErrorKind::PermissionDenied:
            return EACCES;
        default:
            return EIO;
    }
}

/// Runs what answers a request; returns its result, or a negative errno. Nothing may be thrown into
/// libfuse.
template <typename Answer>
int answer(const Answer& run) noexcept {
    try {
        return run(served());
    } catch (const Error& error) {
        return -toErrno(error.kind());
    } catch (const Cancelled&) {
        return -EINTR;
    } catch (const std::bad_alloc&) {
        return -ENOMEM;
    } catch (...) {
        return -EIO;
    }
}

mode_t modeOf(FileKind kind) {
    switch (kind) {
        case FileKind::Directory:
            return S_IFDIR;
        case FileKind::Symlink:
            return S_IFLNK;
        case FileKind::BlockDevice:
            return S_IFBLK;
        case FileKind::CharacterDevice:
            return S_IFCHR;
        case FileKind::Fifo:
            return S_IFIFO;
        case FileKind::Socket:
            return S_IFSOCK;
        case FileKind::Regular:
        case FileKind::Other:
            break;
    }
    return S_IFREG;
}

timespec toTimespec(const WallTime& time) {
    return {.tv_sec = time.seconds, .tv_nsec = time.nanoseconds};
}

struct stat toStat(const FileStatus& status) {
    constexpr std::uint64_t kBlock = 512;
    struct stat out {};
    out.st_ino = status.inode;
    out.st_mode = modeOf(status.kind) | status.permissionBits;
    out.st_nlink = std::max<std::uint64_t>(1, status.links);
    out.st_uid = status.userId;
    out.st_gid = status.groupId;
    out.st_rdev = status.device;
    out.st_size = static_cast<off_t>(status.sizeBytes);
    out.st_blksize = 4096;
    out.st_blocks = static_cast<blkcnt_t>((status.sizeBytes + kBlock - 1) / kBlock);
    out.st_atim = toTimespec(status.accessed);
    out.st_mtim = toTimespec(status.modified);
    out.st_ctim = toTimespec(status.changed);
    return out;
}

void* onInit(fuse_conn_info* connection, fuse_config* config) {
    connection->max_readahead = kReadAheadBytes;
    config->kernel_cache = 1;
    config->use_ino = 1;  // Ours, by which hard links are known; libfuse's are a path's.
    config->entry_timeout = kCacheSeconds;
    config->attr_timeout = kCacheSeconds;
    config->negative_timeout = 0;
    return fuse_get_context()->private_data;
}

int onGetAttributes(const char* path, struct stat* out, fuse_file_info* /*info*/) {
    return answer([&](Served& mount) {
        *out = toStat(mount.files.status(path, mount.stop));
        return 0;
    });
}

int onReadLink(const char* path, char* out, std::size_t size) {
    return answer([&](Served& mount) {
        const std::string target = mount.files.readLink(path, mount.stop);
        const std::size_t length = target.copy(out, size - 1);
        out[length] = '\0';
        return 0;
    });
}

int onReadFolder(const char* path,
                 void* buffer,
                 fuse_fill_dir_t fill,
                 off_t /*offset*/,
                 fuse_file_info* /*info*/,
                 fuse_readdir_flags /*flags*/) {
    return answer([&](Served& mount) {
        constexpr auto kNoFlags = static_cast<fuse_fill_dir_flags>(0);
        const auto add = [&](const char* name, const struct stat* status) {
            if (fill(buffer, name, status, 0, kNoFlags) != 0)
                throw Error{ErrorKind::ResourceExhausted, "out of memory"};
        };
        // Nobody asks for these numbers, but readdir(3) passes over entries that have none.
        constexpr ino_t kUnknown = 0xFFFF'FFFF;
        struct stat unknown {};
        unknown.st_ino = kUnknown;
        unknown.st_mode = S_IFDIR;
        add(".", &unknown);
        add("..", &unknown);
        mount.files.list(
            path,
            [&](const std::string& name, const FileStatus& status) {
                const struct stat facts = toStat(status);
                add(name.c_str(), &facts);
            },
            mount.stop);
        return 0;
    });
}

int onOpen(const char* path, fuse_file_info* info) {
    return answer([&](Served& mount) {
        if ((info->flags & O_ACCMODE) != O_RDONLY) return -EROFS;
        info->fh = mount.open.add(mount.files.open(path, mount.stop));
        info->keep_cache = 1;
        return 0;
    });
}

int onRelease(const char* /*path*/, fuse_file_info* info) {
    return answer([&](Served& mount) {
        mount.open.remove(info->fh);
        return 0;
    });
}

int onRead(const char* /*path*/, char* out, std::size_t size, off_t offset, fuse_file_info* info) {
    return answer([&](Served& mount) {
        return static_cast<int>(
            OpenFiles::at(info->fh).read(static_cast<std::uint64_t>(offset),
                                         std::as_writable_bytes(std::span{out, size}), mount.stop));
    });
}

/// Gives `value` as getxattr(2) does: its size alone when there is no room.
int giveAttribute(std::string_view value, char* out, std::size_t size) {
    if (size == 0) return static_cast<int>(value.size());
    if (value.size() > size) return -ERANGE;
    return static_cast<int>(value.copy(out, size));
}

int onListAttributes(const char* path, char* out, std::size_t size) {
    return answer([&](Served& mount) {
        std::string names;
        for (const NamedAttribute& attribute : mount.files.attributes(path, mount.stop))
            names += attribute.name + '\0';
        return giveAttribute(names, out, size);
    });
}

int onGetAttribute(const char* path, const char* name, char* out, std::size_t size) {
    return answer([&](Served& mount) {
        const auto attributes = mount.files.attributes(path, mount.stop);
        const auto found = std::ranges::find(attributes, name, &NamedAttribute::name);
        return found == attributes.end() ? -ENODATA : giveAttribute(found->value, out, size);
    });
}

int onFileSystemStatus(const char* /*path*/, struct statvfs* out) {
    *out = {};
    out->f_namemax = 255;
    out->f_bsize = out->f_frsize = 4096;
    return 0;
}

fuse_operations makeOperations() {
    fuse_operations operations{};
    operations.init = onInit;
    operations.getattr = onGetAttributes;
    operations.readlink = onReadLink;
    operations.readdir = onReadFolder;
    operations.open = onOpen;
    operations.release = onRelease;
    operations.read = onRead;
    operations.listxattr = onListAttributes;
    operations.getxattr = onGetAttribute;
    operations.statfs = onFileSystemStatus;
    return operations;
}

/// libfuse's own words about the last thing that failed. Its hook knows no owner, hence the
/// statics.
class FuseLog {
  public:
    static void start() { fuse_set_log_func(keep); }
    [[nodiscard]] static std::string take() {
        const std::scoped_lock lock{mutex()};
        return std::exchange(text(), {});
    }

  private:
    static std::mutex& mutex() {
        static std::mutex instance;
        return instance;
    }
    static std::string& text() {
        static std::string instance;
        return instance;
    }
    __attribute__((format(printf, 2, 0))) static void keep(fuse_log_level /*level*/,
                                                           const char* format,
                                                           va_list arguments) {
        std::array<char, 500> line{};
        (void)std::vsnprintf(line.data(), line.size(), format, arguments);
        const std::scoped_lock lock{mutex()};
        text() = line.data();
        while (text().ends_with('\n'))
            text().pop_back();
    }
};

bool isInPath(const std::string& program) {
    const std::string path = environmentVariable("PATH").value_or("/usr/bin:/bin");
    for (std::size_t begin = 0; begin <= path.size();) {
        const std::size_t end = std::min(path.find(':', begin), path.size());
        if (::access((path.substr(begin, end - begin) + "/" + program).c_str(), X_OK) == 0)
            return true;
        begin = end + 1;
    }
    return false;
}

[[noreturn]] void failToMount(const MountPoint& mountPoint) {
    const std::string reason = FuseLog::take();
    const bool isRefused = reason.find("ermission denied") != std::string::npos ||
                           reason.find("not permitted") != std::string::npos ||
                           reason.find("user_allow_other") != std::string::npos;
    throw Error{isRefused ? ErrorKind::PermissionDenied : ErrorKind::Unavailable,
                "cannot mount at " + quoted(mountPoint.folder) +
                    (reason.empty() ? "" : ": " + withoutControls(reason))};
}

std::string mountOptions(const MountPoint& mountPoint) {
    std::string options = "ro,nosuid,nodev,fsname=timelocker,subtype=timelocker";
    if (mountPoint.isForAllUsers) options += ",allow_other";
    if (mountPoint.isCheckingPermissions) options += ",default_permissions";
    return options;
}

/// A mount whose program was killed stays, and answers everything with one error.
void requireNoDeadMount(const std::string& folder) {
    struct stat status {};
    if (::stat(folder.c_str(), &status) != 0 && errno == ENOTCONN)
        throw Error{ErrorKind::Unavailable,
                    "a mount at " + quoted(folder) +
                        " is left of a program that ended without unmounting it; remove it with "
                        "`fusermount3 -u` or `umount` first"};
}

/// A second mount would hide the first, and whoever works in it.
void requireNoMount(const std::string& folder) {
    constexpr long kFuseMagic = 0x6573'5546;
    struct statfs system {};
    struct stat here {};
    struct stat above {};
    const bool isFuse = ::statfs(folder.c_str(), &system) == 0 && system.f_type == kFuseMagic;
    if (!isFuse || ::stat(folder.c_str(), &here) != 0 ||
        ::stat((folder + "/..").c_str(), &above) != 0)
        return;
    if (here.st_dev != above.st_dev)
        throw Error{ErrorKind::InvalidInput, "something is mounted already at " + quoted(folder) +
                                                 "; choose another folder"};
}

/// What fusermount3 would refuse without our learning why.
void requireMountableByUsers(const std::string& folder) {
    if (!isInPath("fusermount3"))
        throw Error{ErrorKind::Unsupported,
                    "fusermount3, which mounts for users other than root, is missing; install the "
                    "package fuse3"};
    if (::eaccess("/dev/fuse", R_OK | W_OK) != 0)
        throw Error{ErrorKind::PermissionDenied,
                    "this user may not open /dev/fuse; as root, `chmod 666 /dev/fuse` lets "
                    "everybody mount"};
    if (::eaccess(folder.c_str(), W_OK) != 0)
        throw Error{ErrorKind::PermissionDenied,
                    "only who may write to " + quoted(folder) +
                        " may mount there; choose a folder of your own"};
}

struct DestroyFuse {
    void operator()(fuse* instance) const { fuse_destroy(instance); }
};

}  // namespace

void requireMountable(const std::string& folder) {
    requireNoDeadMount(folder);
    const FileStatus status = readStatus(folder, Follow::Yes);
    if (status.kind != FileKind::Directory)
        throw Error{ErrorKind::InvalidInput, quoted(folder) + " is no folder"};
    requireNoMount(folder);
    if (!exists("/dev/fuse"))
        throw Error{ErrorKind::Unsupported,
                    "this system has no FUSE: /dev/fuse is missing; install the package fuse3 and "
                    "load the kernel's module, `modprobe fuse`"};
    if (::geteuid() != 0) requireMountableByUsers(folder);
}

struct ServedMount::Session {
    Session(MountedFiles& files, const std::stop_token& stop)
        : served{.files = files, .stop = stop},
          onStop{stop, [this] { wake.wake(); }} {}
    ~Session() {
        if (isMounted) fuse_unmount(instance.get());
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    Served served;
    WakePipe wake;
    std::stop_callback<std::function<void()>> onStop;
    std::unique_ptr<fuse, DestroyFuse> instance;
    bool isMounted = false;
};

ServedMount::ServedMount(const MountPoint& mountPoint,
                         MountedFiles& files,
                         const std::stop_token& stop)
    : session_{std::make_unique<Session>(files, stop)} {
    requireMountable(mountPoint.folder);
    FuseLog::start();
    std::array<std::string, 3> words = {"tl", "-o", mountOptions(mountPoint)};
    std::array<char*, 3> pointers = {words[0].data(), words[1].data(), words[2].data()};
    fuse_args arguments = FUSE_ARGS_INIT(static_cast<int>(pointers.size()), pointers.data());
    const fuse_operations operations = makeOperations();
    session_->instance.reset(
        fuse_new(&arguments, &operations, sizeof operations, &session_->served));
    fuse_opt_free_args(&arguments);
    fuse* const instance = session_->instance.get();
    if (instance == nullptr || fuse_mount(instance, realPath(mountPoint.folder).c_str()) != 0)
        failToMount(mountPoint);
    session_->isMounted = true;
    // Several threads wait for the same request, and one gets it.
    const int descriptor = fuse_session_fd(fuse_get_session(instance));
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

ServedMount::~ServedMount() = default;

void ServedMount::serve() {
    // What others have closed by the time of a stop is still told; but nobody may keep us for ever.
    constexpr int kRequestsAfterStop = 1000;
    fuse_session* const session = fuse_get_session(session_->instance.get());
    const int descriptor = fuse_session_fd(session);
    fuse_buf buffer{};
    int requestsLeft = kRequestsAfterStop;
    while (fuse_session_exited(session) == 0) {
        std::array<::pollfd, 2> waits{
            {{descriptor, POLLIN, 0}, {session_->wake.descriptor(), POLLIN, 0}}};
        if (::poll(waits.data(), waits.size(), -1) < 0 && errno != EINTR) break;
        const bool isStopped = waits[1].revents != 0;
        if (isStopped && requestsLeft-- == 0) break;
        const int size = fuse_session_receive_buf(session, &buffer);
        if (size == -EAGAIN && isStopped) break;
        if (size == -EAGAIN || size == -EINTR) continue;
        if (size <= 0) break;  // Unmounted by somebody else.
        fuse_session_process_buf(session, &buffer);
    }
    // The other threads have to end, too.
    fuse_session_exit(session);
    session_->wake.wake();
    std::free(buffer.mem);  // NOLINT: libfuse allocates it.
}

}  // namespace tl
