#include "infra/engine/index/load_index.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

#include "infra/engine/index/index_builder.h"
#include "infra/engine/index/stored_table.h"
#include "infra/errors/error.h"
#include "infra/resources/parallel.h"

namespace tl::engine {

using storage::FileType;

namespace {

std::vector<IndexFileInfo> listIndexFiles(const Repository& repository,
                                          const std::stop_token& stop) {
    std::vector<IndexFileInfo> files;
    repository.backend().list(
        FileType::Index,
        [&files](const storage::FileId& id, std::uint64_t sizeBytes) {
            if (const auto index = IndexId::parse(id.name)) files.push_back({*index, sizeBytes});
        },
        stop);
    std::sort(files.begin(), files.end(),
              [](const IndexFileInfo& a, const IndexFileInfo& b) { return a.id < b.id; });
    return files;
}

/// Nothing when `place` is the disk and has no room.
std::optional<BlobIndex> tryBuild(const Repository& repository,
                                  const std::vector<IndexFileInfo>& files,
                                  IndexPlace place,
                                  const std::stop_token& stop) {
    IndexBuilder builder{repository, place};
    forEachInParallel(
        files.size(), indexThreads(repository),
        [&](std::size_t i, const std::stop_token& inner) {
            builder.add(readStoredIndex(repository, files[i].id.hex(), inner));
        },
        stop);
    return builder.tryFinish(stop);
}

/// Without a table that is kept.
BlobIndex build(const Repository& repository,
                const std::vector<IndexFileInfo>& files,
                const std::stop_token& stop) {
    std::uint64_t bytes = 0;
    for (const IndexFileInfo& file : files)
        bytes += file.sizeBytes;
    if (chooseIndexPlace(bytes) == IndexPlace::Disk)
        if (auto index = tryBuild(repository, files, IndexPlace::Disk, stop))
            return std::move(*index);
    return tryBuild(repository, files, IndexPlace::Memory, stop).value();
}

}  // namespace

BlobIndex loadIndexIntoMemory(const Repository& repository, const std::stop_token& stop) {
    return tryBuild(repository, listIndexFiles(repository, stop), IndexPlace::Memory, stop).value();
}

BlobIndex loadIndex(const Repository& repository, const std::stop_token& stop) {
    const auto files = listIndexFiles(repository, stop);
    auto table = tryOpenStoredTable(repository, files, stop);
    if (!table) return build(repository, files, stop);
    const auto missing = filesWithout(files, table.get());
    BlobIndex index{std::move(table)};
    std::mutex mutex;
    forEachInParallel(
        missing.size(), indexThreads(repository),
        [&](std::size_t i, const std::stop_token& inner) {
            const auto packs = readStoredIndex(repository, missing[i].id.hex(), inner);
            const std::scoped_lock lock{mutex};
            for (const IndexedPack& pack : packs)
                index.addPack(pack);
        },
        stop);
    return index;
}

void readStoredIndex(const Repository& repository,
                     const std::string& name,
                     const std::function<void(IndexedPack&&)>& visit,
                     const std::stop_token& stop) {
    const auto json = repository.loadFile({FileType::Index, name}, stop);
    try {
        readIndexFile(json, visit);
    } catch (Error& error) {
        error.add("file", "index/" + name);
        throw;
    }
}

std::vector<IndexedPack> readStoredIndex(const Repository& repository,
                                         const std::string& name,
                                         const std::stop_token& stop) {
    std::vector<IndexedPack> packs;
    readStoredIndex(
        repository, name, [&packs](IndexedPack&& pack) { packs.push_back(std::move(pack)); }, stop);
    return packs;
}

std::size_t indexThreads(const Repository& repository) {
    return repository.readerCount();
}

}  // namespace tl::engine
