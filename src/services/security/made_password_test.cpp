#include "services/security/made_password.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

namespace tl::services {
namespace {

/// Gives all bytes in turn.
class Counting final : public Random {
  public:
    void fill(std::span<std::byte> out) override {
        for (std::byte& byte : out)
            byte = static_cast<std::byte>(next_++);
    }

  private:
    unsigned char next_ = 0;
};

TEST(MadePassword, HasFiveGroupsOfLettersThatAreToldApart) {
    SystemRandom random;
    const Secret secret = makeUpPassword(random);
    const std::string text{secret.text()};
    ASSERT_EQ(text.size(), 29U);
    for (std::size_t i = 0; i < text.size(); ++i)
        EXPECT_EQ(text[i] == '-', i % 6 == 5) << text;
    EXPECT_EQ(text.find_first_of("lo01"), std::string::npos);
    EXPECT_NE(text, makeUpPassword(random).text());
}

TEST(MadePassword, UsesEachLetterEquallyOften) {
    Counting random;
    std::map<char, int> counts;
    for (int i = 0; i < 256; ++i) {  // 25 bytes each: each value of a byte comes 25 times.
        const Secret secret = makeUpPassword(random);
        for (const char letter : secret.text())
            if (letter != '-') ++counts[letter];
    }
    EXPECT_EQ(counts.size(), 32U);
    for (const auto& [letter, count] : counts)
        EXPECT_EQ(count, 25 * 256 / 32) << letter;
}

}  // namespace
}  // namespace tl::services
