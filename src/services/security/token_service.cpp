#include <algorithm>
#include <array>
#include <span>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/digest.h"
#include "services/security/users.h"

namespace tl::services {

namespace {

constexpr std::int64_t kMicroseconds = 1'000'000;
constexpr const char* kPrefix = "tl_";  ///< So that whoever finds one knows what it is.

class TokenService final : public Tokens {
  public:
    explicit TokenService(const UserWorld& world) : world_{world} {}

    [[nodiscard]] std::vector<TokenDefinition> list() override {
        catalog::Catalog* const catalog = world_.catalog.tryOpen();
        return catalog == nullptr ? std::vector<TokenDefinition>{} : catalog->tokens().list();
    }

    [[nodiscard]] Secret create(const NewToken& wanted) override {
        if (wanted.scopes.empty())
            throw Error{ErrorKind::InvalidInput, "a token needs a scope: what it is for"};
        if (wanted.expiresAt != 0 && wanted.expiresAt <= now())
            throw Error{ErrorKind::InvalidInput, "the token would have expired already"};
        std::array<std::byte, 32> chance{};
        world_.random.fill(chance);
        std::string text = kPrefix + hexText(chance);
        wipe(chance);
        Secret token = Secret::fromText(text);
        wipe(std::as_writable_bytes(std::span{text}));
        TokenDefinition definition{.name = wanted.name,
                                   .description = wanted.description,
                                   .user = wanted.user,
                                   .hash = hexText(sha256(token.bytes())),
                                   .createdAt = now(),
                                   .expiresAt = wanted.expiresAt};
        for (const Scope scope : wanted.scopes)
            definition.scopes.emplace_back(nameOf(scope));
        catalog::Catalog& catalog = world_.catalog.open();
        catalog.change([&] {
            (void)catalog.users().load(wanted.user);
            catalog.tokens().add(definition);
        });
        return token;
    }

    void remove(const std::string& name) override {
        catalog::Catalog* const catalog = world_.catalog.tryOpen();
        if (catalog == nullptr || !catalog->tokens().find(name))
            throw Error{ErrorKind::NotFound, "there is no token named " + tl::quoted(name) +
                                                 "; `tl token list` shows those that there are"};
        catalog->tokens().remove(name);
    }

    [[nodiscard]] Caller authenticate(const Secret& token) override {
        catalog::Catalog* const catalog = world_.catalog.tryOpen();
        if (catalog == nullptr) failUnknown();
        // Found by its hash: nothing is learned from how long a comparison takes.
        const std::string hash = hexText(sha256(token.bytes()));
        const auto tokens = catalog->tokens().list();
        const auto found = std::ranges::find(tokens, hash, &TokenDefinition::hash);
        if (found == tokens.end()) failUnknown();
        if (found->expiresAt != 0 && found->expiresAt <= now())
            throw Error{ErrorKind::PermissionDenied,
                        "the token " + tl::quoted(found->name) + " has expired"};
        const auto user = catalog->users().find(found->user);
        const auto role = user ? parseRole(user->role) : std::nullopt;
        if (!role || user->isBlocked)
            throw Error{ErrorKind::PermissionDenied,
                        "the user of the token " + tl::quoted(found->name) + " is blocked or gone"};
        noteUse(*catalog, *found);
        Caller caller{.name = user->name, .role = *role, .scopes = std::vector<Scope>{}};
        for (const std::string& name : found->scopes)
            if (const auto scope = parseScope(name)) caller.scopes->push_back(*scope);
        return caller;
    }

  private:
    [[noreturn]] static void failUnknown() {
        throw Error{ErrorKind::PermissionDenied, "the token is not known here"};
    }

    [[nodiscard]] std::int64_t now() const { return world_.clock.now().seconds * kMicroseconds; }

    /// Once a minute at most: a busy token is not to write at each call.
    void noteUse(catalog::Catalog& catalog, TokenDefinition token) const {
        constexpr std::int64_t kSeldom = 60 * kMicroseconds;
        if (now() - token.lastUsedAt < kSeldom) return;
        token.lastUsedAt = now();
        catalog.tokens().replace(token.name, token);
    }

    const UserWorld world_;
};

/// The users of a catalog that is shared. None of one that is a file, and of one that cannot be
/// used: what is wrong with a catalog does not hold up a backup by location
/// (docs/decisions/0021-catalog.md), and nothing of it can be touched then.
std::vector<UserDefinition> usersOfShared(CatalogAccess& catalog) {
    try {
        catalog::Catalog* const opened = catalog.isFile() ? nullptr : catalog.tryOpen();
        return opened == nullptr ? std::vector<UserDefinition>{} : opened->users().list();
    } catch (const Error&) {
        return {};
    }
}

}  // namespace

std::unique_ptr<Tokens> makeTokens(const UserWorld& world) {
    return std::make_unique<TokenService>(world);
}

Caller findCaller(CatalogAccess& catalog,
                  Tokens& tokens,
                  const std::string& systemUser,
                  const std::optional<Secret>& token) {
    if (token && !token->isEmpty()) return tokens.authenticate(*token);
    const Caller owner{.name = systemUser, .role = Role::Admin};
    const auto users = usersOfShared(catalog);
    if (users.empty()) return owner;
    const auto found = std::ranges::find(users, systemUser, &UserDefinition::name);
    const auto role = found == users.end() ? std::nullopt : parseRole(found->role);
    if (!role || found->isBlocked)
        throw Error{ErrorKind::PermissionDenied,
                    "the catalog does not know the user " + tl::quoted(systemUser) +
                        ", or has blocked it; an Admin adds one with `tl user add`, or gives you "
                        "a token for TIMELOCKER_TOKEN"};
    return {.name = systemUser, .role = *role};
}

}  // namespace tl::services
