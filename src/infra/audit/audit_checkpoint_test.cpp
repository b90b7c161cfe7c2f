#include "infra/audit/audit_checkpoint.h"

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl::audit {
namespace {

class AuditCheckpointTest : public testing::Test {
  protected:
    [[nodiscard]] std::string folder() const { return scratch_.path() + "/audit"; }
    [[nodiscard]] std::string text() {
        const SignatureKey key = loadSigningKey(folder(), random_);
        return writeCheckpoint({.host = "lap\"top", .time = {1'764'129'491, 0}, .sequence = 7}, key);
    }

    SystemRandom random_;

  private:
    TemporaryDirectory scratch_;
};

TEST_F(AuditCheckpointTest, IsReadAsItWasWritten) {
    const auto checkpoint = readCheckpoint(text());
    ASSERT_TRUE(checkpoint);
    EXPECT_EQ(checkpoint->host, "lap\"top");
    EXPECT_EQ(checkpoint->sequence, 7U);
    EXPECT_EQ(checkpoint->signer, loadSigningKey(folder(), random_).publicKey());
    EXPECT_EQ(fingerprintOf(checkpoint->signer).size(), 16U);
}

TEST_F(AuditCheckpointTest, IsRefusedWithAnyByteChanged) {
    const std::string right = text();
    for (std::size_t i = 0; i < right.size(); ++i) {
        std::string wrong = right;
        wrong[i] = static_cast<char>(wrong[i] ^ 1);
        EXPECT_EQ(readCheckpoint(wrong), std::nullopt) << i;
    }
    for (const std::string& wrong :
         {std::string{}, std::string{"{}\n"}, right + "\n", right.substr(1),
          std::string(5000, 'x') + "\n"})
        EXPECT_EQ(readCheckpoint(wrong), std::nullopt);
}

TEST_F(AuditCheckpointTest, KeepsItsKeyToTheOwner) {
    (void)text();
    const std::string path = folder() + "/signing-key";
    EXPECT_EQ(readStatus(path, Follow::No).permissionBits, 0600U);
    removeFile(path);
    writeFile(path, "rubbish");
    EXPECT_EQ(kindThrown([this] { (void)text(); }), ErrorKind::Corrupted);
}

}  // namespace
}  // namespace tl::audit
