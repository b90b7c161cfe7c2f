// Who may call what (requirement SEC-3): one table with a row for each call of each service. A pure
// function decides; the wrappers of permitted_services.h ask it.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/security/service_call.h"

namespace tl::services {

/// Each may do what those before it may.
enum class Role : std::uint8_t {
    Viewer,    ///< Looks: what there is, what happened, whether all is well.
    Operator,  ///< Makes backups, gives data back, keeps repositories in order.
    Admin,     ///< Decides and deletes: definitions, policies, keys, users.
};

/// What a token is for; a part of what its user may do.
enum class Scope : std::uint8_t {
    Look,        ///< Reads definitions, history and lists of snapshots; every token may.
    Backup,      ///< Makes backups.
    Restore,     ///< Reads the data of backups.
    Maintain,    ///< Checks, prunes, copies, repairs.
    Administer,  ///< Changes definitions, keys, users and secrets.
};

[[nodiscard]] const char* nameOf(Role role) noexcept;
[[nodiscard]] const char* nameOf(Scope scope) noexcept;
[[nodiscard]] std::optional<Role> parseRole(std::string_view name) noexcept;
[[nodiscard]] std::optional<Scope> parseScope(std::string_view name) noexcept;
[[nodiscard]] std::vector<std::string> roleNames();
[[nodiscard]] std::vector<std::string> scopeNames();

struct Permission {
    ServiceCall call{};
    const char* name = "";  ///< "repositories.init": the service and its function.
    Role least = Role::Admin;
    Scope scope = Scope::Administer;
    bool isOpen = false;  ///< Made for everyone, before anybody knows for whom.
};

/// A row for each call, in their order.
[[nodiscard]] std::span<const Permission> permissionTable() noexcept;
[[nodiscard]] const Permission& permissionFor(ServiceCall call) noexcept;

/// For whom a call is made.
struct Caller {
    std::string name{};  ///< Of the user.
    Role role = Role::Viewer;
    /// What the token is for that was shown; nothing: no token, so all that the role may.
    std::optional<std::vector<Scope>> scopes{};
};

[[nodiscard]] bool isAllowed(const Caller& caller, ServiceCall call) noexcept;
/// **Errors:** PermissionDenied, saying what would be needed.
void requireAllowed(const Caller& caller, ServiceCall call);

}  // namespace tl::services
