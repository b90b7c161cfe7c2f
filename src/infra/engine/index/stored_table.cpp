#include "infra/engine/index/stored_table.h"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <span>
#include <utility>

#include "infra/engine/index/load_index.h"
#include "infra/engine/index/table_spill.h"
#include "infra/engine/index/table_writer.h"
#include "infra/engine/index/temporary_name.h"
#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "infra/platform/mapped_file.h"
#include "infra/resources/parallel.h"

namespace tl::engine {

namespace {

/// The folder and what goes with it.
struct TablePlace {
    const Repository& repository;
    std::string path;
    TableSealer sealer;
};

/// Removes a file that never got its name.
class UnfinishedFile {
  public:
    explicit UnfinishedFile(std::string path)
        : path_{std::move(path)},
          file_{File::createNew(path_, 0600)} {}
    ~UnfinishedFile() {
        try {
            if (!path_.empty()) (void)removeFile(path_);
        } catch (const Error&) {
            // The next run that makes a table tries again.
        }
    }
    UnfinishedFile(const UnfinishedFile&) = delete;
    UnfinishedFile& operator=(const UnfinishedFile&) = delete;

    [[nodiscard]] File& file() noexcept { return file_; }
    void commitAs(const std::string& name) {
        file_.close();
        rename(path_, name);
        path_.clear();
    }

  private:
    std::string path_;
    File file_;
};

/// Whether reading `missing` each time costs less than writing the table anew once in a while.
bool isLittle(const std::vector<IndexFileInfo>& missing, const IndexTable& table) {
    constexpr std::size_t kFilesMax = 32;
    constexpr std::uint64_t kBytesMax = std::uint64_t{4} << 20U;
    constexpr std::uint64_t kShareMax = 64;
    std::uint64_t bytes = 0;
    for (const IndexFileInfo& file : missing)
        bytes += file.sizeBytes;
    return missing.size() <= kFilesMax &&
           bytes <= std::min(kBytesMax, table.fileSize() / kShareMax);
}

bool standsForMore(const IndexTable& table, const std::vector<IndexFileInfo>& files) {
    return filesWithout(files, &table).size() + table.sources().size() != files.size();
}

void fillSpill(TableSpill& spill,
               const Repository& repository,
               const std::vector<IndexId>& files,
               const std::stop_token& stop) {
    std::mutex mutex;
    std::vector<std::unique_ptr<TableSpill::Feeder>> feeders;
    const auto makeWorker = [&] {
        const std::scoped_lock lock{mutex};
        feeders.push_back(std::make_unique<TableSpill::Feeder>(spill));
        return [&, feeder = feeders.back().get()](std::size_t i, const std::stop_token& inner) {
            readStoredIndex(
                repository, files[i].hex(), [feeder](IndexedPack&& pack) { feeder->add(pack); },
                inner);
        };
    };
    forEachWithWorkers(files.size(), indexThreads(repository), makeWorker, stop);
    for (const auto& feeder : feeders)
        feeder->finish();
}

/// What a table is made of.
struct TableRecipe {
    const IndexTable* base = nullptr;  ///< May be null.
    std::vector<IndexId> files{};      ///< Index files that `base` does not stand for.
    std::uint32_t fanOutBits = 0;      ///< 0: what suits the number of entries.
};

/// Makes a table, gives it its name, and maps it.
MappedFile makeTable(const TablePlace& place,
                     const TableRecipe& recipe,
                     const std::stop_token& stop) {
    const std::string& folder = place.repository.indexFolder();
    UnfinishedFile unfinished{temporaryName(folder, place.repository.random())};
    removeAbandoned(folder, unfinished.file().status().modified);
    TableSpill spill{folder, place.repository.random()};
    fillSpill(spill, place.repository, recipe.files, stop);
    TableContent content{.base = recipe.base,
                         .spill = spill,
                         .sources = recipe.files,
                         .fanOutBits = recipe.fanOutBits};
    if (recipe.base) {
        const auto more = recipe.base->sources();
        content.sources.insert(content.sources.end(), more.begin(), more.end());
    }
    std::sort(content.sources.begin(), content.sources.end());
    writeTable(unfinished.file(), content, place.sealer, processorCount(), stop);
    MappedFile table{unfinished.file()};
    unfinished.commitAs(place.path);
    return table;
}

std::unique_ptr<const IndexTable> tryOpenTable(const TablePlace& place,
                                               const std::stop_token& stop) {
    return IndexTable::tryOpen(
        place.path, place.sealer,
        [place, stop](std::span<const IndexId> sources, std::uint32_t fanOutBits) {
            return makeTable(
                place, {.files = {sources.begin(), sources.end()}, .fanOutBits = fanOutBits}, stop);
        });
}

std::vector<IndexId> idsOf(const std::vector<IndexFileInfo>& files) {
    std::vector<IndexId> ids;
    ids.reserve(files.size());
    for (const IndexFileInfo& file : files)
        ids.push_back(file.id);
    return ids;
}

std::unique_ptr<const IndexTable> updateTable(const TablePlace& place,
                                              std::unique_ptr<const IndexTable> table,
                                              const std::vector<IndexFileInfo>& files,
                                              const std::stop_token& stop) {
    if (table) {
        const auto missing = filesWithout(files, table.get());
        if (isLittle(missing, *table)) return table;
        try {
            (void)makeTable(place, {.base = table.get(), .files = idsOf(missing)}, stop);
            return tryOpenTable(place, stop);
        } catch (const Error&) {
            // Most likely the old table is damaged: make the new one without it.
        }
    }
    (void)makeTable(place, {.files = idsOf(files)}, stop);
    return tryOpenTable(place, stop);
}

}  // namespace

std::vector<IndexFileInfo> filesWithout(const std::vector<IndexFileInfo>& files,
                                        const IndexTable* table) {
    if (!table) return files;
    std::vector<IndexFileInfo> missing;
    const auto sources = table->sources();
    std::copy_if(files.begin(), files.end(), std::back_inserter(missing),
                 [&](const IndexFileInfo& file) {
                     return !std::binary_search(sources.begin(), sources.end(), file.id);
                 });
    return missing;
}

std::unique_ptr<const IndexTable> tryOpenStoredTable(const Repository& repository,
                                                     const std::vector<IndexFileInfo>& files,
                                                     const std::stop_token& stop) {
    if (repository.indexFolder().empty() || files.empty()) return nullptr;
    const TablePlace place{repository, repository.indexFolder() + '/' + kTableName,
                           TableSealer{repository.masterKey(), repository.config().id}};
    try {
        auto table = tryOpenTable(place, stop);
        if (table && standsForMore(*table, files)) table = nullptr;
        return updateTable(place, std::move(table), files, stop);
    } catch (const Error&) {
        // The cache may be full or read only. Should an index file be the cause, whoever loads it
        // into memory next finds the same and says it.
        return nullptr;
    }
}

}  // namespace tl::engine
