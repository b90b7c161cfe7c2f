// The contract of all backends, on an NFS server that tests/servers/nfs.py starts.

#include <atomic>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "infra/platform/clock.h"
#include "infra/platform/environment.h"
#include "storage/backend_contract.h"
#include "storage/nfs/nfs_backend.h"

namespace tl::storage {
namespace {

struct Place {
    explicit Place(NfsOptions options) : backend{std::move(options), nullptr, clock} {
        backend.create({});
    }

    SystemClock clock;
    NfsBackend backend;
};

std::shared_ptr<Backend> makeOnServer() {
    static std::atomic<int> count = 0;
    auto options = parseNfsLocation(environmentVariable("TL_NFS_LOCATION").value()).value();
    options.mountPort =
        static_cast<std::uint16_t>(std::stoi(environmentVariable("TL_NFS_MOUNT_PORT").value()));
    options.path += "/repository " + std::to_string(++count);
    const auto place = std::make_shared<Place>(std::move(options));
    return {place, &place->backend};
}

INSTANTIATE_TEST_SUITE_P(Nfs,
                         BackendContract,
                         testing::Values(BackendMaker{"Nfs", makeOnServer}),
                         nameOfMaker);

TEST(NfsBackend, ReplacesAFileInOneStep) {
    const auto backend = makeOnServer();
    const FileId config{FileType::Config, {}};
    const std::vector<std::byte> old(100, std::byte{1});
    const std::vector<std::byte> replaced(200, std::byte{2});
    backend->save(config, old, {});
    EXPECT_TRUE(backend->tryReplace(config, replaced, {}));
    EXPECT_EQ(backend->tryLoad(config, {}), replaced);
}

}  // namespace
}  // namespace tl::storage
