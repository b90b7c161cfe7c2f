#include "storage/nfs/nfs_listing.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <deque>
#include <optional>
#include <utility>

#include <nfsc/libnfs.h>
// The order matters: these headers of libnfs do not compile alone.
#include <nfsc/libnfs-raw-nfs.h>
#include <nfsc/libnfs-raw.h>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "storage/nfs/nfs_error.h"

namespace tl::storage {

namespace {

constexpr std::size_t kFoldersAtOnce = 16;
/// A server that makes up entries without end must not fill our memory.
constexpr std::size_t kEntriesMax = std::size_t{16} << 20U;

struct FolderReading {
    const NfsFolder& folder;
    std::vector<NfsNamedEntry> entries{};
    std::vector<std::string> withoutAttributes{};
    ::cookie3 cookie = 0;
    ::cookieverf3 verifier{};
};

NfsEntry entryOf(const ::entryplus3& from) {
    NfsEntry entry;
    const ::fattr3& attributes = from.name_attributes.post_op_attr_u.attributes;
    entry.kind = attributes.type == NF3REG   ? NfsEntry::Kind::File
                 : attributes.type == NF3DIR ? NfsEntry::Kind::Folder
                                             : NfsEntry::Kind::Other;
    entry.sizeBytes = attributes.size;
    if (from.name_handle.handle_follows != 0)
        entry.handle = copyHandle(from.name_handle.post_op_fh3_u.handle);
    return entry;
}

/// libnfs lays entries one behind the other, after names of any length: not where the processor may
/// expect such a structure. So each is copied before it is looked into.
std::optional<::entryplus3> copyOf(const ::entryplus3* entry) {
    if (entry == nullptr) return std::nullopt;
    std::optional<::entryplus3> copy{std::in_place};
    std::memcpy(&*copy, static_cast<const void*>(entry), sizeof *copy);
    return copy;
}

/// Takes what one call gave. True when there is more to come.
bool takeEntries(FolderReading& reading, ::READDIRPLUS3res& result) {
    if (result.status == NFS3ERR_NOENT || result.status == NFS3ERR_STALE) return false;
    if (result.status != NFS3_OK) throwNfsError(result.status, "list", reading.folder.path);
    const ::READDIRPLUS3resok& page = result.READDIRPLUS3res_u.resok;
    const ::cookie3 before = reading.cookie;
    for (auto entry = copyOf(page.reply.entries); entry; entry = copyOf(entry->nextentry)) {
        reading.cookie = entry->cookie;
        const bool isWhole =
            entry->name_attributes.attributes_follow != 0 && entry->name_handle.handle_follows != 0;
        if (isWhole)
            reading.entries.push_back({entry->name, entryOf(*entry)});
        else
            reading.withoutAttributes.emplace_back(entry->name);
    }
    if (reading.entries.size() + reading.withoutAttributes.size() > kEntriesMax)
        throw Error{ErrorKind::ResourceExhausted,
                    "the folder " + quoted(reading.folder.path) + " has too many entries"};
    std::copy(std::begin(page.cookieverf), std::end(page.cookieverf), std::begin(reading.verifier));
    if (page.reply.eof != 0) return false;
    if (reading.cookie == before)
        throw Error{ErrorKind::Unavailable,
                    "the NFS server does not come to the end of " + quoted(reading.folder.path)};
    return true;
}

void startReading(RpcConnection& rpc, FolderReading& reading, std::deque<FolderReading*>& waiting) {
    ::READDIRPLUS3args arguments{};
    arguments.dir = borrowHandle(reading.folder.handle);
    arguments.cookie = reading.cookie;
    std::copy(std::begin(reading.verifier), std::end(reading.verifier),
              std::begin(arguments.cookieverf));
    arguments.dircount = 16U << 10U;
    arguments.maxcount = 64U << 10U;
    rpc.start<::READDIRPLUS3res>(
        [&](::rpc_context* context, RpcCallback callback, void* data) {
            return ::rpc_nfs3_readdirplus_async(context, callback, &arguments, data);
        },
        [&reading, &waiting](::READDIRPLUS3res& result) {
            if (takeEntries(reading, result)) waiting.push_back(&reading);
        });
}

/// Asks one by one for what the server left out, as it may (RFC 1813, section 3.3.17).
void complete(RpcConnection& rpc, FolderReading& reading, const std::stop_token& stop) {
    for (const std::string& name : reading.withoutAttributes) {
        if (name == "." || name == "..") continue;
        auto entry = tryLookUp(rpc, reading.folder.handle, name, reading.folder.path, stop);
        if (entry) reading.entries.push_back({name, std::move(*entry)});
    }
}

}  // namespace

std::vector<std::vector<NfsNamedEntry>> readFolders(RpcConnection& rpc,
                                                    const std::vector<NfsFolder>& folders,
                                                    const std::stop_token& stop) {
    std::deque<FolderReading> readings;  // A deque, because calls refer to its elements.
    std::deque<FolderReading*> waiting;
    const PendingCallsGuard guard{rpc};  // After what calls refer to, so that it goes first.
    for (const NfsFolder& folder : folders)
        waiting.push_back(&readings.emplace_back(FolderReading{.folder = folder}));
    while (!waiting.empty()) {
        while (!waiting.empty()) {
            FolderReading& reading = *waiting.front();
            waiting.pop_front();
            startReading(rpc, reading, waiting);
            rpc.waitForPending(kFoldersAtOnce - 1, stop);
        }
        // An answer may bring more to do.
        while (waiting.empty() && rpc.pending() > 0)
            rpc.waitForPending(rpc.pending() - 1, stop);
    }
    std::vector<std::vector<NfsNamedEntry>> found;
    for (FolderReading& reading : readings) {
        complete(rpc, reading, stop);
        found.push_back(std::move(reading.entries));
    }
    return found;
}

}  // namespace tl::storage
