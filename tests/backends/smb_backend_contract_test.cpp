// The contract of all backends, on an SMB server that tests/servers/smb.py starts.

#include <atomic>
#include <memory>
#include <string>

#include "infra/platform/environment.h"
#include "storage/backend_contract.h"
#include "storage/smb/smb_backend.h"

namespace tl::storage {
namespace {

std::shared_ptr<Backend> makeOnServer() {
    static std::atomic<int> count = 0;
    auto options = parseSmbLocation(environmentVariable("TL_SMB_LOCATION").value()).value();
    options.path += "a folder/repository " + std::to_string(++count);
    auto backend = std::make_shared<SmbBackend>(std::move(options), nullptr);
    backend->create({});
    return backend;
}

INSTANTIATE_TEST_SUITE_P(Smb,
                         BackendContract,
                         testing::Values(BackendMaker{"Smb", makeOnServer}),
                         nameOfMaker);

}  // namespace
}  // namespace tl::storage
