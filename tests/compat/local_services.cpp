#include "tests/compat/local_services.h"

#include "storage/local/local_backend.h"

namespace tl::compat {

namespace {

std::unique_ptr<storage::Backend> openLocal(const services::RepositoryAccess& access) {
    return std::make_unique<storage::LocalBackend>(*storage::parseLocalLocation(access.location));
}

}  // namespace

LocalServices::LocalServices()
    : context_{
          .openBackend = openLocal, .clock = clock_, .random = random_, .zone = TimeZone::utc()} {}

}  // namespace tl::compat
