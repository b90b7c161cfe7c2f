// Repositories in memory, for the tests of services.

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "infra/platform/random.h"
#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"
#include "storage/memory/memory_backend.h"
#include "tests/support/patient_clock.h"

namespace tl::services {

/// Every location is a backend in memory, which lives as long as this object. Passwords cost next
/// to nothing.
class MemoryServices {
  public:
    MemoryServices();

    [[nodiscard]] const ServiceContext& context() const noexcept { return context_; }
    [[nodiscard]] PatientClock& clock() noexcept { return clock_; }
    [[nodiscard]] storage::MemoryBackend& at(const std::string& location);
    /// As context(), but `backend`, which must outlive it, is at every location.
    [[nodiscard]] ServiceContext contextOver(storage::Backend& backend) const;
    /// The same for one location alone.
    [[nodiscard]] ServiceContext contextOver(const std::string& location,
                                             storage::Backend& backend);

    /// Called, unless empty, with what is read of a file; may change it, as a bad cable does.
    std::function<void(const storage::FileId& id, std::span<std::byte> bytes)> onRead;

  private:
    std::map<std::string, storage::MemoryBackend> places_;
    PatientClock clock_;
    SystemRandom random_;
    ServiceContext context_;
};

[[nodiscard]] RepositoryAccess accessTo(const std::string& location, const std::string& password);

/// Copies a whole repository.
void copyFiles(storage::Backend& from, storage::Backend& to);

[[nodiscard]] std::size_t countFiles(storage::Backend& backend, storage::FileType type);

}  // namespace tl::services
