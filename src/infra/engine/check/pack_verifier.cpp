#include "infra/engine/check/pack_verifier.h"

#include <algorithm>

#include "infra/engine/format/pack_header.h"
#include "infra/errors/error.h"

namespace tl::engine {

namespace {

/// A pack may have thousands of blobs: when most are damaged, their names tell nothing.
constexpr std::size_t kDamagedNamedMax = 10;

std::string describeBlob(const BlobHandle& handle) {
    return (handle.type == BlobType::Tree ? "tree blob " : "data blob ") + handle.id.hex();
}

}  // namespace

PackVerifier::PackVerifier(const Repository& repository, const CheckedIndex& index)
    : index_{index},
      cipher_{repository.masterKey(), repository.random()},
      decoder_{repository} {}

PackVerdict PackVerifier::verify(const PackId& pack, std::span<const std::byte> bytes) {
    PackVerdict verdict;
    std::vector<PackedBlob> blobs;
    try {
        blobs = readHeader(bytes);
        compareWithIndex(pack, blobs, verdict);
    } catch (const Error& error) {
        verdict.problems.push_back(std::string{"its header cannot be read: "} + error.what());
    }
    hashedBytes_ = 0;
    verifyBlobs(blobs, bytes, verdict);
    hash_.update(bytes.subspan(hashedBytes_));
    hashedBytes_ = bytes.size();
    if (hash_.finish() != pack.digest)
        verdict.problems.insert(verdict.problems.begin(), "its content does not match its name");
    // What only the index lists is what snapshots rely on, whatever the header says.
    if (!verdict.problems.empty()) verifyBlobs(onlyIndexedBlobs(pack, blobs), bytes, verdict);
    if (verdict.damaged.size() > kDamagedNamedMax) {
        const std::size_t others = verdict.damaged.size() - kDamagedNamedMax;
        verdict.problems.push_back(std::to_string(others) + " more of its blobs are damaged");
    }
    return verdict;
}

std::vector<PackedBlob> PackVerifier::readHeader(std::span<const std::byte> bytes) {
    if (bytes.size() < kPackSizeMin) throw Error{ErrorKind::Corrupted, "the pack is too short"};
    const std::size_t boxLength = readHeaderLength(bytes.last<kHeaderLengthSize>(), bytes.size());
    const auto box = bytes.last(boxLength + kHeaderLengthSize).first(boxLength);
    auto blobs = readPackHeader(cipher_.open(box));
    if (packSizeOf(blobs) != bytes.size())
        throw Error{ErrorKind::Corrupted, "it does not fit the pack's size"};
    return blobs;
}

void PackVerifier::compareWithIndex(const PackId& pack,
                                    std::span<const PackedBlob> header,
                                    PackVerdict& verdict) const {
    for (const PackedBlob& blob : header) {
        const auto places = index_.blobs.findAll(blob.handle);
        if (std::ranges::find(places, StoredBlob{pack, blob}) != places.end()) continue;
        verdict.problems.push_back("the index does not list its " + describeBlob(blob.handle) +
                                   " at its place");
    }
    const auto facts = index_.packs.find(pack);
    const std::size_t indexed = facts == index_.packs.end() ? 0 : facts->second.blobCount;
    if (indexed == header.size()) return;
    verdict.problems.push_back("its header lists " + std::to_string(header.size()) +
                               " blobs, the index " + std::to_string(indexed));
}

std::vector<PackedBlob> PackVerifier::onlyIndexedBlobs(const PackId& pack,
                                                       std::span<const PackedBlob> header) const {
    std::vector<PackedBlob> blobs;
    index_.blobs.forEach([&](const StoredBlob& stored) {
        if (stored.pack == pack && std::ranges::find(header, stored.blob) == header.end())
            blobs.push_back(stored.blob);
    });
    return blobs;
}

void PackVerifier::verifyBlobs(std::span<const PackedBlob> blobs,
                               std::span<const std::byte> bytes,
                               PackVerdict& verdict) {
    const auto visit = [&](const DecodedBlob& blob) {
        if (blob.problem) addDamage(blob.handle, *blob.problem, verdict);
    };
    for (const PackedBlob& blob : blobs) {
        const std::size_t end = std::size_t{blob.offset} + blob.length;
        if (end > bytes.size()) {
            addDamage(blob.handle, "it lies beyond the end of the pack", verdict);
            continue;
        }
        decoder_.add(0, blob, bytes.subspan(blob.offset, blob.length), visit);
        if (end <= hashedBytes_) continue;
        const auto next = bytes.subspan(hashedBytes_, end - hashedBytes_);
        if (decoder_.tryHashAlong(hash_, next, visit)) hashedBytes_ = end;
    }
    decoder_.finish(visit);
}

void PackVerifier::addDamage(const BlobHandle& handle,
                             const std::string& problem,
                             PackVerdict& verdict) {
    verdict.damaged.push_back(handle);
    if (verdict.damaged.size() > kDamagedNamedMax) return;
    verdict.problems.push_back(describeBlob(handle) + " is damaged: " + problem);
}

}  // namespace tl::engine
