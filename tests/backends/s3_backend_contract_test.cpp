// The contract of all backends, on a real gateway; and what only a real one shows.

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/clock.h"
#include "storage/backend_contract.h"
#include "storage/s3/s3_open.h"
#include "storage/s3/s3_options.h"

namespace tl::storage {
namespace {

HttpSettings settings() {
    HttpSettings http;
    const char* const root = std::getenv("TL_TEST_S3_ROOT");
    if (root != nullptr && *root != '\0') http.certificateFiles = {root};
    return http;
}

/// A backend under a prefix of its own. The bucket is one for all.
struct Place {
    explicit Place(const std::map<std::string, std::string>& options = {}) {
        static int count = 0;
        const std::string location =
            std::string{std::getenv("TL_TEST_S3_LOCATION")} + "/place " + std::to_string(++count);
        S3Options s3 = parseS3Location(location).value();
        applyS3Options(options, s3);
        backend = openS3(s3, settings(), clock);
        if (!s3.isAnonymous) backend->create({});
    }

    SystemClock clock;
    std::unique_ptr<Backend> backend;
};

std::shared_ptr<Backend> makePlace(const std::map<std::string, std::string>& options) {
    const auto place = std::make_shared<Place>(options);
    return {place, place->backend.get()};
}

INSTANTIATE_TEST_SUITE_P(All,
                         BackendContract,
                         testing::Values(BackendMaker{"S3", [] { return makePlace({}); }},
                                         BackendMaker{"S3InParts",
                                                      [] {
                                                          return makePlace({{"s3.part-size", "5"}});
                                                      }},
                                         BackendMaker{
                                             "S3ListV1",
                                             [] {
                                                 return makePlace({{"s3.list-objects-v1", "true"}});
                                             }}),
                         nameOfMaker);

std::string nameOf(unsigned number) {
    std::string name = std::to_string(number);
    return std::string(64 - name.size(), '0') + name;
}

TEST(S3Server, ListsMoreThanAPage) {
    constexpr unsigned kFiles = 1005;
    for (const char* isV1 : {"false", "true"}) {
        const Place place{{{"s3.list-objects-v1", isV1}}};
        for (unsigned number = 0; number < kFiles; ++number)
            place.backend->save({FileType::Pack, nameOf(number)}, {}, {});
        unsigned count = 0;
        place.backend->list(FileType::Pack, [&](const FileId&, std::uint64_t) { ++count; }, {});
        EXPECT_EQ(count, kFiles) << "version 1: " << isV1;
    }
}

TEST(S3Server, RefusesAStorageClassThatItLacks) {
    const Place place{{{"s3.storage-class", "NO_SUCH_CLASS"}}};
    EXPECT_EQ(kindThrown([&] {
                  place.backend->save({FileType::Pack, nameOf(1)}, {}, {});
              }),
              ErrorKind::InvalidInput);
}

TEST(S3Server, NeedsCredentialsForAPrivateBucket) {
    const Place made;
    const Place place{{{"s3.unsafe-anonymous-auth", "true"}}};
    EXPECT_EQ(kindThrown([&] {
                  (void)place.backend->tryLoad({FileType::Config, {}}, {});
              }),
              ErrorKind::PermissionDenied);
    EXPECT_EQ(kindThrown([&] {
                  (void)place.backend->trySize({FileType::Config, {}}, {});
              }),
              ErrorKind::PermissionDenied);
}

TEST(S3Server, FindsTheBucketByTheHostsName) {
    // *.localhost is this machine, for whoever resolves names as RFC 6761 has it.
    const std::vector<std::byte> content(10, std::byte{1});
    Place byPath;
    byPath.backend->save({FileType::Config, {}}, content, {});
    S3Options s3 = parseS3Location(byPath.backend->properties().location).value();
    s3.bucketLookup = BucketLookup::Dns;
    SystemClock clock;
    EXPECT_EQ(openS3(s3, settings(), clock)->tryLoad({FileType::Config, {}}, {}), content);
}

}  // namespace
}  // namespace tl::storage
