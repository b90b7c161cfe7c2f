#include "services/repository/shown_location.h"

#include <gtest/gtest.h>

namespace tl::services {
namespace {

TEST(ShownLocationTest, HidesThePassword) {
    EXPECT_EQ(shownLocation("rest:https://anna:secret@host:8000/repo"),
              "rest:https://anna:***@host:8000/repo");
    EXPECT_EQ(shownLocation("rest:http://anna:s@cr:t@host"), "rest:http://anna:***@host");
    EXPECT_EQ(shownLocation("rest:http://:secret@host/"), "rest:http://:***@host/");
}

TEST(ShownLocationTest, LeavesTheRestAlone) {
    for (const char* location :
         {"/srv/repo", "s3:http://host:9000/bucket", "sftp://anna@host:22//srv",
          "rest:http://[::1]/", "smb://anna@host/share/a@b:c", "local:a:b@c", ""})
        EXPECT_EQ(shownLocation(location), location);
}

}  // namespace
}  // namespace tl::services
