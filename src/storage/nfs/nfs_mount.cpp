#include "storage/nfs/nfs_mount.h"

#include <algorithm>
#include <span>

#include <nfsc/libnfs.h>
// The order matters: these headers of libnfs do not compile alone.
#include <nfsc/libnfs-raw-mount.h>
#include <nfsc/libnfs-raw-nfs.h>
#include <nfsc/libnfs-raw.h>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"

namespace tl::storage {

namespace {

struct MountAnswer {
    int status = MNT3_OK;
    NfsHandle handle;
    bool isUnixUserEnough = true;
};

/// What the server wants to know of a user: RFC 5531, section 8.
bool isUnixUserEnough(std::span<const int> flavors) {
    constexpr int kNone = 0;
    constexpr int kUnix = 1;
    const auto isEnough = [](int flavor) { return flavor == kNone || flavor == kUnix; };
    return flavors.empty() || std::ranges::any_of(flavors, isEnough);
}

MountAnswer mount(RpcConnection& rpc, const std::string& path, const std::stop_token& stop) {
    MountAnswer answer;
    const PendingCallsGuard guard{rpc};
    rpc.start<::mountres3>(
        [&](::rpc_context* context, RpcCallback callback, void* data) {
            return ::rpc_mount3_mnt_async(context, callback, const_cast<char*>(path.c_str()), data);
        },
        [&](::mountres3& result) {
            answer.status = result.fhs_status;
            if (answer.status != MNT3_OK) return;
            const ::mountres3_ok& info = result.mountres3_u.mountinfo;
            ::nfs_fh3 handle{};
            handle.data.data_len = info.fhandle.fhandle3_len;
            handle.data.data_val = info.fhandle.fhandle3_val;
            answer.handle = copyHandle(handle);
            answer.isUnixUserEnough = isUnixUserEnough(
                {info.auth_flavors.auth_flavors_val, info.auth_flavors.auth_flavors_len});
        });
    rpc.waitForPending(0, stop);
    return answer;
}

[[noreturn]] void throwNotMounted(const NfsOptions& options, bool isRefused) {
    const std::string where = quoted(toLocation(options));
    if (isRefused) {
        throw Error{ErrorKind::PermissionDenied,
                    "the NFS server refuses to let this machine mount " + where +
                        ": look at its list of exports and clients; when this is not run by root, "
                        "the export needs the option \"insecure\""};
    }
    throw Error{ErrorKind::NotFound, "the NFS server exports no folder that holds " + where +
                                         " to this machine (see showmount -e)"};
}

}  // namespace

MountedFolder mountFolder(const NfsOptions& options, Clock& clock, const std::stop_token& stop) {
    RpcConnection rpc{{.host = options.host,
                       .program = MOUNT_PROGRAM,
                       .version = MOUNT_V3,
                       .port = options.mountPort,
                       .userId = options.userId,
                       .groupId = options.groupId,
                       .timeout = options.timeout},
                      clock,
                      stop};
    MountedFolder mounted;
    std::string path = options.path;
    bool isRefused = false;
    while (true) {
        const MountAnswer answer = mount(rpc, path, stop);
        if (answer.status == MNT3_OK) {
            if (!answer.isUnixUserEnough)
                throw Error{ErrorKind::Unsupported,
                            "the NFS server exports " + quoted(path) +
                                " to users with Kerberos only, which this version does not speak"};
            mounted.handle = answer.handle;
            std::ranges::reverse(mounted.below);
            return mounted;
        }
        if (path == "/") throwNotMounted(options, isRefused);
        // Of "/" it says nothing: hardly any server exports it.
        isRefused = isRefused || answer.status == MNT3ERR_PERM || answer.status == MNT3ERR_ACCES;
        const std::size_t slash = path.rfind('/');
        mounted.below.push_back(path.substr(slash + 1));
        path.resize(std::max<std::size_t>(slash, 1));
    }
}

}  // namespace tl::storage
