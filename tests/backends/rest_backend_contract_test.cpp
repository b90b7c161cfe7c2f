// The contract of backends, on the REST server that tests/servers has started.

#include <atomic>
#include <memory>
#include <string>

#include "infra/platform/environment.h"
#include "storage/backend_contract.h"
#include "storage/rest/rest_backend.h"

namespace tl::storage {
namespace {

/// A new repository for each test.
std::shared_ptr<Backend> make() {
    static std::atomic<int> number = 0;
    RestOptions rest = parseRestLocation("rest:" + environmentVariable("TL_REST_URL").value() +
                                         "/contract/" + std::to_string(++number))
                           .value();
    applyRestEnvironment(environmentVariable, rest);
    auto client = makeHttpClient(restHttpSettings(rest, {}));
    auto backend = std::make_shared<RestBackend>(rest, std::move(client));
    backend->create({});
    return backend;
}

INSTANTIATE_TEST_SUITE_P(Rest,
                         BackendContract,
                         testing::Values(BackendMaker{"Server", make}),
                         nameOfMaker);

}  // namespace
}  // namespace tl::storage
