#include "infra/catalog/fields.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"

namespace tl::catalog {

namespace {

TEST(Fields, ListsAndMapsComeBackAsTheyWere) {
    const Texts texts{"", "a\"b", "ä\n", "/home/*"};
    EXPECT_EQ(textsIn(toColumn(texts)), texts);
    const TextMap map{{"s3.region", "eu-1"}, {"", ""}};
    EXPECT_EQ(textMapIn(toColumn(map)), map);
}

TEST(Fields, WhatIsNoListIsDamage) {
    for (const char* column : {"", "[", "{}", "[1]", "null", "\"a\""})
        EXPECT_EQ(kindThrown([&] { (void)textsIn(column); }), ErrorKind::Corrupted) << column;
    for (const char* column : {"", "[]", "{\"a\":1}", "{\"a\""})
        EXPECT_EQ(kindThrown([&] { (void)textMapIn(column); }), ErrorKind::Corrupted) << column;
}

TEST(Fields, NamesAreWordsThatLookLikeNothingElse) {
    for (const char* name : {"photos", "Fotos-2024", "a", "büro", "x.y_z", "7days"})
        EXPECT_NO_THROW(requireName(name)) << name;
    const std::string tooLong(65, 'a');
    for (const char* name : {"", "-r", ".", "..", ".x", "a/b", "s3:x", "a b", "a\nb", "a\"b", "*",
                             "\xff", "a\xc2\x85", tooLong.c_str()})
        EXPECT_EQ(kindThrown([&] { requireName(name); }), ErrorKind::InvalidInput) << name;
}

TEST(Fields, TextThatPostgresqlOrTomlCannotHoldIsRefused) {
    EXPECT_NO_THROW(requireText("grün", "a path"));
    EXPECT_EQ(kindThrown([] { requireText("\xff", "a path"); }), ErrorKind::InvalidInput);
    EXPECT_EQ(kindThrown([] {
                  requireText(std::string_view{"a\0b", 3}, "a path");
              }),
              ErrorKind::InvalidInput);
}

}  // namespace

}  // namespace tl::catalog
