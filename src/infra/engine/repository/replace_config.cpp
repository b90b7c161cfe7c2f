#include "infra/engine/repository/replace_config.h"

#include <exception>
#include <span>
#include <string>

#include "infra/engine/crypto/box.h"
#include "infra/errors/stop.h"

namespace tl::engine {

void replaceConfig(const Repository& repository,
                   const Config& config,
                   const std::stop_token& stop) {
    const storage::FileId id{storage::FileType::Config, {}};
    storage::Backend& backend = repository.backend();
    const std::string json = writeConfig(config);
    BoxCipher cipher{repository.masterKey(), repository.random()};
    const auto box = cipher.seal(std::as_bytes(std::span{json}));
    const auto old = backend.tryLoad(id, stop);
    throwIfStopped(stop);
    // From here on a stop has to wait, or there might be none.
    if (backend.tryReplace(id, box, {})) return;
    try {
        if (old) (void)backend.remove(id, {});
        backend.save(id, box, {});
    } catch (...) {  // Rethrown: what went wrong first is what to tell.
        try {
            if (old && !backend.trySize(id, {})) backend.save(id, *old, {});
        } catch (const std::exception&) {
            // Then the place cannot be written any more.
        }
        throw;
    }
}

}  // namespace tl::engine
