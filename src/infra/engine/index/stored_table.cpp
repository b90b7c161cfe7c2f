#include "infra/engine/index/stored_table.h"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <utility>

#include "infra/engine/index/load_index.h"
#include "infra/engine/index/table_spill.h"
#include "infra/engine/index/table_writer.h"
#include "infra/engine/index/temporary_name.h"
#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
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
               const std::vector<IndexFileInfo>& files,
               const std::stop_token& stop) {
    std::mutex mutex;
    std::vector<std::unique_ptr<TableSpill::Feeder>> feeders;
    const auto makeWorker = [&] {
        const std::scoped_lock lock{mutex};
        feeders.push_back(std::make_unique<TableSpill::Feeder>(spill));
        return [&, feeder = feeders.back().get()](std::size_t i, const std::stop_token& inner) {
            readStoredIndex(
                repository, files[i].id.hex(), [feeder](IndexedPack&& pack) { feeder->add(pack); },
                inner);
        };
    };
    forEachWithWorkers(files.size(), indexThreads(repository), makeWorker, stop);
    for (const auto& feeder : feeders)
        feeder->finish();
}

/// Makes a table of what `base`, which may be null, has and of `missing`, and opens it.
std::unique_ptr<const IndexTable> makeTable(const TablePlace& place,
                                            const IndexTable* base,
                                            const std::vector<IndexFileInfo>& missing,
                                            const std::stop_token& stop) {
    const std::string& folder = place.repository.indexFolder();
    UnfinishedFile unfinished{temporaryName(folder, place.repository.random())};
    removeAbandoned(folder, unfinished.file().status().modified);
    TableSpill spill{folder, place.repository.random()};
    fillSpill(spill, place.repository, missing, stop);
    TableContent content{.base = base, .spill = spill};
    if (base) content.sources.assign(base->sources().begin(), base->sources().end());
    for (const IndexFileInfo& file : missing)
        content.sources.push_back(file.id);
    std::sort(content.sources.begin(), content.sources.end());
    writeTable(unfinished.file(), content, place.sealer, processorCount(), stop);
    unfinished.commitAs(place.path);
    return IndexTable::tryOpen(place.path, place.sealer);
}

std::unique_ptr<const IndexTable> updateTable(const TablePlace& place,
                                              std::unique_ptr<const IndexTable> table,
                                              const std::vector<IndexFileInfo>& files,
                                              const std::stop_token& stop) {
    if (table) {
        const auto missing = filesWithout(files, table.get());
        if (isLittle(missing, *table)) return table;
        try {
            return makeTable(place, table.get(), missing, stop);
        } catch (const Error&) {
            // Most likely the old table is damaged: make the new one without it.
        }
    }
    return makeTable(place, nullptr, files, stop);
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
        auto table = IndexTable::tryOpen(place.path, place.sealer);
        if (table && standsForMore(*table, files)) table = nullptr;
        return updateTable(place, std::move(table), files, stop);
    } catch (const Error&) {
        // The cache may be full or read only. Should an index file be the cause, whoever loads it
        // into memory next finds the same and says it.
        return nullptr;
    }
}

}  // namespace tl::engine
