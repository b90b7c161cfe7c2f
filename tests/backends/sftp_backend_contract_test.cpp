// The contract of backends, through ssh and a real sshd, which tests/servers/sftp.py has started.

#include <atomic>
#include <memory>
#include <string>

#include "infra/platform/environment.h"
#include "storage/backend_contract.h"
#include "storage/sftp/sftp_backend.h"

namespace tl::storage {
namespace {

/// A new folder for each test.
SftpOptions newPlace() {
    static std::atomic<int> number = 0;
    return {.host = "127.0.0.1",
            .path = "contract/" + std::to_string(++number),
            .arguments = environmentVariable("TL_SFTP_ARGUMENTS").value()};
}

std::shared_ptr<Backend> makeWith(SftpOptions options) {
    auto backend = std::make_shared<SftpBackend>(std::move(options));
    backend->create({});
    return backend;
}

std::shared_ptr<Backend> makeUsual() {
    return makeWith(newPlace());
}

std::shared_ptr<Backend> makeWithOneConnection() {
    SftpOptions options = newPlace();
    options.connections = 1;
    return makeWith(options);
}

INSTANTIATE_TEST_SUITE_P(All,
                         BackendContract,
                         testing::Values(BackendMaker{"Usual", makeUsual},
                                         BackendMaker{"OneConnection", makeWithOneConnection}),
                         nameOfMaker);

}  // namespace
}  // namespace tl::storage
