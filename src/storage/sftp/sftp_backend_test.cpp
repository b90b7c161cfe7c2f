// The backend on OpenSSH's sftp-server without ssh, and on a server that lies.

#include "storage/sftp/sftp_backend.h"

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "storage/backend_contract.h"

namespace tl::storage {
namespace {

const std::string kServer = "/usr/lib/openssh/sftp-server";
const std::string kName = "ab" + std::string(62, '0');
const FileId kPack{FileType::Pack, kName};
const FileId kSnapshot{FileType::Snapshot, kName};
const std::vector<std::byte> kContent(10, std::byte{1});

SftpOptions optionsFor(const std::string& path) {
    return {.host = "here", .path = path, .command = kServer};
}

/// A repository folder that lives as long as its backend.
struct Place {
    Place() { backend.create({}); }

    TemporaryDirectory folder;
    SftpBackend backend{optionsFor(folder / "above/repository")};
};

std::shared_ptr<Backend> makeInTemporaryFolder() {
    const auto place = std::make_shared<Place>();
    return {place, &place->backend};
}

INSTANTIATE_TEST_SUITE_P(All,
                         BackendContract,
                         testing::Values(BackendMaker{"Sftp", makeInTemporaryFolder}),
                         nameOfMaker);

class SftpBackendTest : public testing::Test {
  protected:
    const TemporaryDirectory folder_;
    const std::string root_ = folder_ / "repository";
};

std::size_t countListed(Backend& backend, FileType type) {
    std::size_t count = 0;
    backend.list(type, [&](const FileId&, std::uint64_t) { ++count; }, {});
    return count;
}

TEST_F(SftpBackendTest, ConnectsOnlyWhenItIsNeeded) {
    SftpOptions options = optionsFor(root_);
    options.command = "/no/such/program";
    SftpBackend backend{options};
    EXPECT_EQ(kindThrown([&] { (void)backend.trySize(kPack, {}); }), ErrorKind::InvalidInput);
}

TEST_F(SftpBackendTest, NeverMakesTheRepositorysOwnFolderUnasked) {
    SftpBackend backend{optionsFor(root_)};
    EXPECT_THROW(backend.save(kPack, kContent, {}), Error);
    EXPECT_EQ(kindThrown([&] {
                  backend.save({FileType::Config, {}}, kContent, {});
              }),
              ErrorKind::NotFound);
    EXPECT_FALSE(exists(root_));
}

TEST_F(SftpBackendTest, MakesAMissingFolderInsideTheRepository) {
    makeDirectory(root_, 0700);
    SftpBackend backend{optionsFor(root_)};
    backend.save(kPack, kContent, {});
    backend.save(kSnapshot, kContent, {});
    EXPECT_EQ(backend.tryLoad(kPack, {}), kContent);
    EXPECT_EQ(backend.tryLoad(kSnapshot, {}), kContent);
}

TEST_F(SftpBackendTest, AFileWhereAFolderBelongsIsNamed) {
    writeFile(root_, "x");
    SftpBackend backend{optionsFor(root_)};
    EXPECT_EQ(kindThrown([&] { backend.create({}); }), ErrorKind::AlreadyExists);
}

TEST_F(SftpBackendTest, ReplacesAFileWhereTheServerRenamesAsPosixDoes) {
    SftpBackend backend{optionsFor(root_)};
    backend.create({});
    const FileId config{FileType::Config, {}};
    backend.save(config, kContent, {});
    EXPECT_TRUE(backend.tryReplace(config, std::vector<std::byte>(20), {}));
    EXPECT_EQ(backend.trySize(config, {}), 20U);
    EXPECT_EQ(readStatus(root_ + "/config", Follow::No).permissionBits, 0400U);
}

TEST_F(SftpBackendTest, ReplacesNothingOnAServerThatCannot) {
    SftpOptions options = optionsFor(root_);
    // Requests of extensions, which -P refuses, are not offered either.
    options.command = kServer + " -P posix-rename";
    SftpBackend backend{options};
    backend.create({});
    const FileId config{FileType::Config, {}};
    backend.save(config, kContent, {});
    EXPECT_FALSE(backend.tryReplace(config, std::vector<std::byte>(20), {}));
    EXPECT_EQ(backend.tryLoad(config, {}), kContent);
}

TEST_F(SftpBackendTest, ListsMoreThanFitsIntoManyAnswers) {
    SftpBackend backend{optionsFor(root_)};
    backend.create({});
    constexpr std::size_t kFiles = 5000;
    for (std::size_t i = 0; i < kFiles; ++i) {
        std::string name = std::to_string(i);
        name.insert(0, 64 - name.size(), '0');
        writeFile(root_ + "/index/" + name, "x");
    }
    EXPECT_EQ(countListed(backend, FileType::Index), kFiles);
}

TEST_F(SftpBackendTest, ExpectedBulkChangesNothingThatIsSeen) {
    // Before there is a first connection, beside one, and with a server that is not there.
    SftpBackend backend{optionsFor(root_)};
    backend.prepareForBulk();
    backend.create({});
    backend.prepareForBulk();
    backend.save(kPack, kContent, {});
    EXPECT_EQ(backend.tryLoad(kPack, {}), kContent);
    SftpOptions options = optionsFor(root_);
    options.command = "/no/such/program";
    SftpBackend nowhere{options};
    nowhere.prepareForBulk();
    EXPECT_EQ(kindThrown([&] { (void)nowhere.trySize(kPack, {}); }), ErrorKind::InvalidInput);
}

TEST_F(SftpBackendTest, FollowsLinksAndPassesOverThoseToNowhere) {
    SftpBackend backend{optionsFor(root_)};
    backend.create({});
    backend.save(kSnapshot, kContent, {});
    rename(root_ + "/snapshots/" + kName, folder_ / "moved");
    makeSymlink(folder_ / "moved", root_ + "/snapshots/" + kName);
    makeSymlink("nowhere", root_ + "/snapshots/" + std::string(64, 'c'));
    makeDirectory(root_ + "/snapshots/" + std::string(64, 'd'), 0700);
    EXPECT_EQ(countListed(backend, FileType::Snapshot), 1U);
    EXPECT_EQ(backend.tryLoad(kSnapshot, {}), kContent);
}

/// Counts what passes by, and stops at a limit.
class Meter final : public Traffic {
  public:
    void beforeUpload(std::size_t bytes, const std::stop_token&) override { up += bytes; }
    void beforeDownload(std::size_t bytes, const std::stop_token&) override {
        EXPECT_LE(bytes, kTrafficPieceBytes);
        down += bytes;
    }
    std::atomic<std::size_t> up = 0;
    std::atomic<std::size_t> down = 0;
};

TEST_F(SftpBackendTest, AllContentPassesByTheTraffic) {
    Meter meter;
    SftpOptions options = optionsFor(root_);
    options.traffic = &meter;
    SftpBackend backend{options};
    backend.create({});
    const std::vector<std::byte> content(3'000'000);
    backend.save(kPack, content, {});
    EXPECT_EQ(meter.up, content.size());
    (void)backend.tryLoad(kPack, {});
    EXPECT_EQ(meter.down, content.size());
}

TEST_F(SftpBackendTest, AStopEndsTheWaitForAServerThatSaysNothing) {
    SftpOptions options = optionsFor(root_);
    options.command = "sleep 1000";
    SftpBackend backend{options};
    std::stop_source source;
    const std::jthread stopper{[&] {
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
        source.request_stop();
    }};
    EXPECT_THROW((void)backend.trySize(kPack, source.get_token()), Cancelled);
}

/// The kind of error that each call ends with on a server that lies.
std::optional<ErrorKind> kindWithLie(const std::string& lie,
                                     const std::function<void(SftpBackend&)>& call) {
    SftpOptions options{.host = "here",
                        .path = "x",
                        .command = std::string{TL_LYING_SFTP_SERVER} + " '" + lie + "'"};
    const bool isQuiet = lie == "silent" || lie == "deaf";
    options.silenceMax = std::chrono::milliseconds{isQuiet ? 300 : 100'000};
    SftpBackend backend{options};
    return kindThrown([&] { call(backend); });
}

TEST(SftpBackendLies, ALoadBelievesNothing) {
    const auto load = [](SftpBackend& backend) { (void)backend.tryLoad(kPack, {}); };
    EXPECT_EQ(kindWithLie("none", load), std::nullopt) << "the server is otherwise good";
    for (const char* lie :
         {"long handle", "huge size", "too much", "nothing", "ends", "silent", "other number",
          "twice", "short", "other type", "huge packet", "empty packet", "deaf"})
        EXPECT_EQ(kindWithLie(lie, load), ErrorKind::Unavailable) << lie;
}

TEST(SftpBackendLies, WhatIsNoSftpIsSaid) {
    const auto look = [](SftpBackend& backend) { (void)backend.trySize(kPack, {}); };
    for (const char* lie : {"babble", "not version", "old"})
        EXPECT_EQ(kindWithLie(lie, look), ErrorKind::Unsupported) << lie;
}

TEST(SftpBackendLies, AListingBelievesNoCounts) {
    const auto list = [](SftpBackend& backend) { (void)countListed(backend, FileType::Index); };
    for (const char* lie : {"none", "no names"})
        EXPECT_EQ(kindWithLie(lie, list), ErrorKind::Unavailable) << lie;
}

}  // namespace
}  // namespace tl::storage
