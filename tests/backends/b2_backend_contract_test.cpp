// The contract of backends, on the server of B2's protocol that tests/servers has started.

#include <atomic>
#include <memory>
#include <string>

#include "infra/platform/environment.h"
#include "storage/b2/b2_backend.h"
#include "storage/backend_contract.h"

namespace tl::storage {
namespace {

/// A new folder in one bucket for each test, or a new bucket.
std::shared_ptr<Backend> makeAt(const std::string& location) {
    B2Options b2 = parseB2Location(location).value();
    applyB2Environment(environmentVariable, b2);
    b2.endpoint = environmentVariable("TL_B2_ENDPOINT").value();
    auto backend = std::make_shared<B2Backend>(b2, makeHttpClient({}));
    backend->create({});
    return backend;
}

std::shared_ptr<Backend> makeFolder() {
    static std::atomic<int> number = 0;
    return makeAt("b2:contract:folder/" + std::to_string(++number));
}

std::shared_ptr<Backend> makeBucket() {
    static std::atomic<int> number = 0;
    return makeAt("b2:contract-" + std::to_string(++number));
}

INSTANTIATE_TEST_SUITE_P(B2,
                         BackendContract,
                         testing::Values(BackendMaker{"Folder", makeFolder},
                                         BackendMaker{"Bucket", makeBucket}),
                         nameOfMaker);

}  // namespace
}  // namespace tl::storage
