#include "infra/engine/index/index_builder.h"

#include <utility>

#include "infra/engine/index/table_writer.h"
#include "infra/engine/index/temporary_name.h"
#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"

namespace tl::engine {

IndexPlace chooseIndexPlace(std::uint64_t bytes) noexcept {
    // 300,000 blobs and more, which take 30 MB of memory while they are put together.
    constexpr std::uint64_t kMemoryMax = std::uint64_t{16} << 20U;
    return bytes > kMemoryMax ? IndexPlace::Disk : IndexPlace::Memory;
}

IndexBuilder::IndexBuilder(const Repository& repository, IndexPlace place)
    : repository_{repository},
      place_{place},
      folder_{repository.indexFolder().empty() ? temporaryDirectory() : repository.indexFolder()} {
    if (place == IndexPlace::Memory) return;
    try {
        const MutexLock lock{mutex_};
        disk_ = std::make_unique<Disk>(folder_, repository.random());
    } catch (const Error&) {
        // tryFinish() tells.
    }
}

void IndexBuilder::add(std::span<const IndexedPack> packs) {
    const MutexLock lock{mutex_};
    if (place_ == IndexPlace::Memory) {
        for (const IndexedPack& pack : packs)
            memory_.addPack(pack);
        return;
    }
    if (!disk_) return;
    try {
        for (const IndexedPack& pack : packs)
            disk_->feeder.add(pack);
    } catch (const Error&) {
        disk_.reset();  // It is full, most likely; tryFinish() tells.
    }
}

std::optional<BlobIndex> IndexBuilder::tryFinish(const std::stop_token& stop) {
    const MutexLock lock{mutex_};
    if (place_ == IndexPlace::Memory) return std::move(memory_);
    const auto disk = std::move(disk_);
    if (!disk) return std::nullopt;
    try {
        auto table = makeTable(*disk, stop);
        if (table) return BlobIndex{std::move(table)};
    } catch (const Error&) {
        // As in add().
    }
    return std::nullopt;
}

std::unique_ptr<const IndexTable> IndexBuilder::makeTable(Disk& disk,
                                                          const std::stop_token& stop) const {
    disk.feeder.finish();
    const TableSealer sealer{repository_.masterKey(), repository_.config().id};
    File file = createNameless(folder_, repository_.random());
    writeTable(file, {.spill = disk.spill}, sealer, processorCount(), stop);
    return IndexTable::tryOpen(file, sealer);
}

}  // namespace tl::engine
