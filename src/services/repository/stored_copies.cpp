#include "services/repository/stored_copies.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "infra/errors/error.h"
#include "infra/platform/file.h"
#include "infra/platform/file_system.h"

namespace tl::services {

namespace {

std::optional<std::vector<std::byte>> tryLoad(storage::Backend& backend,
                                              const storage::FileId& file,
                                              const std::stop_token& stop) {
    try {
        return backend.tryLoad(file, stop);
    } catch (const Error&) {
        return std::nullopt;
    }
}

/// Whether `path` is a file with just these bytes.
bool hasContent(const std::string& path, std::span<const std::byte> bytes) {
    const File file = File::openForReading(path, Follow::Yes);
    if (file.status().sizeBytes != bytes.size()) return false;
    std::vector<std::byte> content(bytes.size());
    return file.readAt(0, content) == bytes.size() && std::ranges::equal(content, bytes);
}

void writeCopy(const std::string& path, std::span<const std::byte> bytes) {
    constexpr std::uint32_t kOnlyForTheUser = 0600;
    const std::string unfinished = path + ".tmp";
    (void)removeFile(unfinished);
    File file = File::createNew(unfinished, kOnlyForTheUser);
    file.writeAll(bytes);
    (void)file.sync();
    file.close();
    renameToNew(unfinished, path);
}

}  // namespace

void copyStored(storage::Backend& backend,
                const storage::FileId& file,
                const std::string& path,
                const std::stop_token& stop) {
    const auto bytes = tryLoad(backend, file, stop);
    if (!bytes) return;
    if (!exists(path)) {
        writeCopy(path, *bytes);
    } else if (!hasContent(path, *bytes)) {
        throw Error{ErrorKind::AlreadyExists,
                    path +
                        " is there already and is no copy of the repository's file; move it, or "
                        "run this in another folder"};
    }
}

void copyPacks(storage::Backend& backend,
               std::span<const engine::PackId> packs,
               const std::string& folder,
               const std::stop_token& stop) {
    for (const engine::PackId& pack : packs)
        copyStored(backend, {storage::FileType::Pack, pack.hex()}, folder + "/pack-" + pack.hex(),
                   stop);
}

}  // namespace tl::services
