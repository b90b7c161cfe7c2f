// What is kept about a person, for that person: to be shown and to be erased (requirement SEC-4).
// Backups are never touched: what is in them is forgotten by `forget` and `prune`.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "services/audit/audit_trail.h"
#include "services/audit/audits.h"
#include "services/catalog_access.h"
#include "services/monitoring/history.h"
#include "services/security/users.h"

namespace tl::services {

/// All that names a person: by a user's name of this system or of a machine.
struct PersonRecord {
    std::optional<UserDefinition> user{};  ///< With the hash of the password.
    std::vector<TokenDefinition> tokens{};
    /// That the person began or cancelled, newest first.
    std::vector<OperationStory> operations{};
    std::vector<AuditEntry> auditEntries{};  ///< By the person, or about it, oldest first.
    /// To the notice of what is kept: "anna@laptop", and the notice's number and time.
    std::vector<std::pair<std::string, std::string>> consents{};
    /// "target home": definitions whose words hold the name, such as a path or an address.
    std::vector<std::string> mentions{};
};

struct PersonErasure {
    bool hasUser = false;
    std::uint64_t tokens = 0;
    std::uint64_t operations = 0;
    std::uint64_t auditEntries = 0;
    std::uint64_t consents = 0;
    std::uint64_t unfinished = 0;         ///< Operations that wait or run, which stay as they are.
    std::vector<std::string> mentions{};  ///< As PersonRecord has it; to be edited by hand.
};

/// **Errors:** all calls, as CatalogAccess; InvalidInput for an empty name.
/// **Threads:** one call at a time an object.
class Privacy {
  public:
    Privacy() = default;
    Privacy(const Privacy&) = delete;
    Privacy& operator=(const Privacy&) = delete;
    virtual ~Privacy() = default;

    [[nodiscard]] virtual PersonRecord collect(const std::string& person,
                                               const std::stop_token& stop) = 0;
    /// What erase() would do.
    [[nodiscard]] virtual PersonErasure preview(const std::string& person,
                                                const std::stop_token& stop) = 0;
    /// Removes the user and its tokens; takes who it was, messages and log lines out of what is
    /// over in the history, whose figures stay; removes its consents; and takes the person out of
    /// the audit log (audit::AuditLog::erase). May be repeated. **Errors:** InvalidInput for the
    /// last Admin.
    virtual PersonErasure erase(const std::string& person, const std::stop_token& stop) = 0;
};

/// Borrows all.
[[nodiscard]] std::unique_ptr<Privacy> makePrivacy(CatalogAccess& catalog,
                                                   Users& users,
                                                   Audits& audits,
                                                   AuditTrail& trail);

}  // namespace tl::services
