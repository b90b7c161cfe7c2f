#include "storage/backend_contract.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <latch>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"

namespace tl::storage {

namespace {

using Listing = std::set<std::pair<std::string, std::uint64_t>>;

constexpr FileType kNamedTypes[] = {FileType::Key, FileType::Lock, FileType::Snapshot,
                                    FileType::Index, FileType::Pack};
const FileId kConfig{FileType::Config, {}};

/// A valid id. Packs of two numbers below 256 lie in two folders.
FileId idOf(FileType type, unsigned number) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string name;
    for (int i = 0; i < 32; ++i)
        name.append({kDigits[number / 16 % 16], kDigits[number % 16]});
    return {type, name};
}

FileId pack(unsigned number) {
    return idOf(FileType::Pack, number);
}

/// `count` bytes whose pattern does not repeat within a page or a block.
std::vector<std::byte> bytes(std::size_t count) {
    std::vector<std::byte> content(count);
    for (std::size_t i = 0; i < count; ++i)
        content[i] = static_cast<std::byte>((i * 2654435761U) >> 13U);
    return content;
}

std::stop_token stopped() {
    std::stop_source source;
    source.request_stop();
    return source.get_token();
}

Listing listed(Backend& backend, FileType type) {
    Listing found;
    const auto visit = [&](const FileId& id, std::uint64_t sizeBytes) {
        EXPECT_EQ(id.type, type);
        EXPECT_TRUE(found.emplace(id.name, sizeBytes).second) << "visited twice";
    };
    backend.list(type, visit, {});
    return found;
}

}  // namespace

TEST_P(BackendContract, LoadsWhatWasSavedInEveryFolder) {
    for (const FileType type : kNamedTypes) {
        const auto content = bytes(1000 + static_cast<std::size_t>(type));
        backend_->save(idOf(type, 1), content, {});
        EXPECT_EQ(backend_->tryLoad(idOf(type, 1), {}), content) << folderOf(type);
    }
}

TEST_P(BackendContract, KeepsOneConfig) {
    EXPECT_FALSE(backend_->trySize(kConfig, {}).has_value());
    EXPECT_TRUE(listed(*backend_, FileType::Config).empty());
    backend_->save(kConfig, bytes(155), {});
    EXPECT_EQ(backend_->tryLoad(kConfig, {}), bytes(155));
    EXPECT_EQ(listed(*backend_, FileType::Config), (Listing{{"", 155}}));
    EXPECT_EQ(kindThrown([&] { backend_->save(kConfig, {}, {}); }), ErrorKind::AlreadyExists);
    EXPECT_TRUE(backend_->remove(kConfig, {}));
    EXPECT_FALSE(backend_->tryLoad(kConfig, {}).has_value());
}

TEST_P(BackendContract, AMissingFileIsNotAnError) {
    std::array<std::byte, 1> room{};
    for (const FileType type : kNamedTypes) {
        EXPECT_FALSE(backend_->tryLoad(idOf(type, 2), {}).has_value());
        EXPECT_FALSE(backend_->tryLoadRange(idOf(type, 2), 0, room, {}).has_value());
        EXPECT_FALSE(backend_->trySize(idOf(type, 2), {}).has_value());
        EXPECT_NE(backend_->remove(idOf(type, 2), {}), backend_->properties().isRemovalTold);
    }
}

TEST_P(BackendContract, NeverOverwrites) {
    backend_->save(pack(3), bytes(10), {});
    EXPECT_EQ(kindThrown([&] { backend_->save(pack(3), bytes(20), {}); }),
              ErrorKind::AlreadyExists);
    EXPECT_EQ(backend_->tryLoad(pack(3), {}), bytes(10));
    EXPECT_EQ(listed(*backend_, FileType::Pack), (Listing{{pack(3).name, 10}}));
}

// Whether a place can do it is for the backends' own tests to say.
TEST_P(BackendContract, ReplacesAFileOrSaysThatItCannot) {
    const FileId missing = idOf(FileType::Index, 31);
    backend_->save(kConfig, bytes(150), {});
    const bool canReplace = backend_->tryReplace(kConfig, bytes(170), {});
    EXPECT_EQ(backend_->tryLoad(kConfig, {}), bytes(canReplace ? 170 : 150));
    EXPECT_EQ(listed(*backend_, FileType::Config), (Listing{{"", canReplace ? 170U : 150U}}));
    EXPECT_EQ(backend_->tryReplace(missing, bytes(20), {}), canReplace);
    EXPECT_EQ(backend_->tryLoad(missing, {}).has_value(), canReplace);
    if (!canReplace) return;
    EXPECT_TRUE(backend_->tryReplace(missing, {}, {}));
    EXPECT_EQ(listed(*backend_, FileType::Index), (Listing{{missing.name, 0}}));
    EXPECT_EQ(kindThrown([&] { backend_->save(missing, {}, {}); }), ErrorKind::AlreadyExists);
    EXPECT_THROW((void)backend_->tryReplace(kConfig, bytes(10), stopped()), Cancelled);
    EXPECT_EQ(backend_->tryLoad(kConfig, {}), bytes(170));
    EXPECT_TRUE(backend_->remove(kConfig, {}));
    EXPECT_FALSE(backend_->tryLoad(kConfig, {}).has_value());
}

TEST_P(BackendContract, AFileThatIsStoredIsNoLeftover) {
    for (const FileType type : kNamedTypes)
        backend_->save(idOf(type, 32), bytes(10), {});
    constexpr WallTime kFarAhead{std::int64_t{1} << 40U, 0};
    EXPECT_EQ(backend_->sweepLeftovers(LeftoverUse::Remove, kFarAhead, {}), Leftovers{});
    for (const FileType type : kNamedTypes)
        EXPECT_TRUE(backend_->trySize(idOf(type, 32), {}).has_value());
}

TEST_P(BackendContract, OneNameInTwoFoldersIsTwoFiles) {
    backend_->save(idOf(FileType::Key, 4), bytes(1), {});
    EXPECT_FALSE(backend_->tryLoad(idOf(FileType::Index, 4), {}).has_value());
    backend_->save(idOf(FileType::Index, 4), bytes(2), {});
    EXPECT_TRUE(backend_->remove(idOf(FileType::Key, 4), {}));
    EXPECT_EQ(backend_->trySize(idOf(FileType::Index, 4), {}), 2U);
}

TEST_P(BackendContract, KeepsAnEmptyFile) {
    std::array<std::byte, 4> room{};
    backend_->save(pack(5), {}, {});
    EXPECT_EQ(backend_->trySize(pack(5), {}), 0U);
    EXPECT_EQ(backend_->tryLoad(pack(5), {}), std::vector<std::byte>{});
    EXPECT_EQ(backend_->tryLoadRange(pack(5), 0, room, {}), 0U);
    EXPECT_EQ(listed(*backend_, FileType::Pack), (Listing{{pack(5).name, 0}}));
}

TEST_P(BackendContract, KeepsALargeFile) {
    const auto content = bytes((std::size_t{20} << 20U) + 1);
    backend_->save(pack(6), content, {});
    EXPECT_EQ(backend_->trySize(pack(6), {}), content.size());
    EXPECT_TRUE(backend_->tryLoad(pack(6), {}) == content);
    std::vector<std::byte> end(3);
    EXPECT_EQ(backend_->tryLoadRange(pack(6), content.size() - 2, end, {}), 2U);
    EXPECT_TRUE(std::equal(content.end() - 2, content.end(), end.begin()));
}

TEST_P(BackendContract, LoadsRanges) {
    const auto content = bytes(1000);
    backend_->save(pack(7), content, {});
    const auto range = [&](std::uint64_t offset, std::size_t count) {
        std::vector<std::byte> out(count);
        out.resize(backend_->tryLoadRange(pack(7), offset, out, {}).value());
        return out;
    };
    const auto part = [&](std::size_t offset, std::size_t count) {
        const auto wanted = std::span{content}.subspan(offset, count);
        return std::vector<std::byte>{wanted.begin(), wanted.end()};
    };
    EXPECT_EQ(range(0, 1000), content);
    EXPECT_EQ(range(0, 1), part(0, 1));
    EXPECT_EQ(range(500, 100), part(500, 100));
    EXPECT_EQ(range(999, 1), part(999, 1));
    EXPECT_EQ(range(10, 0), part(10, 0));
    EXPECT_EQ(range(990, 100), part(990, 10)) << "the file ends inside";
    EXPECT_EQ(range(1000, 10), part(1000, 0)) << "at the end";
    EXPECT_EQ(range(5000, 10), part(1000, 0)) << "beyond the end";
    EXPECT_EQ(range(std::uint64_t{1} << 40U, 10), part(1000, 0)) << "far beyond the end";
}

TEST_P(BackendContract, ListsEachFileOfItsTypeWithItsSize) {
    for (const FileType type : kNamedTypes)
        EXPECT_TRUE(listed(*backend_, type).empty()) << folderOf(type);
    Listing expected;
    for (unsigned number = 0; number < 8; ++number) {
        backend_->save(pack(number), bytes(number), {});
        expected.emplace(pack(number).name, number);
    }
    backend_->save(idOf(FileType::Index, 1), bytes(1), {});
    EXPECT_EQ(listed(*backend_, FileType::Pack), expected);
    EXPECT_EQ(listed(*backend_, FileType::Index).size(), 1U);
}

TEST_P(BackendContract, ListingPassesOverOtherNames) {
    const std::string names[] = {"junk",
                                 std::string(63, 'a'),
                                 std::string(65, 'a'),
                                 std::string(64, 'A'),
                                 std::string(64, 'g'),
                                 std::string(64, 'a') + "-tmp-1"};
    for (const std::string& name : names)
        backend_->save({FileType::Snapshot, name}, bytes(1), {});
    EXPECT_TRUE(listed(*backend_, FileType::Snapshot).empty());
}

TEST_P(BackendContract, AVisitorMayEndTheListingByThrowing) {
    backend_->save(pack(1), {}, {});
    backend_->save(pack(2), {}, {});
    int visits = 0;
    const auto visit = [&](const FileId&, std::uint64_t) {
        ++visits;
        throw Cancelled{};
    };
    EXPECT_THROW(backend_->list(FileType::Pack, visit, {}), Cancelled);
    EXPECT_EQ(visits, 1);
}

TEST_P(BackendContract, AVisitorMayUseTheBackend) {
    backend_->save(pack(1), bytes(1), {});
    backend_->save(pack(2), bytes(2), {});
    const auto visit = [&](const FileId& id, std::uint64_t) {
        EXPECT_TRUE(backend_->tryLoad(id, {}).has_value());
        EXPECT_TRUE(backend_->remove(id, {}));
    };
    backend_->list(FileType::Pack, visit, {});
    EXPECT_TRUE(listed(*backend_, FileType::Pack).empty());
}

TEST_P(BackendContract, ARemovedFileIsGoneAndItsNameFree) {
    for (const FileType type : kNamedTypes) {
        backend_->save(idOf(type, 8), bytes(10), {});
        EXPECT_TRUE(backend_->remove(idOf(type, 8), {}));
        EXPECT_NE(backend_->remove(idOf(type, 8), {}), backend_->properties().isRemovalTold);
        EXPECT_FALSE(backend_->trySize(idOf(type, 8), {}).has_value());
        EXPECT_TRUE(listed(*backend_, type).empty());
        backend_->save(idOf(type, 8), bytes(20), {});
        EXPECT_EQ(backend_->tryLoad(idOf(type, 8), {}), bytes(20));
    }
}

TEST_P(BackendContract, CreatingAgainKeepsEverything) {
    backend_->save(kConfig, bytes(7), {});
    backend_->save(pack(9), bytes(9), {});
    backend_->create({});
    EXPECT_EQ(backend_->tryLoad(kConfig, {}), bytes(7));
    EXPECT_EQ(backend_->tryLoad(pack(9), {}), bytes(9));
}

TEST_P(BackendContract, ARequestedStopEndsEveryCall) {
    backend_->save(pack(10), bytes(10), {});
    const std::stop_token stop = stopped();
    std::array<std::byte, 4> room{};
    const auto visit = [](const FileId&, std::uint64_t) { ADD_FAILURE() << "visited"; };
    EXPECT_THROW(backend_->create(stop), Cancelled);
    EXPECT_THROW(backend_->save(pack(11), bytes(10), stop), Cancelled);
    EXPECT_THROW((void)backend_->tryLoad(pack(10), stop), Cancelled);
    EXPECT_THROW((void)backend_->tryLoadRange(pack(10), 0, room, stop), Cancelled);
    EXPECT_THROW((void)backend_->trySize(pack(10), stop), Cancelled);
    EXPECT_THROW(backend_->list(FileType::Pack, visit, stop), Cancelled);
    EXPECT_THROW((void)backend_->remove(pack(10), stop), Cancelled);
    EXPECT_FALSE(backend_->trySize(pack(11), {}).has_value());
    EXPECT_EQ(backend_->trySize(pack(10), {}), 10U);
}

TEST_P(BackendContract, SavesFromSeveralThreads) {
    constexpr unsigned kThreads = 4;
    constexpr unsigned kFilesEach = 4;
    const auto content = [](unsigned number) { return bytes(std::size_t{number} * 100); };
    {
        std::vector<std::jthread> threads;
        for (unsigned thread = 0; thread < kThreads; ++thread)
            threads.emplace_back([this, &content, thread] {
                for (unsigned i = 0; i < kFilesEach; ++i) {
                    const unsigned number = thread * kFilesEach + i;
                    backend_->save(pack(number), content(number), {});
                    EXPECT_EQ(backend_->trySize(pack(number), {}), content(number).size());
                }
            });
    }
    EXPECT_EQ(listed(*backend_, FileType::Pack).size(), kThreads * kFilesEach);
    for (unsigned number = 0; number < kThreads * kFilesEach; ++number)
        EXPECT_EQ(backend_->tryLoad(pack(number), {}), content(number));
}

TEST_P(BackendContract, OfSeveralSavesOfOneNameOneWins) {
    constexpr std::size_t kThreads = 4;
    std::latch start{kThreads};
    std::atomic<int> wins = 0;
    {
        std::vector<std::jthread> threads;
        for (std::size_t thread = 0; thread < kThreads; ++thread)
            threads.emplace_back([this, &start, &wins, thread] {
                const std::vector<std::byte> content(100'000, static_cast<std::byte>(thread));
                start.arrive_and_wait();
                const auto kind = kindThrown([&] { backend_->save(pack(12), content, {}); });
                if (!kind) ++wins;
                EXPECT_EQ(kind.value_or(ErrorKind::AlreadyExists), ErrorKind::AlreadyExists);
            });
    }
    EXPECT_EQ(wins, 1);
    const auto content = backend_->tryLoad(pack(12), {}).value();
    ASSERT_EQ(content.size(), 100'000U);
    const auto isFirst = [&](std::byte byte) { return byte == content.front(); };
    EXPECT_TRUE(std::ranges::all_of(content, isFirst)) << "two contents are mixed";
}

TEST_P(BackendContract, SaysWhereItIs) {
    EXPECT_FALSE(backend_->properties().location.empty());
    EXPECT_GE(backend_->properties().connections, 1U);
}

}  // namespace tl::storage
