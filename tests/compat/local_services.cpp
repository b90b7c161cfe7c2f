#include "tests/compat/local_services.h"

#include "storage/local/local_backend.h"

namespace tl::compat {

namespace {

std::unique_ptr<storage::Backend> openLocal(const std::string& location,
                                            const std::map<std::string, std::string>& /*options*/) {
    return std::make_unique<storage::LocalBackend>(*storage::parseLocalLocation(location));
}

}  // namespace

LocalServices::LocalServices()
    : context_{
          .openBackend = openLocal, .clock = clock_, .random = random_, .zone = TimeZone::utc()} {}

}  // namespace tl::compat
