#include "infra/engine/prune/execute_prune.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <gtest/gtest.h>

#include "infra/engine/index/load_index.h"
#include "infra/engine/pack/blob_reader.h"
#include "infra/engine/prune/recorded_prune.h"
#include "infra/engine/prune/used_blobs.h"
#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "tests/support/repository_builder.h"

namespace tl::engine {
namespace {

using storage::FileId;
using storage::FileType;

class ExecutePruneTest : public testing::Test {
  protected:
    [[nodiscard]] std::set<std::string> names(FileType type) {
        const auto all = listNames(builder_.backend(), type, {});
        return {all.begin(), all.end()};
    }

    /// Prunes with nothing unused left.
    PruneFigures prune(PruneOrder order = PruneOrder::StoreFirst) {
        const Repository& repository = builder_.repository();
        if (order == PruneOrder::DeleteFirst) options_.maxRepackBytes = 0;
        PruneReporter reporter{record_};
        const auto snapshots = loadSnapshots(repository, {});
        const BlobIndex index = loadIndex(repository, {});
        const UsedBlobs used = findUsedBlobs(repository, index, snapshots, reporter, {});
        std::vector<ListedPack> packs;
        builder_.backend().list(FileType::Pack,
                                [&packs](const FileId& id, std::uint64_t size) {
                                    packs.push_back({PackId::parse(id.name).value(), size});
                                },
                                {});
        const PrunePlan plan = planPrune({.index = index,
                                          .packs = packs,
                                          .repositoryVersion = repository.config().version,
                                          .options = options_},
                                         used);
        executePrune({.repository = repository,
                      .index = index,
                      .plan = plan,
                      .packing = {},
                      .order = order,
                      .clock = clock_},
                     reporter, {});
        return plan.figures;
    }

    [[nodiscard]] std::string read(const BlobId& id) {
        const BlobIndex index = loadIndex(builder_.repository(), {});
        BlobReader reader{builder_.repository(), index};
        const auto bytes = reader.load({BlobType::Data, id}, {});
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }

    void damage(const PackId& pack) {
        const FileId id{FileType::Pack, pack.hex()};
        auto bytes = builder_.backend().tryLoad(id, {}).value();
        for (std::size_t i = 0; i < 60; ++i)
            bytes[i] ^= std::byte{1};
        builder_.backend().remove(id, {});
        builder_.backend().save(id, bytes, {});
    }

    /// A blob that a snapshot needs, in two packs that hold something useless, too.
    std::pair<PackId, PackId> addTwice(const std::string& content) {
        std::vector<PackId> packs;
        for (const char* other : {"dropped", "dropped, too"}) {
            builder_.beginPack();
            twice_ = builder_.addData(content);
            builder_.addData(other);
            packs.push_back(builder_.endPack());
        }
        builder_.addSnapshot(builder_.addTree({fileNode("file", {twice_}, content.size())}));
        return {packs[0], packs[1]};
    }

    RepositoryBuilder builder_;
    BlobId twice_;
    SystemClock clock_;
    RecordedPrune record_;
    PruneOptions options_{.maxUnused = UnusedBytes{0}};
};

TEST_F(ExecutePruneTest, KeepsWhatIsNeededAndNothingElse) {
    builder_.beginPack();
    const BlobId kept = builder_.addData("kept");
    const BlobId dropped = builder_.addData("dropped");
    const PackId partly = builder_.endPack();
    builder_.addData("unused");
    builder_.addSnapshot(builder_.addTree({fileNode("file", {kept}, 4)}));

    prune();
    EXPECT_EQ(read(kept), "kept");
    const BlobIndex index = loadIndex(builder_.repository(), {});
    EXPECT_FALSE(index.contains({BlobType::Data, dropped}));
    EXPECT_FALSE(index.containsPack(partly));
    EXPECT_EQ(index.blobCount(), 2U);
    std::set<std::string> listed;
    for (const PackId& pack : index.packs())
        listed.insert(pack.hex());
    EXPECT_EQ(names(FileType::Pack), listed);
    EXPECT_EQ(names(FileType::Index).size(), 1U);
    EXPECT_TRUE(record_.warnings.empty());
}

TEST_F(ExecutePruneTest, HasNothingToDoASecondTime) {
    builder_.beginPack();
    const BlobId kept = builder_.addData("kept");
    builder_.addData("dropped");
    builder_.endPack();
    builder_.addSnapshot(builder_.addTree({fileNode("file", {kept}, 4)}));
    prune();
    const auto packs = names(FileType::Pack);
    const auto indexes = names(FileType::Index);
    const PruneFigures figures = prune();
    EXPECT_EQ(figures.bytes.removedTotal() + figures.bytes.repack, 0U);
    EXPECT_EQ(names(FileType::Pack), packs);
    EXPECT_EQ(names(FileType::Index), indexes);
}

TEST_F(ExecutePruneTest, TakesTheSecondCopyWhenTheFirstIsDamaged) {
    const auto [first, second] = addTwice("stored twice");
    damage(first);
    prune();
    EXPECT_EQ(read(twice_), "stored twice");
}

TEST_F(ExecutePruneTest, TakesTheFirstCopyWhenTheSecondIsDamaged) {
    const auto [first, second] = addTwice("stored twice");
    damage(second);
    prune();
    EXPECT_EQ(read(twice_), "stored twice");
}

TEST_F(ExecutePruneTest, DeletesNothingWhenANeededBlobCannotBeRead) {
    builder_.beginPack();
    const BlobId kept = builder_.addData("kept");
    builder_.addData("dropped");
    damage(builder_.endPack());
    builder_.addData("unused");
    builder_.addSnapshot(builder_.addTree({fileNode("file", {kept}, 4)}));
    const std::string leftover(64, '7');
    builder_.backend().save({FileType::Pack, leftover}, std::vector<std::byte>(100), {});
    const auto packs = names(FileType::Pack);
    const auto indexes = names(FileType::Index);
    EXPECT_EQ(kindThrown([this] { prune(); }), ErrorKind::Corrupted);
    EXPECT_TRUE(std::ranges::includes(names(FileType::Pack), packs));
    EXPECT_TRUE(std::ranges::includes(names(FileType::Index), indexes));
}

TEST_F(ExecutePruneTest, StopsForATreeThatCannotBeRead) {
    const BlobId missing{Digest{std::byte{7}}};
    builder_.addData("unused");
    builder_.addSnapshot(builder_.addTree({folderNode("lost", missing)}));
    const auto packs = names(FileType::Pack);
    EXPECT_EQ(kindThrown([this] { prune(); }), ErrorKind::Corrupted);
    EXPECT_EQ(names(FileType::Pack), packs);
}

TEST_F(ExecutePruneTest, StopsForContentThatNoIndexLists) {
    const BlobId missing{Digest{std::byte{7}}};
    builder_.addSnapshot(builder_.addTree({fileNode("lost", {missing}, 1)}));
    EXPECT_EQ(kindThrown([this] { prune(); }), ErrorKind::Corrupted);
}

TEST_F(ExecutePruneTest, MergesIndexFilesWhenThereAreTooMany) {
    std::vector<BlobId> content;
    for (int i = 0; i < 20; ++i)
        content.push_back(builder_.addData("file " + std::to_string(i)));
    builder_.addSnapshot(builder_.addTree({fileNode("file", content, 1)}));
    options_.repackSmallerThan = 0;  // Nothing else is to be done.
    EXPECT_EQ(names(FileType::Index).size(), 21U);
    prune();
    EXPECT_EQ(names(FileType::Index).size(), 1U);
    for (const BlobId& id : content)
        EXPECT_FALSE(read(id).empty());
}

TEST_F(ExecutePruneTest, DeletesFirstOnAFullDisk) {
    builder_.beginPack();
    const BlobId kept = builder_.addData("kept");
    builder_.addData("dropped");
    const PackId partly = builder_.endPack();
    const BlobId unused = builder_.addData("unused");
    builder_.addSnapshot(builder_.addTree({fileNode("file", {kept}, 4)}));
    prune(PruneOrder::DeleteFirst);
    EXPECT_EQ(read(kept), "kept");
    const BlobIndex index = loadIndex(builder_.repository(), {});
    EXPECT_FALSE(index.contains({BlobType::Data, unused}));
    EXPECT_TRUE(index.containsPack(partly)) << "nothing is written anew";
    EXPECT_EQ(names(FileType::Pack).size(), 2U);
}

TEST_F(ExecutePruneTest, TellsWhatItDoesInThisOrder) {
    builder_.beginPack();
    const BlobId kept = builder_.addData("kept");
    builder_.addData("dropped");
    builder_.endPack();
    builder_.addSnapshot(builder_.addTree({fileNode("file", {kept}, 4)}));
    prune();
    EXPECT_EQ(record_.phases,
              (std::vector{PrunePhase::FindUsed, PrunePhase::Repack, PrunePhase::RewriteIndex,
                           PrunePhase::RemoveIndexes, PrunePhase::RemovePacks}));
    for (const auto& [phase, status] : record_.last)
        EXPECT_EQ(status.done, status.total);
}

}  // namespace
}  // namespace tl::engine
