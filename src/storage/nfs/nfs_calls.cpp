#include "storage/nfs/nfs_calls.h"

#include <algorithm>

#include <nfsc/libnfs.h>
// The order matters: these headers of libnfs do not compile alone.
#include <nfsc/libnfs-raw-nfs.h>
#include <nfsc/libnfs-raw.h>

#include "infra/errors/error.h"
#include "storage/nfs/nfs_error.h"

namespace tl::storage {

namespace {

/// Calls of little size that are under way at once.
constexpr std::size_t kCallsMax = 32;

/// libnfs wants char* for names that it only reads.
char* borrowName(const std::string& name) {
    return const_cast<char*>(name.c_str());
}

::diropargs3 entryOf(const NfsHandle& folder, const std::string& name) {
    return {.dir = borrowHandle(folder), .name = borrowName(name)};
}

::sattr3 withPermissions(std::uint32_t permissionBits) {
    ::sattr3 attributes{};
    attributes.mode.set_it = 1;
    attributes.mode.set_mode3_u.mode = permissionBits;
    return attributes;
}

void setAttributes(const ::fattr3& from, NfsEntry& entry) {
    constexpr std::uint32_t kPermissionBits = 07777;
    entry.kind = from.type == NF3REG   ? NfsEntry::Kind::File
                 : from.type == NF3DIR ? NfsEntry::Kind::Folder
                                       : NfsEntry::Kind::Other;
    entry.sizeBytes = from.size;
    entry.permissionBits = from.mode & kPermissionBits;
}

/// One call and its answer.
template <typename Result, typename Submit>
void call(RpcConnection& rpc,
          const Submit& submit,
          std::function<void(Result&)> onReply,
          const std::stop_token& stop) {
    const PendingCallsGuard guard{rpc};
    rpc.start<Result>(submit, std::move(onReply));
    rpc.waitForPending(0, stop);
}

/// The attributes of an entry for which the server gave none with its handle.
void readAttributes(RpcConnection& rpc,
                    NfsEntry& entry,
                    const std::string& path,
                    const std::stop_token& stop) {
    ::GETATTR3args arguments{.object = borrowHandle(entry.handle)};
    int status = NFS3_OK;
    call<::GETATTR3res>(
        rpc,
        [&](::rpc_context* context, RpcCallback callback, void* data) {
            return ::rpc_nfs3_getattr_async(context, callback, &arguments, data);
        },
        [&](::GETATTR3res& result) {
            status = result.status;
            if (status == NFS3_OK) setAttributes(result.GETATTR3res_u.resok.obj_attributes, entry);
        },
        stop);
    if (status != NFS3_OK) throwNfsError(status, "look at", path);
}

}  // namespace

::nfs_fh3 borrowHandle(const NfsHandle& handle) {
    ::nfs_fh3 borrowed{};
    borrowed.data.data_len = static_cast<unsigned>(handle.size());
    borrowed.data.data_val = const_cast<char*>(handle.data());
    return borrowed;
}

NfsHandle copyHandle(const ::nfs_fh3& handle) {
    constexpr unsigned kHandleBytesMax = 64;
    if (handle.data.data_len == 0 || handle.data.data_len > kHandleBytesMax)
        throw Error{ErrorKind::Corrupted, "the NFS server's answer holds no valid file handle"};
    return {handle.data.data_val, handle.data.data_val + handle.data.data_len};
}

NfsSizes readSizes(RpcConnection& rpc, const NfsHandle& root, const std::stop_token& stop) {
    ::FSINFO3args arguments{.fsroot = borrowHandle(root)};
    NfsSizes sizes;
    int status = NFS3_OK;
    call<::FSINFO3res>(
        rpc,
        [&](::rpc_context* context, RpcCallback callback, void* data) {
            return ::rpc_nfs3_fsinfo_async(context, callback, &arguments, data);
        },
        [&](::FSINFO3res& result) {
            status = result.status;
            if (status != NFS3_OK) return;
            sizes.readMax = result.FSINFO3res_u.resok.rtmax;
            sizes.writeMax = result.FSINFO3res_u.resok.wtmax;
        },
        stop);
    if (status != NFS3_OK) throwNfsError(status, "open", "the export");
    return sizes;
}

std::optional<NfsEntry> tryLookUp(RpcConnection& rpc,
                                  const NfsHandle& folder,
                                  const std::string& name,
                                  const std::string& path,
                                  const std::stop_token& stop) {
    ::LOOKUP3args arguments{.what = entryOf(folder, name)};
    NfsEntry entry;
    bool hasAttributes = false;
    int status = NFS3_OK;
    call<::LOOKUP3res>(
        rpc,
        [&](::rpc_context* context, RpcCallback callback, void* data) {
            return ::rpc_nfs3_lookup_async(context, callback, &arguments, data);
        },
        [&](::LOOKUP3res& result) {
            status = result.status;
            if (status != NFS3_OK) return;
            const ::LOOKUP3resok& found = result.LOOKUP3res_u.resok;
            entry.handle = copyHandle(found.object);
            hasAttributes = found.obj_attributes.attributes_follow != 0;
            if (hasAttributes) setAttributes(found.obj_attributes.post_op_attr_u.attributes, entry);
        },
        stop);
    if (status == NFS3ERR_NOENT) return std::nullopt;
    if (status != NFS3_OK) throwNfsError(status, "look up", path);
    if (!hasAttributes) readAttributes(rpc, entry, path, stop);
    return entry;
}

NfsHandle createFile(RpcConnection& rpc,
                     const NfsHandle& folder,
                     const std::string& name,
                     std::uint32_t permissionBits,
                     const std::string& path,
                     const std::stop_token& stop) {
    ::CREATE3args arguments{};
    arguments.where = entryOf(folder, name);
    arguments.how.mode = GUARDED;
    arguments.how.createhow3_u.g_obj_attributes = withPermissions(permissionBits);
    NfsHandle handle;
    int status = NFS3_OK;
    call<::CREATE3res>(
        rpc,
        [&](::rpc_context* context, RpcCallback callback, void* data) {
            return ::rpc_nfs3_create_async(context, callback, &arguments, data);
        },
        [&](::CREATE3res& result) {
            status = result.status;
            if (status != NFS3_OK) return;
            const ::post_op_fh3& made = result.CREATE3res_u.resok.obj;
            if (made.handle_follows != 0) handle = copyHandle(made.post_op_fh3_u.handle);
        },
        stop);
    if (status != NFS3_OK) throwNfsError(status, "create", path);
    if (!handle.empty()) return handle;
    // A server need not say the handle of what it made.
    const auto made = tryLookUp(rpc, folder, name, path, stop);
    if (!made) throwNfsError(NFS3ERR_STALE, "create", path);
    return made->handle;
}

void makeFolders(RpcConnection& rpc,
                 const NfsHandle& folder,
                 const std::vector<std::string>& names,
                 std::uint32_t permissionBits,
                 const std::stop_token& stop) {
    const PendingCallsGuard guard{rpc};
    for (const std::string& name : names) {
        ::MKDIR3args arguments{.where = entryOf(folder, name),
                               .attributes = withPermissions(permissionBits)};
        rpc.start<::MKDIR3res>(
            [&](::rpc_context* context, RpcCallback callback, void* data) {
                return ::rpc_nfs3_mkdir_async(context, callback, &arguments, data);
            },
            [&name](::MKDIR3res& result) {
                if (result.status != NFS3_OK && result.status != NFS3ERR_EXIST)
                    throwNfsError(result.status, "make the folder", name);
            });
        rpc.waitForPending(kCallsMax - 1, stop);
    }
    rpc.waitForPending(0, stop);
}

namespace {

/// Some servers have no permissions to set. Nothing depends on them.
void startSettingPermissions(RpcConnection& rpc,
                             const NfsHandle& file,
                             std::uint32_t permissionBits) {
    ::SETATTR3args permissions{};
    permissions.object = borrowHandle(file);
    permissions.new_attributes = withPermissions(permissionBits);
    rpc.start<::SETATTR3res>(
        [&](::rpc_context* context, RpcCallback callback, void* data) {
            return ::rpc_nfs3_setattr_async(context, callback, &permissions, data);
        },
        [](::SETATTR3res&) {});
}

}  // namespace

NfsLinkOutcome linkFile(RpcConnection& rpc,
                        const NfsHandle& file,
                        std::uint32_t permissionBits,
                        const NfsHandle& folder,
                        const std::string& name,
                        const std::string& path,
                        const std::stop_token& stop) {
    const PendingCallsGuard guard{rpc};
    startSettingPermissions(rpc, file, permissionBits);
    ::LINK3args arguments{.file = borrowHandle(file), .link = entryOf(folder, name)};
    int status = NFS3_OK;
    rpc.start<::LINK3res>(
        [&](::rpc_context* context, RpcCallback callback, void* data) {
            return ::rpc_nfs3_link_async(context, callback, &arguments, data);
        },
        [&](::LINK3res& result) { status = result.status; });
    rpc.waitForPending(0, stop);
    switch (status) {
        case NFS3_OK:
            return NfsLinkOutcome::Linked;
        case NFS3ERR_EXIST:
            return NfsLinkOutcome::NameTaken;
        case NFS3ERR_NOTSUPP:
        case NFS3ERR_PERM:  // Linux's answer when the file system below has no links, as FAT.
            return NfsLinkOutcome::NoLinks;
        default:
            throwNfsError(status, "give its name to", path);
    }
}

void renameFile(RpcConnection& rpc,
                const NfsHandle& file,
                std::uint32_t permissionBits,
                const NfsHandle& folder,
                const std::string& from,
                const std::string& to,
                const std::string& path,
                const std::stop_token& stop) {
    const PendingCallsGuard guard{rpc};
    startSettingPermissions(rpc, file, permissionBits);
    ::RENAME3args arguments{.from = entryOf(folder, from), .to = entryOf(folder, to)};
    int status = NFS3_OK;
    rpc.start<::RENAME3res>(
        [&](::rpc_context* context, RpcCallback callback, void* data) {
            return ::rpc_nfs3_rename_async(context, callback, &arguments, data);
        },
        [&](::RENAME3res& result) { status = result.status; });
    rpc.waitForPending(0, stop);
    if (status != NFS3_OK) throwNfsError(status, "give its name to", path);
}

bool removeFile(RpcConnection& rpc,
                const NfsHandle& folder,
                const std::string& name,
                const std::string& path,
                const std::stop_token& stop) {
    ::REMOVE3args arguments{.object = entryOf(folder, name)};
    int status = NFS3_OK;
    call<::REMOVE3res>(
        rpc,
        [&](::rpc_context* context, RpcCallback callback, void* data) {
            return ::rpc_nfs3_remove_async(context, callback, &arguments, data);
        },
        [&](::REMOVE3res& result) { status = result.status; }, stop);
    if (status == NFS3ERR_NOENT) return false;
    if (status != NFS3_OK) throwNfsError(status, "remove", path);
    return true;
}

}  // namespace tl::storage
