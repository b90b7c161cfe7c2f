#include "infra/engine/format/corrupted.h"

#include "infra/errors/error.h"

namespace tl::engine {

void throwCorrupted(const std::string& message) {
    throw Error{ErrorKind::Corrupted, message};
}

}  // namespace tl::engine
