#include "infra/engine/repair/index_survey.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <tuple>
#include <utility>

#include "infra/engine/crypto/sha256.h"
#include "infra/engine/format/pack_header.h"
#include "infra/engine/index/load_index.h"
#include "infra/engine/repository/second_look.h"
#include "infra/errors/error.h"
#include "infra/resources/mutex.h"
#include "infra/resources/parallel.h"

namespace tl::engine {

namespace {

/// One pack as one index file lists it.
struct Mention {
    PackId pack;
    std::uint64_t sizeBytes = 0;
    Digest fingerprint{};
};

std::vector<Mention> readMentions(const Repository& repository,
                                  const std::string& name,
                                  const std::stop_token& stop) {
    std::vector<Mention> mentions;
    readStoredIndex(
        repository, name,
        [&mentions](IndexedPack&& pack) {
            const std::uint64_t sizeBytes = packSizeOf(pack.blobs);
            mentions.push_back({pack.id, sizeBytes, fingerprintOf(std::move(pack.blobs))});
        },
        stop);
    return mentions;
}

void addMention(PackListing& listing, const Mention& mention, std::uint32_t file) {
    if (listing.files.empty()) {
        listing.sizeBytes = mention.sizeBytes;
        listing.fingerprint = mention.fingerprint;
    }
    listing.isDisputed = listing.isDisputed || listing.fingerprint != mention.fingerprint;
    if (listing.files.empty() || listing.files.back() != file) listing.files.push_back(file);
}

/// Nothing when the file is damaged.
std::optional<std::vector<Mention>> tryReadMentions(const Repository& repository,
                                                    const std::string& name,
                                                    RepairReporter& reporter,
                                                    const std::stop_token& stop) {
    try {
        return withSecondLook([&] { return readMentions(repository, name, stop); });
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Corrupted) throw;
        reporter.mended("index " + name, std::string{"it is replaced: "} + error.what());
        return std::nullopt;
    }
}

}  // namespace

Digest fingerprintOf(std::vector<PackedBlob> blobs) {
    std::ranges::sort(blobs, [](const PackedBlob& left, const PackedBlob& right) {
        return std::tie(left.offset, left.handle) < std::tie(right.offset, right.handle);
    });
    Sha256 hash;
    for (const PackedBlob& blob : blobs) {
        const std::uint32_t numbers[] = {blob.offset, blob.length, blob.uncompressedLength,
                                         static_cast<std::uint32_t>(blob.handle.type)};
        hash.update(std::as_bytes(std::span{numbers}));
        hash.update(blob.handle.id.digest);
    }
    return hash.finish();
}

IndexSurvey surveyIndex(const Repository& repository,
                        RepairReporter& reporter,
                        const std::stop_token& stop) {
    const auto names = listNames(repository.backend(), storage::FileType::Index, stop);
    reporter.beginPhase("index", names.size());
    IndexSurvey survey;
    Mutex mutex;
    forEachInParallel(
        names.size(), repository.readerCount(),
        [&](std::size_t i, const std::stop_token& inner) {
            const auto mentions = tryReadMentions(repository, names[i], reporter, inner);
            reporter.advance();
            const MutexLock lock{mutex};
            if (!mentions) {
                survey.damaged.push_back(names[i]);
                return;
            }
            const auto file = static_cast<std::uint32_t>(survey.files.size());
            survey.files.push_back(names[i]);
            for (const Mention& mention : *mentions)
                addMention(survey.packs[mention.pack], mention, file);
        },
        stop);
    return survey;
}

}  // namespace tl::engine
