#include "infra/engine/check/check_index.h"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include "infra/engine/format/pack_header.h"
#include "infra/engine/index/load_index.h"
#include "infra/engine/repository/second_look.h"
#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/resources/parallel.h"

namespace tl::engine {

namespace {

bool isMixed(const IndexedPack& pack) {
    return std::ranges::any_of(pack.blobs, [&pack](const PackedBlob& blob) {
        return blob.handle.type != pack.blobs.front().handle.type;
    });
}

std::vector<IndexedPack> loadPacks(const Repository& repository,
                                   const std::string& name,
                                   const std::stop_token& stop) {
    std::vector<IndexedPack> packs;
    readStoredIndex(
        repository, name, [&packs](IndexedPack&& pack) { packs.push_back(std::move(pack)); }, stop);
    return packs;
}

}  // namespace

IndexMerger::IndexMerger(std::uint32_t version, CheckReporter& reporter)
    : version_{version},
      reporter_{reporter} {}

void IndexMerger::add(const std::string& name, const IndexedPack& pack) {
    requireVersion(name, pack);
    const PackFacts facts{.sizeBytes = packSizeOf(pack.blobs),
                          .blobCount = static_cast<std::uint32_t>(pack.blobs.size())};
    const auto [known, isNew] = index_.packs.emplace(pack.id, facts);
    if (isNew) {
        if (isMixed(pack)) ++mixedPacks_;
    } else if (isAsKnown(pack, known->second)) {
        ++repeatedPacks_;
    } else {
        reporter_.packError(pack.id, "index " + name + " and another disagree on what it holds");
        reporter_.suggestIndexRepair();
    }
    index_.blobs.addPack(pack);
}

void IndexMerger::requireVersion(const std::string& name, const IndexedPack& pack) {
    if (version_ != 1) return;
    if (std::ranges::none_of(pack.blobs, &PackedBlob::isCompressed)) return;
    reporter_.error("index " + name, "it lists compressed blobs in pack " + pack.id.hex() +
                                         ", which a repository of format 1 cannot have");
}

bool IndexMerger::isAsKnown(const IndexedPack& pack, const PackFacts& known) const {
    if (pack.blobs.size() != known.blobCount) return false;
    return std::ranges::all_of(pack.blobs, [&](const PackedBlob& blob) {
        const auto places = index_.blobs.findAll(blob.handle);
        return std::ranges::find(places, StoredBlob{pack.id, blob}) != places.end();
    });
}

CheckedIndex IndexMerger::finish() {
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
    return std::move(index_);
}

CheckedIndex checkIndex(const Repository& repository,
                        CheckReporter& reporter,
                        const std::stop_token& stop) {
    const auto names = listNames(repository.backend(), storage::FileType::Index, stop);
    reporter.beginPhase("index", names.size(), 0);
    std::mutex mutex;
    IndexMerger merger{repository.config().version, reporter};
    bool isComplete = true;
    forEachInParallel(
        names.size(), std::max(repository.backend().properties().connections, processorCount()),
        [&](std::size_t i, const std::stop_token& inner) {
            std::vector<IndexedPack> packs;
            bool isReadable = true;
            try {
                packs = withSecondLook([&] { return loadPacks(repository, names[i], inner); });
            } catch (const Error& error) {
                reporter.error("index " + names[i], error.what());
                reporter.suggestIndexRepair();
                isReadable = false;
            }
            {
                const std::scoped_lock lock{mutex};
                isComplete = isComplete && isReadable;
                for (const IndexedPack& pack : packs)
                    merger.add(names[i], pack);
            }
            reporter.advance(1, 0);
        },
        stop);
    CheckedIndex index = merger.finish();
    index.isComplete = isComplete;
    return index;
}

}  // namespace tl::engine
