#include "storage/nfs/nfs_options.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"

namespace tl::storage {
namespace {

TEST(NfsOptions, ReadsHostPortAndPath) {
    const auto plain = parseNfsLocation("nfs://nas.lan/volume1/backups").value();
    EXPECT_EQ(plain.host, "nas.lan");
    EXPECT_EQ(plain.path, "/volume1/backups");
    EXPECT_EQ(plain.nfsPort, 0);
    EXPECT_EQ(plain.connections, 5U);
    EXPECT_FALSE(plain.userId.has_value());
    EXPECT_EQ(parseNfsLocation("nfs://nas:12049/export").value().nfsPort, 12049);
}

TEST(NfsOptions, ReadsAddresses) {
    EXPECT_EQ(parseNfsLocation("nfs://192.0.2.1/e").value().host, "192.0.2.1");
    const auto six = parseNfsLocation("nfs://[2001:db8::1]:2050/e").value();
    EXPECT_EQ(six.host, "2001:db8::1");
    EXPECT_EQ(six.nfsPort, 2050);
    EXPECT_EQ(parseNfsLocation("nfs://[::1]/e").value().host, "::1");
}

TEST(NfsOptions, TakesThePathAsItIs) {
    EXPECT_EQ(parseNfsLocation("nfs://nas//a/./b c/d%20e//").value().path, "/a/b c/d%20e");
}

TEST(NfsOptions, LeavesOtherLocationsAlone) {
    for (const char* location : {"/nfs", "nfs", "s3:nfs://x", "./nfs://x/y", ""})
        EXPECT_FALSE(parseNfsLocation(location).has_value()) << location;
}

TEST(NfsOptions, RefusesWhatIsMalformed) {
    for (const char* location :
         {"nfs:", "nfs:/nas/e", "nfs://", "nfs:///e", "nfs://nas", "nfs://nas/", "nfs://nas//./",
          "nfs://nas:/e", "nfs://nas:0/e", "nfs://nas:65536/e", "nfs://nas:port/e",
          "nfs://nas/e/../f", "nfs://[::1/e", "nfs://[::1]x/e", "nfs://us er/e",
          "nfs://user@nas/e"})
        EXPECT_EQ(kindThrown([&] { (void)parseNfsLocation(location); }), ErrorKind::InvalidInput)
            << location;
}

TEST(NfsOptions, ReadsOptions) {
    auto nfs = parseNfsLocation("nfs://nas:2049/e").value();
    applyNfsOptions({{"nfs.uid", "0"},
                     {"nfs.gid", "100"},
                     {"nfs.nfsport", "12049"},
                     {"nfs.mountport", "12050"},
                     {"nfs.connections", "3"},
                     {"s3.region", "x"}},
                    nfs);
    EXPECT_EQ(nfs.userId, 0U);
    EXPECT_EQ(nfs.groupId, 100U);
    EXPECT_EQ(nfs.nfsPort, 12049);
    EXPECT_EQ(nfs.mountPort, 12050);
    EXPECT_EQ(nfs.connections, 3U);
}

TEST(NfsOptions, RefusesOptionsThatMakeNoSense) {
    for (const auto& [name, value] : std::map<std::string, std::string>{{"nfs.uid", "root"},
                                                                        {"nfs.gid", "-1"},
                                                                        {"nfs.nfsport", "65536"},
                                                                        {"nfs.mountport", "0"},
                                                                        {"nfs.connections", "0"},
                                                                        {"nfs.nosuch", "1"}}) {
        NfsOptions nfs;
        EXPECT_EQ(kindThrown([&] {
                      applyNfsOptions({{name, value}}, nfs);
                  }),
                  ErrorKind::InvalidInput)
            << name;
    }
}

TEST(NfsOptions, SaysTheLocation) {
    for (const char* location : {"nfs://nas/e/f", "nfs://nas:2050/e", "nfs://[::1]:2050/e"})
        EXPECT_EQ(toLocation(parseNfsLocation(location).value()), location);
}

}  // namespace
}  // namespace tl::storage
