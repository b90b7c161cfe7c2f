#include "infra/platform/cloud_region.h"

#include <gtest/gtest.h>

namespace tl {
namespace {

/// "cloud name country"; empty when the host tells nothing.
std::string told(std::string_view host) {
    const auto region = cloudRegionOfHost(host);
    return region ? region->cloud + " " + region->name + " " + region->country : std::string{};
}

TEST(CloudRegion, IsInTheNamesOfHosts) {
    EXPECT_EQ(told("s3.eu-west-1.amazonaws.com"), "amazon eu-west-1 ie");
    EXPECT_EQ(told("s3-eu-west-1.amazonaws.com"), "amazon eu-west-1 ie");
    EXPECT_EQ(told("s3.dualstack.us-west-2.amazonaws.com"), "amazon us-west-2 us");
    EXPECT_EQ(told("s3-fips.dualstack.us-gov-west-1.amazonaws.com"), "amazon us-gov-west-1 us");
    EXPECT_EQ(told("s3.cn-north-1.amazonaws.com.cn"), "amazon cn-north-1 cn");
    EXPECT_EQ(told("S3.EU-Central-003.BackblazeB2.com:443"), "backblaze eu-central-003 nl");
    EXPECT_EQ(told("s3.eu-central-2.wasabisys.com"), "wasabi eu-central-2 de");
    EXPECT_EQ(told("s3.wasabisys.com"), "wasabi us-east-1 us");
    EXPECT_EQ(told("fra1.digitaloceanspaces.com"), "digitalocean fra1 de");
    EXPECT_EQ(told("s3.fr-par.scw.cloud"), "scaleway fr-par fr");
    EXPECT_EQ(told("s3.gra.io.cloud.ovh.net"), "ovh gra fr");
    EXPECT_EQ(told("hel1.your-objectstorage.com"), "hetzner hel1 fi");
    EXPECT_EQ(told("s3-eu-central-1.ionoscloud.com"), "ionos eu-central-1 de");
    EXPECT_EQ(told("se-sto-1.linodeobjects.com"), "linode se-sto-1 se");
    EXPECT_EQ(told("sos-ch-gva-2.exo.io"), "exoscale ch-gva-2 ch");
    EXPECT_EQ(told("abcdef.eu.r2.cloudflarestorage.com"), "cloudflare eu eu");
}

TEST(CloudRegion, IsNotInHostsOfAllRegionsOrOfNoCloud) {
    for (const char* host :
         {"s3.amazonaws.com", "s3.dualstack.amazonaws.com", "s3-accelerate.amazonaws.com",
          "bucket.s3.amazonaws.com", "storage.googleapis.com", "abcdef.r2.cloudflarestorage.com",
          "api.backblazeb2.com", "api003.backblazeb2.com", "localhost:9000",
          "s3.eu-west-1.example.org", "s3.eu-west-1.amazonaws.com.example.org", ""})
        EXPECT_EQ(told(host), "") << host;
    EXPECT_EQ(cloudOfHost("s3.amazonaws.com"), "amazon");
    EXPECT_EQ(cloudOfHost("storage.googleapis.com:443"), "google");
    EXPECT_EQ(cloudOfHost("localhost:9000"), "");
}

TEST(CloudRegion, OfOneNameLiesWhereItsCloudHasIt) {
    EXPECT_EQ(cloudRegionNamed("amazon", "eu-central-2")->country, "ch");
    EXPECT_EQ(cloudRegionNamed("wasabi", "eu-central-2")->country, "de");
    EXPECT_EQ(cloudRegionNamed("amazon", "eu-west-1")->country, "ie");
    EXPECT_EQ(cloudRegionNamed("wasabi", "eu-west-1")->country, "gb");
    EXPECT_EQ(cloudRegionNamed("google", "EUROPE-WEST2")->country, "gb");
    EXPECT_EQ(cloudRegionNamed("", "eu-north-1")->country, "se");
    EXPECT_EQ(cloudRegionNamed("", "eu-north-1")->cloud, "");
}

TEST(CloudRegion, ThatNobodyKnowsHasANameOnly) {
    const auto region = cloudRegionNamed("amazon", "eu-moon-1");
    EXPECT_EQ(region, (CloudRegion{.cloud = "amazon", .name = "eu-moon-1"}));
    for (const char* name : {"", "default", "auto"})
        EXPECT_FALSE(cloudRegionNamed("", name)) << name;
}

TEST(CloudRegion, HostsAreFoundInUrls) {
    EXPECT_EQ(hostOfUrl("https://s3.eu-central-003.backblazeb2.com"),
              "s3.eu-central-003.backblazeb2.com");
    EXPECT_EQ(hostOfUrl("http://localhost:80/a/b"), "localhost:80");
    EXPECT_EQ(hostOfUrl("localhost"), "localhost");
}

}  // namespace
}  // namespace tl
