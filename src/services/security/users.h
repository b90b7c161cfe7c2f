// Who may use the system, as what, and by which tokens (requirement SEC-3).

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "infra/catalog/token_definition.h"
#include "infra/catalog/user_definition.h"
#include "infra/engine/crypto/scrypt.h"
#include "infra/platform/clock.h"
#include "infra/platform/random.h"
#include "infra/platform/secret.h"
#include "services/catalog_access.h"
#include "services/security/permissions.h"

namespace tl::services {

using catalog::TokenDefinition;
using catalog::UserDefinition;

struct NewToken {
    std::string name{};
    std::string description{};
    std::string user{};
    std::vector<Scope> scopes{};  ///< Not empty.
    std::int64_t expiresAt = 0;   ///< Microseconds since 1970; 0: never.
};

/// **Errors:** all calls, as CatalogAccess. **Threads:** any.
class Users {
  public:
    Users() = default;
    Users(const Users&) = delete;
    Users& operator=(const Users&) = delete;
    virtual ~Users() = default;

    /// By name. None where there is no catalog.
    [[nodiscard]] virtual std::vector<UserDefinition> list() = 0;
    /// **Errors:** NotFound.
    [[nodiscard]] virtual UserDefinition load(const std::string& name) = 0;
    /// **Errors:** AlreadyExists; InvalidInput for an unknown role.
    virtual void add(const UserDefinition& user) = 0;
    /// **Errors:** NotFound, and as add(); InvalidInput for taking the role from the last Admin who
    /// is not blocked.
    virtual void edit(const std::string& name,
                      const std::function<void(UserDefinition& user)>& change) = 0;
    /// With all of the user's tokens. **Errors:** NotFound; InvalidInput for the last Admin.
    virtual void remove(const std::string& name) = 0;
    /// Empty: no login with one. **Errors:** NotFound; InvalidInput for a short one.
    virtual void setPassword(const std::string& name, const Secret& password) = 0;
    /// Nothing for a wrong password, an unknown user and one who is blocked or has no password,
    /// after the same time.
    [[nodiscard]] virtual std::optional<UserDefinition> logIn(const std::string& name,
                                                              const Secret& password) = 0;
};

/// **Errors:** all calls, as CatalogAccess. **Threads:** any.
class Tokens {
  public:
    Tokens() = default;
    Tokens(const Tokens&) = delete;
    Tokens& operator=(const Tokens&) = delete;
    virtual ~Tokens() = default;

    /// By name. None where there is no catalog.
    [[nodiscard]] virtual std::vector<TokenDefinition> list() = 0;
    /// Returns the token itself, which is kept nowhere.
    /// **Errors:** AlreadyExists; NotFound for the user; InvalidInput without scopes, and for an
    /// end in the past.
    [[nodiscard]] virtual Secret create(const NewToken& wanted) = 0;
    /// **Errors:** NotFound.
    virtual void remove(const std::string& name) = 0;
    /// Whose the token is. **Errors:** PermissionDenied for one that is unknown or has expired, and
    /// for a user who is blocked or gone.
    [[nodiscard]] virtual Caller authenticate(const Secret& token) = 0;
};

/// Borrows all.
struct UserWorld {
    CatalogAccess& catalog;
    const Clock& clock;
    Random& random;
    engine::ScryptParameters passwordCost{};
};

[[nodiscard]] std::unique_ptr<Users> makeUsers(const UserWorld& world);
[[nodiscard]] std::unique_ptr<Tokens> makeTokens(const UserWorld& world);

/// Who makes the calls of a program that the user `systemUser` started. A token decides where there
/// is one. Else: the owner of a catalog that is a file is its Admin; in a shared catalog the user
/// of this name counts, and as long as it has no users, everyone is Admin. So is everyone while it
/// cannot be reached: a backup by location goes on, and nothing of the catalog can be touched.
/// **Errors:** as Tokens::authenticate(); PermissionDenied for a user that a shared catalog does
/// not know.
[[nodiscard]] Caller findCaller(CatalogAccess& catalog,
                                Tokens& tokens,
                                const std::string& systemUser,
                                const std::optional<Secret>& token);

}  // namespace tl::services
