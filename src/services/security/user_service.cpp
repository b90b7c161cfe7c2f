#include <algorithm>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/security/password_hash.h"
#include "services/security/users.h"

namespace tl::services {

namespace {

constexpr std::size_t kPasswordBytesMin = 10;

class UserService final : public Users {
  public:
    explicit UserService(const UserWorld& world) : world_{world} {}

    [[nodiscard]] std::vector<UserDefinition> list() override {
        catalog::Catalog* const catalog = world_.catalog.tryOpen();
        return catalog == nullptr ? std::vector<UserDefinition>{} : catalog->users().list();
    }

    [[nodiscard]] UserDefinition load(const std::string& name) override {
        auto found = find(name);
        if (!found)
            throw Error{ErrorKind::NotFound, "there is no user named " + tl::quoted(name) +
                                                 "; `tl user list` shows those that there are"};
        return std::move(*found);
    }

    void add(const UserDefinition& user) override {
        requireRole(user);
        world_.catalog.open().users().add(user);
    }

    void edit(const std::string& name,
              const std::function<void(UserDefinition& user)>& change) override {
        (void)load(name);
        catalog::Catalog& catalog = world_.catalog.open();
        catalog.change([&] {
            UserDefinition user = catalog.users().load(name);
            change(user);
            requireRole(user);
            if (!isActiveAdmin(user)) requireOtherAdmin(catalog, name);
            catalog.users().replace(name, user);
            if (user.name != name) renameInTokens(catalog, name, user.name);
        });
    }

    void remove(const std::string& name) override {
        (void)load(name);
        catalog::Catalog& catalog = world_.catalog.open();
        catalog.change([&] {
            requireOtherAdmin(catalog, name);
            for (const TokenDefinition& token : catalog.tokens().list())
                if (token.user == name) catalog.tokens().remove(token.name);
            catalog.users().remove(name);
        });
    }

    void setPassword(const std::string& name, const Secret& password) override {
        if (!password.isEmpty() && password.bytes().size() < kPasswordBytesMin)
            throw Error{ErrorKind::InvalidInput, "a password is to have at least " +
                                                     std::to_string(kPasswordBytesMin) +
                                                     " characters"};
        const std::string hash = password.isEmpty()
                                     ? std::string{}
                                     : hashPassword(password, world_.passwordCost, world_.random);
        edit(name, [&hash](UserDefinition& user) { user.passwordHash = hash; });
    }

    [[nodiscard]] std::optional<UserDefinition> logIn(const std::string& name,
                                                      const Secret& password) override {
        auto user = find(name);
        const bool mayLogIn = user && !user->isBlocked && !user->passwordHash.empty();
        if (!mayLogIn) {
            // So that nobody learns by the time who has an account.
            (void)hashPassword(password, world_.passwordCost, world_.random);
            return std::nullopt;
        }
        if (!isPassword(password, user->passwordHash)) return std::nullopt;
        return user;
    }

  private:
    [[nodiscard]] std::optional<UserDefinition> find(const std::string& name) {
        catalog::Catalog* const catalog = world_.catalog.tryOpen();
        return catalog == nullptr ? std::nullopt : catalog->users().find(name);
    }

    static void requireRole(const UserDefinition& user) {
        if (parseRole(user.role)) return;
        throw Error{ErrorKind::InvalidInput,
                    "the role " + tl::quoted(user.role) + " is to be viewer, operator or admin"};
    }

    static bool isActiveAdmin(const UserDefinition& user) {
        return user.role == nameOf(Role::Admin) && !user.isBlocked;
    }

    /// A shared catalog without an Admin could never be changed again.
    static void requireOtherAdmin(catalog::Catalog& catalog, const std::string& name) {
        const auto users = catalog.users().list();
        const auto self = std::ranges::find(users, name, &UserDefinition::name);
        if (self == users.end() || !isActiveAdmin(*self)) return;
        const bool isOther = std::ranges::any_of(
            users, [&](const auto& user) { return user.name != name && isActiveAdmin(user); });
        if (!isOther)
            throw Error{ErrorKind::InvalidInput,
                        tl::quoted(name) + " is the last Admin; make another one before"};
    }

    static void renameInTokens(catalog::Catalog& catalog,
                               const std::string& from,
                               const std::string& to) {
        for (TokenDefinition& token : catalog.tokens().list()) {
            if (token.user != from) continue;
            token.user = to;
            catalog.tokens().replace(token.name, token);
        }
    }

    const UserWorld world_;
};

}  // namespace

std::unique_ptr<Users> makeUsers(const UserWorld& world) {
    return std::make_unique<UserService>(world);
}

}  // namespace tl::services
