// Where this machine keeps its records of what was read when, a file a repository.

#pragma once

#include <string>

#include "infra/engine/check/verification_record.h"

namespace tl::services {

/// **Threads:** one call at a time.
class VerificationStore {
  public:
    /// `folder` is made when it is needed; empty: nothing is kept. `repositoryId` has 64 hex
    /// digits.
    VerificationStore(std::string folder, std::string repositoryId);

    /// Empty when there is none, or none that can be used.
    [[nodiscard]] engine::VerificationRecord load() const;
    /// Replaces the file. A crash leaves the old one or the new one.
    /// **Errors:** what the file system throws.
    void save(const engine::VerificationRecord& record) const;
    /// Removes the file, if there is one. **Errors:** what the file system throws.
    void remove() const;

  private:
    [[nodiscard]] std::string path() const { return folder_ + "/" + repositoryId_; }

    const std::string folder_;
    const std::string repositoryId_;
};

}  // namespace tl::services
