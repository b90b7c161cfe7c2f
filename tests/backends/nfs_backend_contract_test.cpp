// The contract of all backends, on an NFS server that tests/servers/nfs.py starts.

#include <atomic>
#include <cstdlib>
#include <memory>
#include <string>

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

}  // namespace
}  // namespace tl::storage
