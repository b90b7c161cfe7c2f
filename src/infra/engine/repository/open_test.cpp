// Opening a repository: what is read before the password is known, and what may have changed since.

#include "infra/engine/repository/open.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "storage/memory/memory_backend.h"

namespace tl::engine {
namespace {

using storage::FileId;
using storage::FileType;

const FileId kConfig{FileType::Config, {}};

Secret secretOf(const char* text) {
    return Secret::fromText(text);
}

class OpenTest : public testing::Test {
  protected:
    OpenTest() { made_ = initRepository(backend_, random_, secretOf("one"), cheapOptions(), {}); }

    static KeyAttributes cheapKey() {
        KeyAttributes key;
        key.cost = {.n = 2, .r = 1, .p = 1};
        return key;
    }
    static InitOptions cheapOptions() {
        InitOptions options;
        options.key = cheapKey();
        return options;
    }

    KeyId addPassword(const char* password) {
        return addKey(backend_, random_, made_->masterKey(), secretOf(password), cheapKey(), {});
    }

    [[nodiscard]] std::unique_ptr<Repository> open(const RepositoryFront& front,
                                                   const char* password,
                                                   std::string_view hint = {}) {
        return openRepository(front, backend_, random_, secretOf(password), hint, {});
    }

    storage::MemoryBackend backend_;
    SystemRandom random_;
    std::unique_ptr<Repository> made_;
};

TEST_F(OpenTest, TheFrontIsAllThatOpeningNeeds) {
    const RepositoryFront front = readFront(backend_, {});
    EXPECT_EQ(front.keyNames, std::vector{made_->keyId().hex()});
    EXPECT_EQ(open(front, "one")->config().id, made_->config().id);
    EXPECT_EQ(kindThrown([&] { (void)open(front, "two"); }), ErrorKind::WrongPassword);
}

TEST_F(OpenTest, ARepositoryWithoutConfigIsNone) {
    (void)backend_.remove(kConfig, {});
    EXPECT_EQ(kindThrown([&] { (void)readFront(backend_, {}); }), ErrorKind::NoRepository);
    backend_.save(kConfig, {}, {});
    EXPECT_EQ(kindThrown([&] { (void)readFront(backend_, {}); }), ErrorKind::Corrupted);
}

TEST_F(OpenTest, TheHintedKeyIsTriedFirst) {
    const KeyId other = addPassword("one");
    const RepositoryFront front = readFront(backend_, {});
    EXPECT_EQ(open(front, "one", other.hex())->keyId(), other);
    EXPECT_EQ(open(front, "one", made_->keyId().hex())->keyId(), made_->keyId());
    EXPECT_NO_THROW((void)open(front, "one", "no such key"));
}

TEST_F(OpenTest, KeysThatChangedMeanwhileAreSeen) {
    const RepositoryFront front = readFront(backend_, {});
    const KeyId other = addPassword("two");
    EXPECT_EQ(open(front, "two")->keyId(), other);
    (void)backend_.remove({FileType::Key, made_->keyId().hex()}, {});
    EXPECT_EQ(open(front, "two")->keyId(), other);
    EXPECT_EQ(kindThrown([&] { (void)open(front, "one"); }), ErrorKind::WrongPassword);
}

TEST_F(OpenTest, AConfigThatIsWrongIsReadAgain) {
    RepositoryFront front = readFront(backend_, {});
    front.config.back() ^= std::byte{1};
    EXPECT_EQ(open(front, "one")->config().id, made_->config().id);
    (void)backend_.remove(kConfig, {});
    backend_.save(kConfig, front.config, {});
    EXPECT_EQ(kindThrown([&] { (void)open(front, "one"); }), ErrorKind::Corrupted);
}

}  // namespace
}  // namespace tl::engine
