#include "storage/smb/caught_output.h"

#include <cerrno>
#include <cstdio>

#include <sys/mman.h>
#include <unistd.h>

#include "infra/platform/system_error.h"

namespace tl::storage {

CaughtOutput::CaughtOutput() {
    const int descriptor = ::memfd_create("output", MFD_CLOEXEC);
    if (descriptor < 0) throwSystemError(errno, "make", "memory for output");
    memory_ = File::fromDescriptor(descriptor, "output");
    if (::dup2(descriptor, STDOUT_FILENO) < 0) throwSystemError(errno, "redirect", "output");
}

bool CaughtOutput::isEmpty() const {
    (void)std::fflush(stdout);
    return ::lseek(memory_.descriptor(), 0, SEEK_END) == 0;
}

}  // namespace tl::storage
