#include "infra/engine/check/check_data.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "infra/engine/check/pack_verifier.h"
#include "infra/errors/error.h"
#include "infra/resources/buffer.h"
#include "infra/resources/mutex.h"
#include "infra/resources/worker_group.h"

namespace tl::engine {

namespace {

/// One thread's reading and verifying.
class PackReader {
  public:
    PackReader(const Repository& repository, const CheckedIndex& index)
        : backend_{repository.backend()},
          verifier_{repository, index} {}

    /// A second reading tells damage in the repository from damage on the way.
    PackVerdict check(const PackId& pack, std::uint64_t sizeBytes, const std::stop_token& stop) {
        PackVerdict verdict = checkOnce(pack, sizeBytes, stop);
        return verdict.problems.empty() ? verdict : checkOnce(pack, sizeBytes, stop);
    }

  private:
    PackVerdict checkOnce(const PackId& pack,
                          std::uint64_t sizeBytes,
                          const std::stop_token& stop) {
        bytes_.resize(sizeBytes);
        try {
            const auto size = backend_.tryLoadRange({storage::FileType::Pack, pack.hex()}, 0,
                                                    bytes_.bytes(), stop);
            if (!size) throw Error{ErrorKind::NotFound, "it is gone"};
            return verifier_.verify(pack, bytes_.bytes().first(*size));
        } catch (const Error& error) {
            // A sector that cannot be read must not hide what else is damaged.
            PackVerdict verdict = verifier_.verify(pack, {});
            verdict.problems = {std::string{"it cannot be read: "} + error.what()};
            return verdict;
        }
    }

    storage::Backend& backend_;
    PackVerifier verifier_;
    Buffer bytes_;
};

}  // namespace

void checkData(const Repository& repository,
               const CheckedIndex& index,
               const DataToCheck& data,
               BadPlaces& bad,
               CheckReporter& reporter,
               const std::stop_token& stop) {
    const auto packs = data.packs;
    std::uint64_t bytesTotal = 0;
    std::uint64_t largest = 0;
    for (const PackId& pack : packs) {
        bytesTotal += data.sizes.at(pack);
        largest = std::max(largest, data.sizes.at(pack));
    }
    reporter.beginPhase("data", packs.size(), bytesTotal);
    std::atomic<std::size_t> next = 0;
    Mutex mutex;
    const auto work = [&](const std::stop_token& inner) {
        PackReader reader{repository, index};
        for (std::size_t i = next++; i < packs.size(); i = next++) {
            if (inner.stop_requested()) throw Cancelled{};
            const std::uint64_t sizeBytes = data.sizes.at(packs[i]);
            const PackVerdict verdict = reader.check(packs[i], sizeBytes, inner);
            for (const std::string& problem : verdict.problems)
                reporter.packError(packs[i], problem);
            if (!verdict.damaged.empty()) {
                const MutexLock lock{mutex};
                bad.damaged[packs[i]].insert(verdict.damaged.begin(), verdict.damaged.end());
            }
            if (data.onRead) data.onRead(packs[i], verdict.problems.empty());
            reporter.advance(1, sizeBytes);
        }
    };
    WorkerGroup workers{stop};
    const std::size_t threads =
        std::min(repository.readerCount(), repository.memory().filesAtOnce(largest));
    for (std::size_t i = 0; i < std::min(threads, packs.size()); ++i)
        workers.start("check data", work);
    workers.join();
}

std::unordered_set<BlobHandle> findLostBlobs(const BlobIndex& index, const BadPlaces& bad) {
    std::unordered_set<BlobHandle> lost;
    if (bad.missingPacks.empty() && bad.damaged.empty()) return lost;
    const auto isBad = [&bad](const StoredBlob& place) {
        if (bad.missingPacks.contains(place.pack)) return true;
        const auto damaged = bad.damaged.find(place.pack);
        return damaged != bad.damaged.end() && damaged->second.contains(place.blob.handle);
    };
    index.forEach([&](const StoredBlob& place) {
        const BlobHandle& handle = place.blob.handle;
        if (handle.type != BlobType::Data || !isBad(place)) return;
        const auto places = index.findAll(handle);
        if (std::ranges::all_of(places, isBad)) lost.insert(handle);
    });
    return lost;
}

}  // namespace tl::engine
