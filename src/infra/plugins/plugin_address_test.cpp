#include "infra/plugins/plugin_address.h"

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"

namespace tl::plugins {
namespace {

TEST(PluginAddress, IsOneOfThisMachine) {
    EXPECT_EQ(parseAddress("http://127.0.0.1:8080"), (PluginAddress{"http://127.0.0.1:8080/"}));
    EXPECT_EQ(parseAddress("http://127.0.0.1:1/a/b-1\r"),
              (PluginAddress{"http://127.0.0.1:1/a/b-1/"}));
    EXPECT_EQ(parseAddress("http://[::1]:65535/"), (PluginAddress{"http://[::1]:65535/"}));
    EXPECT_EQ(parseAddress("unix:/run/a socket"),
              (PluginAddress{"http://127.0.0.1/", "/run/a socket"}));
}

TEST(PluginAddress, NothingElseIsConnectedTo) {
    for (const std::string line :
         {"", "8080", "http://example.org:80/", "http://127.0.0.1/", "http://127.0.0.1:0/",
          "http://127.0.0.1:65536/", "http://127.0.0.1:80@example.org/", "http://127.0.0.1:8 0/",
          "http://127.0.0.1:80/?a", "http://127.0.0.1:80/a b", "https://127.0.0.1:80/",
          "http://127.0.0.1.example.org:80/", "unix:", "unix:relative", "\x1b[2J"})
        EXPECT_EQ(kindThrown([&] { (void)parseAddress(line); }), ErrorKind::Unavailable) << line;
    EXPECT_EQ(kindThrown([&] { (void)parseAddress("unix:/" + std::string(107, 'a')); }),
              ErrorKind::Unavailable);
}

}  // namespace
}  // namespace tl::plugins
