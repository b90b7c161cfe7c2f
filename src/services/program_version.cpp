#include "services/program_version.h"

namespace tl::services {

std::string programVersion() {
    return "timelocker " TL_VERSION;
}

}  // namespace tl::services
