// The lists of B2: pages of files, or of all versions of files, in the order of their names.

#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "storage/b2/b2_account.h"

namespace tl::storage {

struct B2Version {
    std::string name;
    std::string fileId{};
    std::string action;  ///< "upload", "hide", "start", "folder".
    std::uint64_t sizeBytes = 0;
};

// A bucket that is not there has no files.

/// Visits the latest version of each file whose name begins with `prefix` and that is not hidden.
/// **Errors:** Unavailable when the server's pages make no sense.
void visitB2Files(B2Account& account,
                  const std::string& prefix,
                  const std::function<void(const B2Version& version)>& visit,
                  const std::stop_token& stop);

/// All versions of one file, the latest first.
[[nodiscard]] std::vector<B2Version> b2VersionsOf(B2Account& account,
                                                  const std::string& name,
                                                  const std::stop_token& stop);

}  // namespace tl::storage
