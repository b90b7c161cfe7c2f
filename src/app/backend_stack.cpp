#include "app/backend_stack.h"

#include "app/backends.h"

namespace tl::app {

std::unique_ptr<storage::Backend> BackendStack::open(const services::RepositoryAccess& access) {
    return openBackend({.location = access.location,
                        .options = access.options,
                        .connection = access.connection,
                        .traffic = nullptr,
                        .clock = clock_,
                        .random = random_});
}

}  // namespace tl::app
