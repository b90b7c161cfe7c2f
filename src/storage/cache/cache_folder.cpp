#include "storage/cache/cache_folder.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <string_view>
#include <vector>

#include "infra/errors/error.h"
#include "infra/platform/directory.h"
#include "infra/platform/file_metadata.h"
#include "infra/platform/file_system.h"
#include "storage/cache/cache_base.h"

namespace tl::storage {

namespace {

constexpr std::uint32_t kFolderMode = 0700;
constexpr std::uint32_t kFileMode = 0600;
constexpr std::string_view kLayoutVersion = "1";
constexpr const char* kTemporaryPrefix = "tmp-";
constexpr std::array kTypes = {FileType::Index, FileType::Snapshot, FileType::Pack};

void requireVersion(const std::string& path, bool isNew) {
    const std::string file = path + "/version";
    const auto version = isNew ? std::nullopt : tryReadFile(file, 64);
    if (!version)
        writeFile(file, kLayoutVersion);
    else if (*version != kLayoutVersion)
        throw Error{ErrorKind::Unsupported,
                    "the cache has a layout that this version cannot use",
                    {{"folder", path}}};
}

/// Calls `visit` with the name and the path of each copy of a type.
void visitCopies(
    const std::string& folder,
    const std::function<void(const std::string& name, const std::string& path)>& visit) {
    const auto top = Directory::tryOpen(folder, Follow::No);
    if (!top) return;
    for (const DirectoryEntry& sub : top->entries()) {
        const std::string subPath = folder + '/' + sub.name;
        const auto directory = Directory::tryOpen(subPath, Follow::No);
        if (!directory) continue;
        for (const DirectoryEntry& entry : directory->entries())
            visit(entry.name, subPath + '/' + entry.name);
    }
}

}  // namespace

CacheFolder::CacheFolder(const std::string& base,
                         const std::string& repositoryId,
                         WallTime now,
                         Random& random)
    : path_{base + '/' + repositoryId},
      now_{now},
      random_{random} {
    makeCacheBase(base);
    requireVersion(path_, makeDirectory(path_, kFolderMode));
    setTimes(path_, now, now);
    removeLeftovers();
}

void CacheFolder::removeLeftovers() const {
    constexpr std::int64_t kSecondsPerDay = 86400;
    try {
        for (const FileType type : kTypes) {
            visitCopies(path_ + '/' + folderOf(type),
                        [&](const std::string& name, const std::string& path) {
                            if (!name.starts_with(kTemporaryPrefix)) return;
                            const auto status = tryReadStatus(path, Follow::No);
                            if (status && now_.seconds - status->modified.seconds > kSecondsPerDay)
                                (void)removeFile(path);
                        });
        }
    } catch (const Error&) {
        // It is only room on the disk.
    }
}

std::string CacheFolder::folderFor(const FileId& id) const {
    return path_ + '/' + folderOf(id.type) + '/' + id.name.substr(0, 2);
}

std::string CacheFolder::pathOf(const FileId& id) const {
    return folderFor(id) + '/' + id.name;
}

std::optional<File> CacheFolder::tryOpen(const FileId& id) const {
    auto file = File::tryOpenForReading(pathOf(id));
    if (file) file->setTimes(now_, now_);
    return file;
}

bool CacheFolder::contains(const FileId& id) const {
    return exists(pathOf(id));
}

void CacheFolder::save(const FileId& id, std::span<const std::byte> content) const {
    std::array<std::byte, 8> bytes{};
    random_.fill(bytes);
    std::uint64_t number = 0;
    std::memcpy(&number, bytes.data(), sizeof number);
    const std::string folder = folderFor(id);
    const std::string temporary = folder + '/' + kTemporaryPrefix + std::to_string(number);
    makeDirectories(folder, kFolderMode);
    try {
        File file = File::createNew(temporary, kFileMode);
        file.writeAll(content);
        file.close();
        rename(temporary, pathOf(id));
    } catch (const Error&) {
        (void)removeFile(temporary);
        throw;
    }
}

bool CacheFolder::remove(const FileId& id) const {
    return removeFile(pathOf(id));
}

void CacheFolder::keepOnly(FileType type, const std::set<std::string>& names) const {
    visitCopies(path_ + '/' + folderOf(type),
                [&](const std::string& name, const std::string& path) {
                    // What is no copy may be one that somebody is writing.
                    if (isListed({type, name}) && !names.contains(name)) (void)removeFile(path);
                });
}

void CacheFolder::trim(std::uint64_t sizeMax) const {
    struct Copy {
        std::string path;
        WallTime used;
        std::uint64_t sizeBytes = 0;
    };
    std::vector<Copy> copies;
    std::uint64_t total = 0;
    for (const FileType type : kTypes) {
        visitCopies(path_ + '/' + folderOf(type), [&](const std::string&, const std::string& path) {
            const auto status = tryReadStatus(path, Follow::No);
            if (!status) return;
            copies.push_back({path, status->modified, status->sizeBytes});
            total += status->sizeBytes;
        });
    }
    std::ranges::sort(copies, {}, &Copy::used);
    for (const Copy& copy : copies) {
        if (total <= sizeMax) return;
        (void)removeFile(copy.path);
        total -= copy.sizeBytes;
    }
}

}  // namespace tl::storage
