#include "infra/catalog/catalog_place.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/environment.h"

namespace tl::catalog {

namespace {

std::string refusalOf(std::string_view text) {
    try {
        (void)parseCatalogPlace(text);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::InvalidInput);
        return error.describe();
    }
    return {};
}

TEST(CatalogPlace, TakesThePathOfAFile) {
    EXPECT_EQ(parseCatalogPlace("/srv/my catalog.db").file, "/srv/my catalog.db");
    EXPECT_EQ(parseCatalogPlace(":memory:").file, ":memory:");
}

TEST(CatalogPlace, IsAFileOfTheUserOrTheSystemByDefault) {
    const std::string usual = parseCatalogPlace("").file;
    if (isRoot())
        EXPECT_EQ(usual, "/var/lib/timelocker/catalog.db");
    else
        EXPECT_TRUE(usual.ends_with("/timelocker/catalog.db"));
}

TEST(CatalogPlace, TakesAUrlApart) {
    const CatalogPlace place =
        parseCatalogPlace("postgresql://anna@db.example.org:5433/backups?sslmode=verify-full");
    const std::map<std::string, std::string> wanted{{"user", "anna"},
                                                    {"host", "db.example.org"},
                                                    {"port", "5433"},
                                                    {"dbname", "backups"},
                                                    {"sslmode", "verify-full"}};
    EXPECT_EQ(place.connection, wanted);
    EXPECT_FALSE(place.isFile());
    EXPECT_EQ(place.text(), "postgresql://anna@db.example.org:5433/backups");
}

TEST(CatalogPlace, TakesAnAddressOfSixteenBytesAndAService) {
    EXPECT_EQ(parseCatalogPlace("postgres://[::1]:5433/x").connection.at("host"), "::1");
    EXPECT_EQ(parseCatalogPlace("postgresql:///?service=fleet").connection.at("service"), "fleet");
}

TEST(CatalogPlace, RefusesAPasswordInTheUrlWithoutRepeatingIt) {
    const std::string refusal = refusalOf("postgresql://anna:hunter2@db/backups");
    EXPECT_NE(refusal.find("~/.pgpass"), std::string::npos) << refusal;
    EXPECT_EQ(refusal.find("hunter2"), std::string::npos) << refusal;
}

TEST(CatalogPlace, RefusesWhatItCannotUse) {
    EXPECT_NE(refusalOf("catalog.db").find("does not begin with /"), std::string::npos);
    EXPECT_NE(refusalOf("postgresql://db/").find("no database"), std::string::npos);
    EXPECT_NE(refusalOf("postgresql://db:0/x").find("no port"), std::string::npos);
    EXPECT_NE(refusalOf("postgresql://db:99999999999/x").find("no port"), std::string::npos);
    EXPECT_NE(refusalOf("postgresql://db/x?password=y").find("no setting"), std::string::npos);
    EXPECT_NE(refusalOf("postgresql://db/x?options").find("no setting"), std::string::npos);
    EXPECT_NE(refusalOf("postgresql://a%40b@db/x").find("service="), std::string::npos);
    EXPECT_NE(refusalOf("postgresql://db/x y").find("blank"), std::string::npos);
    EXPECT_NE(refusalOf("postgresql://db/x'y").find("quote"), std::string::npos);
    EXPECT_NE(refusalOf("/a\"b").find("quotes"), std::string::npos);
}

}  // namespace

}  // namespace tl::catalog
