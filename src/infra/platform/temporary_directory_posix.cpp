#include <cerrno>
#include <cstdlib>

#include "infra/errors/error.h"
#include "infra/platform/file_system.h"
#include "infra/platform/system_error.h"
#include "infra/platform/temporary_directory.h"

namespace tl {

TemporaryDirectory::TemporaryDirectory() : path_{temporaryDirectory() + "/tl-XXXXXX"} {
    if (::mkdtemp(path_.data()) == nullptr)
        throwSystemError(errno, "make a temporary folder in", temporaryDirectory());
}

TemporaryDirectory::~TemporaryDirectory() {
    try {
        removeTree(path_);
    } catch (const Error&) {
        // Nobody to tell: what is left lies in the system's folder for such things.
    }
}

}  // namespace tl
