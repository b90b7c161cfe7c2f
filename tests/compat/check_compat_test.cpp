// Checks repositories that restic wrote, sound and damaged in every way, and compares the verdict
// with restic's own.

#include <algorithm>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "infra/engine/index/load_index.h"
#include "infra/errors/error.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "services/repository/checks.h"
#include "services/repository/session.h"
#include "tests/compat/local_services.h"
#include "tests/compat/restic_program.h"
#include "tests/compat/restic_repository.h"
#include "tests/support/recorded_check.h"

namespace tl::compat {
namespace {

namespace fs = std::filesystem;
using engine::BlobType;
using services::RepositoryAccess;
using storage::FileType;

constexpr std::size_t kFileMax = std::size_t{64} << 20U;

class CheckCompat : public testing::TestWithParam<int> {
  protected:
    CheckCompat() { copyResticRepository(GetParam(), path_); }

    [[nodiscard]] RepositoryAccess access(const std::string& password = "first") const {
        return {.location = path_, .password = {.environmentValue = password}};
    }
    /// The errors that our check finds; what it throws counts as one.
    std::vector<std::string> check(const std::string& password = "first") {
        found_.forget();
        try {
            services::makeChecks(services_.context())
                ->check({.repository = access(password), .reading = {.readData = services::ReadAll{}}}, found_,
                        {});
        } catch (const Error& error) {
            found_.errors.push_back(error.describe());
        }
        return found_.errors;
    }
    [[nodiscard]] int resticCheck() const {
        return Restic{path_, "first"}.run({"check", "--read-data"}).exitCode;
    }
    /// The files of `folder`, with their paths below the repository.
    [[nodiscard]] std::vector<std::string> filesOf(const std::string& folder) const {
        std::vector<std::string> files;
        for (const auto& entry : fs::recursive_directory_iterator{path_ + "/" + folder})
            if (entry.is_regular_file())
                files.push_back(fs::relative(entry.path(), path_).string());
        std::ranges::sort(files);
        return files;
    }
    /// A pack of `type`.
    [[nodiscard]] std::string anyPack(BlobType type) const {
        const auto session =
            services::RepositorySession::openUnlocked(services_.context(), access(), {});
        std::string name;
        engine::loadIndex(session->repository(), {}).forEach([&](const engine::StoredBlob& blob) {
            if (blob.blob.handle.type == type) name = blob.pack.hex();
        });
        return "data/" + name.substr(0, 2) + "/" + name;
    }

    void overwrite(const std::string& file, const std::string& content) const {
        const std::string path = path_ + "/" + file;
        fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
        writeFile(path, content);
    }

    /// Damages `file` in every way, and expects that its name is told each time, and that restic
    /// sees something, too.
    void expectEachDamageIsNamed(const std::string& file) {
        const std::string sound = readFile(path_ + "/" + file, kFileMax);
        std::string flipped = sound;
        flipped[sound.size() / 2] = static_cast<char>(flipped[sound.size() / 2] ^ 0x10);
        for (const std::string& damaged :
             {flipped, sound.substr(0, sound.size() - 1), sound.substr(0, 40), std::string{}}) {
            overwrite(file, damaged);
            SCOPED_TRACE(file + " with " + std::to_string(damaged.size()) + " bytes");
            EXPECT_FALSE(check().empty());
            EXPECT_TRUE(found_.hasError({file.substr(file.rfind('/') + 1)}));
            // On the others restic 0.14 spends minutes: it takes them for failing connections.
            if (damaged.size() == sound.size()) {
                EXPECT_NE(resticCheck(), 0);
            }
        }
        overwrite(file, sound);
        EXPECT_EQ(check(), std::vector<std::string>{});
    }

    TemporaryDirectory folder_;
    std::string path_ = folder_ / "repository";
    LocalServices services_;
    engine::RecordedCheck found_;
};

TEST_P(CheckCompat, FindsNothingInASoundRepository) {
    EXPECT_EQ(check(), std::vector<std::string>{});
    EXPECT_EQ(check("second"), std::vector<std::string>{});
    EXPECT_TRUE(found_.notes.empty()) << found_.notes[0];
    EXPECT_EQ(resticCheck(), 0);
}

TEST_P(CheckCompat, NamesADamagedDataPack) {
    expectEachDamageIsNamed(anyPack(BlobType::Data));
}

TEST_P(CheckCompat, NamesADamagedTreePack) {
    expectEachDamageIsNamed(anyPack(BlobType::Tree));
}

TEST_P(CheckCompat, NamesADamagedIndex) {
    expectEachDamageIsNamed(filesOf("index").front());
}

TEST_P(CheckCompat, NamesADamagedSnapshot) {
    expectEachDamageIsNamed(filesOf("snapshots").front());
}

TEST_P(CheckCompat, NamesADamagedConfig) {
    expectEachDamageIsNamed("config");
}

TEST_P(CheckCompat, NamesADamagedKeyWhicheverPasswordIsUsed) {
    // restic does not look at keys that it does not need, so there is nothing to compare with.
    for (const std::string& file : filesOf("keys")) {
        const std::string sound = readFile(path_ + "/" + file, kFileMax);
        overwrite(file, sound.substr(0, sound.size() / 2));
        for (const std::string password : {"first", "second"}) {
            check(password);
            EXPECT_TRUE(found_.hasError({file.substr(file.rfind('/') + 1)}));
        }
        overwrite(file, sound);
    }
}

TEST_P(CheckCompat, FindsWhatIsMissing) {
    const std::string dataPack = anyPack(BlobType::Data);
    for (const std::string& file : {dataPack, anyPack(BlobType::Tree), filesOf("index").front()}) {
        const std::string sound = readFile(path_ + "/" + file, kFileMax);
        removeFile(path_ + "/" + file);
        EXPECT_FALSE(check().empty()) << file;
        writeFile(path_ + "/" + file, sound);
    }
    removeFile(path_ + "/" + dataPack);
    check();
    EXPECT_TRUE(found_.hasError({dataPack.substr(8), "missing"}));
    EXPECT_TRUE(found_.hasError({"snapshot ", "/source/", "damaged or missing"}))
        << "the files are named";
}

TEST_P(CheckCompat, FindsNoErrorInALeftoverPack) {
    const std::string name(64, '7');
    writeFile(path_ + "/data/77/" + name, "left over");
    EXPECT_EQ(check(), std::vector<std::string>{});
    EXPECT_EQ(found_.notes.size(), 1U);
    EXPECT_EQ(resticCheck(), 0);
}

INSTANTIATE_TEST_SUITE_P(Formats, CheckCompat, testing::Values(1, 2));

}  // namespace
}  // namespace tl::compat
