#include "infra/engine/check/check_index.h"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include "infra/engine/format/pack_header.h"
#include "infra/engine/index/index_builder.h"
#include "infra/engine/index/load_index.h"
#include "infra/engine/index/pack_fingerprint.h"
#include "infra/engine/repository/second_look.h"
#include "infra/errors/error.h"
#include "infra/resources/parallel.h"

namespace tl::engine {

namespace {

bool isMixed(const IndexedPack& pack) {
    return std::ranges::any_of(pack.blobs, [&pack](const PackedBlob& blob) {
        return blob.handle.type != pack.blobs.front().handle.type;
    });
}

struct IndexFile {
    std::string name;
    std::uint64_t sizeBytes = 0;
};

std::vector<IndexFile> listIndexFiles(const Repository& repository, const std::stop_token& stop) {
    std::vector<IndexFile> files;
    repository.backend().list(
        storage::FileType::Index,
        [&files](const storage::FileId& id, std::uint64_t sizeBytes) {
            files.push_back({id.name, sizeBytes});
        },
        stop);
    std::ranges::sort(files, {}, &IndexFile::name);
    return files;
}

IndexPlace choosePlaceFor(const std::vector<IndexFile>& files) {
    std::uint64_t bytes = 0;
    for (const IndexFile& file : files)
        bytes += file.sizeBytes;
    return chooseIndexPlace(bytes);
}

}  // namespace

IndexMerger::IndexMerger(std::uint32_t version, CheckReporter& reporter)
    : version_{version},
      reporter_{reporter} {}

void IndexMerger::add(const std::string& name, const IndexedPack& pack) {
    requireVersion(name, pack);
    const PackFacts facts{.sizeBytes = packSizeOf(pack.blobs),
                          .blobCount = static_cast<std::uint32_t>(pack.blobs.size()),
                          .fingerprint = fingerprintOf(pack)};
    const auto [known, isNew] = packs_.emplace(pack.id, facts);
    if (isNew) {
        if (isMixed(pack)) ++mixedPacks_;
    } else if (facts == known->second) {
        ++repeatedPacks_;
    } else {
        reporter_.packError(pack.id, "index " + name + " and another disagree on what it holds");
        reporter_.suggestIndexRepair();
    }
}

void IndexMerger::requireVersion(const std::string& name, const IndexedPack& pack) {
    if (version_ != 1) return;
    if (std::ranges::none_of(pack.blobs, &PackedBlob::isCompressed)) return;
    reporter_.error("index " + name,
                    "it lists compressed blobs in pack " + pack.id.hex() +
                        ", which a repository of format 1 cannot have",
                    Remedy::RepairIndex);
}

std::unordered_map<PackId, PackFacts> IndexMerger::finish() {
    if (repeatedPacks_ != 0) {
        reporter_.note("index", "several index files list the same pack, " +
                                    std::to_string(repeatedPacks_) +
                                    " times; `repair index` tidies");
        reporter_.suggestIndexRepair();
    }
    if (mixedPacks_ != 0) {
        reporter_.note("index", std::to_string(mixedPacks_) +
                                    " packs hold data and trees mixed, as old versions of restic "
                                    "wrote them; `prune` sorts them");
        reporter_.suggestPrune();
    }
    return std::move(packs_);
}

CheckedIndex checkIndex(const Repository& repository,
                        CheckReporter& reporter,
                        const std::stop_token& stop) {
    const auto files = listIndexFiles(repository, stop);
    reporter.beginPhase("index", files.size(), 0);
    std::mutex mutex;
    IndexMerger merger{repository.config().version, reporter};
    IndexBuilder builder{repository, choosePlaceFor(files)};
    CheckedIndex index;
    forEachInParallel(
        files.size(), indexThreads(repository),
        [&](std::size_t i, const std::stop_token& inner) {
            const std::string& name = files[i].name;
            std::vector<IndexedPack> packs;
            bool isReadable = true;
            try {
                packs = withSecondLook([&] { return readStoredIndex(repository, name, inner); });
            } catch (const Error& error) {
                reporter.fileError("index", name, error, Remedy::RepairIndex);
                reporter.suggestIndexRepair();
                isReadable = false;
            }
            {
                const std::scoped_lock lock{mutex};
                index.isComplete = index.isComplete && isReadable;
                for (const IndexedPack& pack : packs)
                    merger.add(name, pack);
            }
            builder.add(packs);
            reporter.advance(1, 0);
        },
        stop);
    index.packs = merger.finish();
    // Without all index files nobody asks for the blobs.
    if (!index.isComplete) return index;
    auto blobs = builder.tryFinish(stop);
    index.blobs = blobs ? std::move(*blobs) : loadIndexIntoMemory(repository, stop);
    return index;
}

}  // namespace tl::engine
