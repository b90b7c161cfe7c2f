#include "infra/engine/dump/dump_stream.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "tests/support/repository_builder.h"

namespace tl::engine {
namespace {

class RecordedDump final : public DumpSink {
  public:
    void onEntry(const std::string& path, const Node& /*node*/) override {
        lines.push_back(path + ":");
    }
    void onContent(std::span<const std::byte> bytes) override {
        lines.back() += std::string_view{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }

    std::vector<std::string> lines;
};

using Lines = std::vector<std::string>;

class DumpStream : public testing::Test {
  protected:
    Lines dumpFolder(const BlobId& tree, const std::string& prefix = {}) {
        RecordedDump dump;
        streamFolder({builder_.repository(), builder_.index()}, tree, prefix, dump, {});
        return dump.lines;
    }

    RepositoryBuilder builder_;
};

TEST_F(DumpStream, GivesEntriesAndContentInOrder) {
    builder_.beginPack();
    const BlobId one = builder_.addData("one");
    const BlobId two = builder_.addData("two");
    builder_.endPack();
    const BlobId elsewhere = builder_.addData(" elsewhere");
    const BlobId below =
        builder_.addTree(std::vector{fileNode("both", {one, two, elsewhere, one}, 19)});
    const BlobId tree =
        builder_.addTree(std::vector{folderNode("a", below), fileNode("empty", {}, 0),
                                     symlinkNode("link", "a"), fileNode("two", {two}, 3)});
    EXPECT_EQ(dumpFolder(tree),
              (Lines{"a:", "a/both:onetwo elsewhereone", "empty:", "link:", "two:two"}));
    EXPECT_EQ(dumpFolder(below, "x/a/"), (Lines{"x/a/both:onetwo elsewhereone"}));
}

TEST_F(DumpStream, GivesOneFile) {
    const BlobId one = builder_.addData("one");
    RecordedDump dump;
    streamFile({builder_.repository(), builder_.index()}, fileNode("file", {one, one}, 6), dump,
               {});
    EXPECT_EQ(dump.lines, Lines{"file:oneone"});
}

TEST_F(DumpStream, KeepsTheOrderOfManyFiles) {
    Lines expected;
    std::vector<Node> nodes;
    for (int i = 10000; i < 13000; ++i) {
        const std::string text = std::to_string(i);
        nodes.push_back(fileNode(text, {builder_.addData(text)}, text.size()));
        expected.push_back(text + ":" + text);
    }
    EXPECT_EQ(dumpFolder(builder_.addTree(nodes)), expected);
}

TEST_F(DumpStream, LeavesOutWhatIsNeitherFileNorFolderNorLink) {
    Node fifo = fileNode("fifo", {}, 0);
    fifo.type = NodeType::Fifo;
    fifo.content.reset();
    EXPECT_EQ(dumpFolder(builder_.addTree(std::vector{fifo})), Lines{});
}

TEST_F(DumpStream, RefusesNamesThatLeadElsewhere) {
    for (const char* name : {"..", "a/b", "/etc", ""}) {
        const BlobId tree = builder_.addTree(std::vector{fileNode(name, {}, 0)});
        EXPECT_EQ(kindThrown([&] { dumpFolder(tree); }), ErrorKind::Corrupted) << name;
    }
}

TEST_F(DumpStream, RefusesContentOfAnotherSizeOrNone) {
    const BlobId one = builder_.addData("one");
    const BlobId longer = builder_.addTree(std::vector{fileNode("longer", {one}, 2)});
    EXPECT_EQ(kindThrown([&] { dumpFolder(longer); }), ErrorKind::Corrupted);
    const BlobId lost = builder_.addTree(std::vector{fileNode("lost", {BlobId{}}, 3)});
    EXPECT_EQ(kindThrown([&] { dumpFolder(lost); }), ErrorKind::NotFound);
}

TEST_F(DumpStream, EndsWhenTheSinkFails) {
    class FailingSink final : public DumpSink {
      public:
        void onEntry(const std::string& /*path*/, const Node& /*node*/) override {
            throw Error{ErrorKind::ResourceExhausted, "the disk is full"};
        }
        void onContent(std::span<const std::byte> /*bytes*/) override {}
    };
    std::vector<Node> nodes;
    for (int i = 10000; i < 20000; ++i)
        nodes.push_back(fileNode(std::to_string(i), {}, 0));
    const BlobId tree = builder_.addTree(nodes);
    FailingSink sink;
    EXPECT_EQ(kindThrown([&] {
                  streamFolder({builder_.repository(), builder_.index()}, tree, "", sink, {});
              }),
              ErrorKind::ResourceExhausted);
}

}  // namespace
}  // namespace tl::engine
