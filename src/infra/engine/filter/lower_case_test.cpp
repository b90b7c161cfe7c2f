#include "infra/engine/filter/lower_case.h"

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

TEST(LowerCase, MapsOneCharacterToOne) {
    EXPECT_EQ(toLowerCase("Read.ME [A-Z] 09_"), "read.me [a-z] 09_");
    EXPECT_EQ(toLowerCase("ÄÖÜß ŒŸ"), "äöüß œÿ");
    EXPECT_EQ(toLowerCase("ΑΒΓΣ ΩΣ"), "αβγσ ωσ") << "no final sigma";
    EXPECT_EQ(toLowerCase("ЖЁӢ"), "жёӣ");
    EXPECT_EQ(toLowerCase("İ"), "i") << "no dot is added";
    EXPECT_EQ(toLowerCase("ǅ ẞ Ω"), "ǆ ß ω");
    EXPECT_EQ(toLowerCase("𐐀𞤀"), "𐐨𞤢");
    EXPECT_EQ(toLowerCase("日本語 Ārā"), "日本語 ārā");
}

TEST(LowerCase, ReplacesWhatIsNotUtf8) {
    EXPECT_EQ(toLowerCase("A\xFF\xC3Z"), "a\xEF\xBF\xBD\xEF\xBF\xBDz");
}

}  // namespace
}  // namespace tl::engine
