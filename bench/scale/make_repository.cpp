// Makes repositories of any size for measuring, in minutes and without a source to back up. Stock
// restic opens them. The password is "scale".
//
//   make_repository index FOLDER COUNT    COUNT blobs in the index, in packs that do not exist, and
//                                         a small snapshot that is whole
//   make_repository prune FOLDER COUNT    COUNT small data blobs in packs that do exist; a snapshot
//                                         refers to four fifths of them, a file each
//   make_repository files FOLDER COUNT    a snapshot of COUNT files in folders of a thousand
//
// What is random comes from a fixed seed, but for the keys.

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "infra/engine/crypto/key.h"
#include "infra/engine/format/file_mode.h"
#include "infra/engine/format/index_file.h"
#include "infra/engine/format/tree.h"
#include "infra/engine/index/blob_claims.h"
#include "infra/engine/index/index_writer.h"
#include "infra/engine/pack/blob_saver.h"
#include "infra/engine/pack/pack_writer.h"
#include "infra/engine/repository/open.h"
#include "infra/engine/repository/snapshot_store.h"
#include "infra/errors/error.h"
#include "infra/platform/clock.h"
#include "infra/platform/secret.h"
#include "storage/local/local_backend.h"

namespace tl::engine {
namespace {

constexpr std::size_t kFilesPerFolder = 1000;

/// Stores blobs, trees and snapshots as a backup does.
class Maker {
  public:
    explicit Maker(const std::string& folder)
        : backend_{{.path = folder}},
          repository_{initRepository(backend_, random_, Secret::fromText("scale"), {}, {})} {}

    [[nodiscard]] const Repository& repository() const { return *repository_; }
    [[nodiscard]] std::mt19937_64& chance() { return chance_; }

    BlobId addData(std::uint64_t number, std::size_t size) {
        std::vector<std::byte> bytes(size);
        std::mt19937_64 content{number};
        for (std::size_t i = 0; i + 8 <= size; i += 8) {
            const std::uint64_t word = content();
            std::memcpy(&bytes[i], &word, sizeof word);
        }
        return saver_.save(BlobType::Data, bytes, {}).id;
    }

    void addFile(const std::string& name, const BlobId& content, std::uint64_t size) {
        Node node;
        node.name = name;
        node.type = NodeType::File;
        node.mode = 0644;
        node.mtime.seconds = node.atime.seconds = node.ctime.seconds = 1700000000;
        node.user = node.group = "scale";
        node.size = size;
        node.links = 1;
        node.content = {content};
        files_.add(node);
        if (++fileCount_ == kFilesPerFolder) endFolder();
    }

    void endFolder() {
        if (fileCount_ == 0) return;
        Node node;
        node.name = "folder" + std::to_string(1000000 + folderCount_++);
        node.type = NodeType::Directory;
        node.mode = kModeDirectory | 0755;
        node.mtime.seconds = node.atime.seconds = node.ctime.seconds = 1700000000;
        node.subtree = addTree(files_.finish());
        folders_.add(node);
        fileCount_ = 0;
    }

    void finish() {
        endFolder();
        Snapshot snapshot;
        snapshot.time.seconds = 1700000000;
        snapshot.tree = addTree(folders_.finish());
        snapshot.paths = {"/scale"};
        snapshot.hostname = "scale";
        packs_.finish({});
        writer_.flush({});
        std::cout << saveSnapshot(*repository_, snapshot, {}).hex() << "\n";
    }

  private:
    BlobId addTree(const std::string& json) {
        return saver_.save(BlobType::Tree, std::as_bytes(std::span{json}), {}).id;
    }

    storage::LocalBackend backend_;
    SystemRandom random_;
    SystemClock clock_;
    std::unique_ptr<Repository> repository_;
    BlobIndex index_;
    BlobClaims claims_{index_};
    IndexWriter writer_{*repository_, clock_};
    PackWriter packs_{*repository_, writer_, std::size_t{16} << 20U};
    BlobSaver saver_{*repository_, claims_, packs_, {.extraVerify = ExtraVerify::Off}};
    TreeWriter files_;
    TreeWriter folders_;
    std::size_t fileCount_ = 0;
    std::size_t folderCount_ = 0;
    std::mt19937_64 chance_{42};
};

std::string fileName(std::uint64_t number) {
    return "file" + std::to_string(100000000 + number);
}

template <typename AnyId>
AnyId randomId(std::mt19937_64& chance) {
    AnyId id;
    for (std::size_t i = 0; i < id.digest.size(); i += 8) {
        const std::uint64_t word = chance();
        std::memcpy(&id.digest[i], &word, sizeof word);
    }
    return id;
}

/// A pack of the usual size, with the blobs that a backup of ordinary files would have put there.
IndexedPack randomPack(std::mt19937_64& chance, bool hasTrees) {
    constexpr std::uint32_t kPackSize = 16U << 20U;
    IndexedPack pack{randomId<PackId>(chance), {}};
    std::uint32_t offset = 0;
    while (offset < kPackSize) {
        const auto length = static_cast<std::uint32_t>(1000 + chance() % 400000);
        pack.blobs.push_back(
            {{hasTrees ? BlobType::Tree : BlobType::Data, randomId<BlobId>(chance)},
             offset,
             length,
             length + static_cast<std::uint32_t>(chance() % 100000)});
        offset += length;
    }
    return pack;
}

void makeIndex(Maker& maker, std::uint64_t count) {
    constexpr std::size_t kBlobsPerFile = 50000;
    for (std::uint64_t i = 0; i < 100; ++i)
        maker.addFile(fileName(i), maker.addData(i, 1000), 1000);
    maker.finish();
    std::uint64_t made = 0;
    for (std::size_t packNumber = 0; made < count;) {
        std::vector<IndexedPack> packs;
        std::size_t blobs = 0;
        for (; blobs < kBlobsPerFile && made + blobs < count; ++packNumber) {
            packs.push_back(randomPack(maker.chance(), packNumber % 50 == 0));
            blobs += packs.back().blobs.size();
        }
        made += blobs;
        (void)maker.repository().saveFile(storage::FileType::Index, writeIndexFile(packs), {});
    }
}

void makePrune(Maker& maker, std::uint64_t count) {
    constexpr std::size_t kSize = 256;
    for (std::uint64_t i = 0; i < count; ++i) {
        const BlobId blob = maker.addData(i, kSize);
        // In places a whole run is not used, elsewhere one here and there.
        const bool isUsed = i / 10000 % 10 == 0 ? false : i % 9 != 0;
        if (isUsed) maker.addFile(fileName(i), blob, kSize);
    }
    maker.finish();
}

void makeFiles(Maker& maker, std::uint64_t count) {
    constexpr std::uint64_t kContents = 1000;
    for (std::uint64_t i = 0; i < count; ++i)
        maker.addFile(fileName(i), maker.addData(i % kContents, 1000), 1000);
    maker.finish();
}

int run(std::span<char*> arguments) {
    if (arguments.size() != 4) {
        std::cerr << "usage: make_repository index|prune|files FOLDER COUNT\n";
        return 1;
    }
    const std::string_view kind = arguments[1];
    const std::uint64_t count = std::strtoull(arguments[3], nullptr, 10);
    Maker maker{arguments[2]};
    if (kind == "index") makeIndex(maker, count);
    if (kind == "prune") makePrune(maker, count);
    if (kind == "files") makeFiles(maker, count);
    return 0;
}

}  // namespace
}  // namespace tl::engine

int main(int argumentCount, char** arguments) {
    try {
        return tl::engine::run({arguments, static_cast<std::size_t>(argumentCount)});
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
}
