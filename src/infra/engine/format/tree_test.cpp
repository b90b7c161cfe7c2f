#include "infra/engine/format/tree.h"

#include <gtest/gtest.h>

#include "infra/engine/format/golden.h"
#include "infra/errors/error.h"

namespace tl::engine {
namespace {

std::vector<Node> readTree(std::string_view json) {
    return TreeReader{}.readAll(std::as_bytes(std::span{json}));
}

std::string writeTree(const std::vector<Node>& nodes) {
    TreeWriter writer;
    for (const Node& node : nodes)
        writer.add(node);
    return writer.finish();
}

/// The single node of a tree whose node has these members besides name and type.
Node readNodeWith(const std::string& members) {
    const auto nodes = readTree(R"({"nodes":[{"name":"n","type":"file",)" + members + "}]}");
    EXPECT_EQ(nodes.size(), 1U);
    return nodes.at(0);
}

std::string corruptionIn(std::string_view json) {
    try {
        (void)readTree(json);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Corrupted);
        return error.what();
    }
    return {};
}

std::string nodeText(const Node& node) {
    std::string text;
    appendNode(text, node);
    return text;
}

void replaceOnce(std::string& text, std::string_view what, std::string_view with) {
    const auto at = text.find(what);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, what.size(), with);
}

BlobId blobId(unsigned char fill) {
    BlobId id;
    id.digest.fill(std::byte{fill});
    return id;
}

Node nodeWithEverything() {
    Node node;
    node.name = "all\xff";
    node.type = NodeType::Symlink;
    node.mode = 0777;
    node.mtime = {.seconds = 1, .nanoseconds = 0, .offsetSeconds = 0};
    node.atime = {.seconds = 2, .nanoseconds = 500'000'000, .offsetSeconds = 3'600};
    node.ctime = {.seconds = 3, .nanoseconds = 1, .offsetSeconds = -3'600};
    node.uid = 4'294'967'295;
    node.gid = 7;
    node.user = "<me>";
    node.group = "us";
    node.inode = 18'446'744'073'709'551'615U;
    node.deviceId = 65'024;
    node.size = 9'007'199'254'740'993;  // No double.
    node.links = 2;
    node.linkTarget = "to\xfe";
    node.extendedAttributes = {{.name = "user.a", .value = std::string{"\0\xff", 2}},
                               {.name = "user.empty", .value = ""}};
    node.genericAttributes = R"({"windows.file_attributes":32})";
    node.device = 1992;
    node.content = {blobId(0x11), blobId(0x22)};
    node.subtree = blobId(0x33);
    node.error = "gone";
    return node;
}

TEST(Tree, OfResticIsWrittenAgainByteByByte) {
    std::string golden = goldenText("format/tree_w_utc.json");
    const auto nodes = readTree(golden);
    EXPECT_EQ(nodes.size(), 73U);
    // restic 0.14 stored the replacement character for bytes that are no UTF-8, and nothing
    // besides. As a character that was read, Go writes it plainly.
    replaceOnce(golden, R"(bad\ufffd\ufffdutf)", "bad\ufffd\ufffdutf");
    EXPECT_EQ(writeTree(nodes), golden);
}

TEST(Tree, OfAnEmptyFolder) {
    TreeWriter writer;
    EXPECT_EQ(writer.finish(), "{\"nodes\":[]}\n");
    EXPECT_TRUE(readTree("{\"nodes\":[]}\n").empty());
    EXPECT_TRUE(readTree("{\"nodes\":null}\n").empty());
}

TEST(Tree, WriterStartsAnewAfterEachTree) {
    TreeWriter writer;
    Node node;
    node.name = "z";
    writer.add(node);
    const std::string first = writer.finish();
    writer.add(node);
    EXPECT_EQ(writer.finish(), first);
}

TEST(TreeDeathTest, WriterRefusesNodesOutOfOrder) {
    Node node;
    node.name = "b";
    const auto addAfterB = [&node](const char* name) {
        TreeWriter writer;
        writer.add(node);
        node.name = name;
        writer.add(node);
    };
    EXPECT_DEATH(addAfterB("a"), "lastName_ < node.name");
    EXPECT_DEATH(addAfterB("b"), "lastName_ < node.name");
    addAfterB("b\xff");
    node.name = "\x7f";
    addAfterB("\x80");
}

TEST(Node, IsWrittenInTheOrderOfTheFormat) {
    const std::string ones(64, '1');
    const std::string twos(64, '2');
    const std::string threes(64, '3');
    EXPECT_EQ(
        nodeText(nodeWithEverything()),
        R"({"name":"all\\xff","type":"symlink","mode":511,"mtime":"1970-01-01T00:00:01Z",)"
        R"("atime":"1970-01-01T01:00:02.5+01:00","ctime":"1969-12-31T23:00:03.000000001-01:00",)"
        R"("uid":4294967295,"gid":7,"user":"\u003cme\u003e","group":"us",)"
        R"("inode":18446744073709551615,"device_id":65024,"size":9007199254740993,"links":2,)"
        R"("linktarget":"to\ufffd","linktarget_raw":"dG/+",)"
        R"("extended_attributes":[{"name":"user.a","value":"AP8="},)"
        R"({"name":"user.empty","value":""}],)"
        R"("generic_attributes":{"windows.file_attributes":32},"device":1992,)"
        R"("content":[")" +
            ones + R"(",")" + twos + R"("],"subtree":")" + threes + R"(","error":"gone"})");
}

TEST(Node, OmitsWhatIsZeroOrEmpty) {
    Node node;
    node.name = "f";
    node.type = NodeType::File;
    node.content.emplace();
    EXPECT_EQ(nodeText(node), R"({"name":"f","type":"file","mtime":"1970-01-01T00:00:00Z",)"
                              R"("atime":"1970-01-01T00:00:00Z","ctime":"1970-01-01T00:00:00Z",)"
                              R"("uid":0,"gid":0,"content":[]})");
    node.content.reset();
    EXPECT_NE(nodeText(node).find(R"("content":null})"), std::string::npos);
}

TEST(Node, WritesEachTimeAsItIs) {
    const Timestamp one{.seconds = 1, .nanoseconds = 0, .offsetSeconds = 0};
    const Timestamp two{.seconds = 2, .nanoseconds = 0, .offsetSeconds = 0};
    const Timestamp elsewhere{.seconds = 1, .nanoseconds = 0, .offsetSeconds = 3'600};
    for (const auto& mtime : {one, two, elsewhere}) {
        for (const auto& atime : {one, two, elsewhere}) {
            for (const auto& ctime : {one, two, elsewhere}) {
                Node node = nodeWithEverything();
                node.mtime = mtime;
                node.atime = atime;
                node.ctime = ctime;
                EXPECT_EQ(readTree(writeTree({node})).at(0), node);
            }
        }
    }
}

TEST(Node, ReadsBackAllMembers) {
    EXPECT_EQ(readTree(writeTree({nodeWithEverything()})), std::vector<Node>{nodeWithEverything()});
}

TEST(Node, IsReadInAnyOrderWithUnknownMembers) {
    const auto nodes = readTree(
        R"({"x":[[{}]],"nodes":[{"future":{"a":[1,2.5,{"b":null}]},"content":null,"gid":2,"uid":1,)"
        R"("type":"dir","size":null,"name":"d"}],"y":1})");
    ASSERT_EQ(nodes.size(), 1U);
    Node expected;
    expected.name = "d";
    expected.type = NodeType::Directory;
    expected.uid = 1;
    expected.gid = 2;
    EXPECT_EQ(nodes[0], expected);
}

TEST(Node, TellsNoContentFromEmptyContent) {
    EXPECT_EQ(readNodeWith(R"("content":null)").content, std::nullopt);
    EXPECT_EQ(readNodeWith(R"("uid":0)").content, std::nullopt);
    EXPECT_EQ(readNodeWith(R"("content":[])").content, std::vector<BlobId>{});
}

TEST(Node, PrefersTheRawLinkTarget) {
    EXPECT_EQ(readNodeWith(R"("linktarget_raw":"dG/+","linktarget":"to\ufffd")").linkTarget,
              "to\xfe");
    EXPECT_EQ(readNodeWith(R"("linktarget":"to\ufffd")").linkTarget, "to\ufffd");
}

TEST(Node, KeepsGenericAttributesAsTheyAre) {
    const auto node = readNodeWith(
        R"("generic_attributes": { "b" : {"Low":-1, "High":18446744073709551615}, "a":"x+/=", "c":[] })");
    EXPECT_EQ(node.genericAttributes,
              R"({"b":{"Low":-1,"High":18446744073709551615},"a":"x+/=","c":[]})");
}

TEST(Node, TakesAnUnknownTypeAsIrregular) {
    EXPECT_EQ(readTree(R"({"nodes":[{"name":"n","type":"portal"}]})").at(0).type,
              NodeType::Irregular);
}

TEST(Tree, AcceptsNodesInAnyOrderAndDuplicates) {
    EXPECT_EQ(readTree(R"({"nodes":[{"name":"b","type":"file"},{"name":"a","type":"file"},)"
                       R"({"name":"a","type":"file"}]})")
                  .size(),
              3U);
}

TEST(Tree, VisitsTheNodesBeforeAFault) {
    const std::string json = R"({"nodes":[{"name":"a","type":"file"},{"name":1,"type":"file"}]})";
    std::vector<std::string> seen;
    TreeReader reader;
    EXPECT_THROW(reader.read(std::as_bytes(std::span{json}),
                             [&seen](Node&& node) { seen.push_back(node.name); }),
                 Error);
    EXPECT_EQ(seen, std::vector<std::string>{"a"});
}

TEST(Tree, RefusesWhatIsNoTree) {
    for (const char* json :
         {"", "{}", "[]", "null", "1", "{\"nodes\":{}}", "{\"nodes\":[1]}", "{\"nodes\":[]}x",
          "{\"nodes\":[]", "{\"nodes\":[{}]}", R"({"nodes":[{"name":"a"}]})",
          R"({"nodes":[{"type":"file"}]})", R"({"nodes":[{"name":"\\","type":"file"}]})",
          R"({"nodes":[{"name":"\ud800","type":"file"}]})",
          "{\"nodes\":[{\"name\":\"\xff\",\"type\":\"file\"}]}"}) {
        EXPECT_NE(corruptionIn(json), "") << json;
    }
}

TEST(Tree, RefusesMembersOfTheWrongKind) {
    for (const char* member :
         {R"("mode":-1)", R"("mode":4294967296)", R"("mode":"7")", R"("size":1.0)",
          R"("size":18446744073709551616)", R"("mtime":"yesterday")", R"("mtime":"")",
          R"("mtime":0)", R"("content":{})", R"("content":["00"])", R"("content":[null])",
          R"("subtree":"00")", R"("linktarget_raw":"?")", R"("extended_attributes":[1])",
          R"("extended_attributes":[{"name":"a","value":"?"}])", R"("generic_attributes":[])",
          R"("user":{})"}) {
        const std::string json =
            std::string{R"({"nodes":[{"name":"n","type":"file",)"} + member + "}]}";
        EXPECT_NE(corruptionIn(json), "") << member;
    }
    EXPECT_EQ(corruptionIn(R"({"nodes":[{"name":"n","type":"file","mode":-1}]})"),
              "JSON member mode: a number from 0 to 2^64 - 1 expected");
}

TEST(Tree, SurvivesDeepNesting) {
    const std::string deep = std::string(100'000, '[');
    EXPECT_NE(corruptionIn(R"({"nodes":[{"name":"n","type":"file","x":)" + deep), "");
    EXPECT_NE(corruptionIn(R"({"nodes":[{"name":"n","type":"file","generic_attributes":{"x":)" +
                           deep + std::string(100'000, ']') + "}}]}"),
              "");
}

TEST(Tree, ReaderIsUsableAfterAFault) {
    TreeReader reader;
    const std::string bad = "{\"nodes\":[";
    const std::string good = writeTree({nodeWithEverything()});
    EXPECT_THROW((void)reader.readAll(std::as_bytes(std::span{bad})), Error);
    EXPECT_EQ(reader.readAll(std::as_bytes(std::span{good})).size(), 1U);
}

TEST(TreeReader, ReadsReferencesAlone) {
    constexpr std::string_view kJson =
        R"({"nodes":[{"name":"a","type":"file","mtime":"no time","uid":-1,"content":[")"
        "1111111111111111111111111111111111111111111111111111111111111111"
        R"("]},{"name":"b","type":"dir","subtree":")"
        "2222222222222222222222222222222222222222222222222222222222222222"
        R"("}]})";
    TreeReader reader;
    const auto nodes = reader.readAll(std::as_bytes(std::span{kJson}), TreeDetail::References);
    ASSERT_EQ(nodes.size(), 2U);
    EXPECT_EQ(nodes[0].name, "a");
    EXPECT_EQ(nodes[0].type, NodeType::File);
    EXPECT_EQ(nodes[0].content->size(), 1U);
    EXPECT_EQ(nodes[1].type, NodeType::Directory);
    EXPECT_EQ(nodes[1].subtree->digest.front(), std::byte{0x22});
}

}  // namespace
}  // namespace tl::engine
