#include "infra/engine/format/unicode_printable.h"

#include <cstdint>
#include <iomanip>
#include <sstream>

#include <gtest/gtest.h>

#include "infra/engine/format/golden.h"

namespace tl::engine {
namespace {

TEST(UnicodePrintable, AgreesWithGoOnEveryCodePoint) {
    constexpr std::uint64_t kFnvOffset = 0xcbf29ce484222325;
    constexpr std::uint64_t kFnvPrime = 0x100000001b3;
    std::uint64_t hash = kFnvOffset;
    int count = 0;
    for (char32_t character = 0; character <= 0x10ffff; ++character) {
        const bool printable = isPrintable(character);
        hash = (hash ^ (printable ? 1U : 0U)) * kFnvPrime;
        count += printable ? 1 : 0;
    }
    std::ostringstream found;
    found << count << ' ' << std::hex << std::setw(16) << std::setfill('0') << hash << '\n';
    EXPECT_EQ(found.str(), goldenText("format/unicode_printable.txt"));
}

TEST(UnicodePrintable, IsThatOfUnicode13) {
    EXPECT_TRUE(isPrintable(U' '));
    EXPECT_TRUE(isPrintable(U'\u00e9'));
    EXPECT_TRUE(isPrintable(U'\U0001fad6')) << "teapot, Unicode 13";
    EXPECT_FALSE(isPrintable(U'\U0001fae0')) << "melting face, Unicode 14";
    EXPECT_FALSE(isPrintable(U'\u00a0'));
    EXPECT_FALSE(isPrintable(U'\u00ad'));
    EXPECT_FALSE(isPrintable(U'\ue000'));
    EXPECT_FALSE(isPrintable(0xd800));
    EXPECT_FALSE(isPrintable(0x110000));
    EXPECT_FALSE(isPrintable(0xffffffff));
}

}  // namespace
}  // namespace tl::engine
