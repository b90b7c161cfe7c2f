#include <algorithm>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/catalog_references.h"
#include "services/repository/named_repositories.h"
#include "services/security/secret_reference.h"

namespace tl::services {

namespace {

/// Whether a location has `user:password@` where URLs have it.
bool holdsPassword(const std::string& location) {
    const std::size_t start = location.find("://");
    if (start == std::string::npos) return false;
    const std::string_view rest = std::string_view{location}.substr(start + 3);
    const std::string_view authority = rest.substr(0, rest.find('/'));
    const std::size_t at = authority.rfind('@');
    return at != std::string_view::npos &&
           authority.substr(0, at).find(':') != std::string_view::npos;
}

bool isPasswordKind(const std::string& kind) {
    return kind.empty() || kind == "file" || kind == "command" || kind == "keyring" ||
           kind == "vault" || kind == "plugin";
}

class NamedRepositoryService final : public NamedRepositories {
  public:
    NamedRepositoryService(CatalogAccess& catalog, RepositoryRules rules)
        : catalog_{catalog},
          rules_{std::move(rules)} {}

    [[nodiscard]] std::vector<NamedRepository> list() override {
        std::vector<NamedRepository> all;
        catalog::Catalog* const catalog = catalog_.tryOpen();
        if (catalog == nullptr) return all;
        const std::string standard = defaultIn(*catalog);
        for (RepositoryDefinition& definition : catalog->repositories().list()) {
            const bool isDefault = definition.name == standard;
            all.push_back({.definition = std::move(definition), .isDefault = isDefault});
        }
        return all;
    }

    [[nodiscard]] std::optional<RepositoryDefinition> find(const std::string& name) override {
        catalog::Catalog* const catalog = catalog_.tryOpen();
        return catalog == nullptr ? std::nullopt : catalog->repositories().find(name);
    }

    [[nodiscard]] NamedRepository load(const std::string& name) override {
        auto found = find(name);
        if (!found) failMissing(name);
        return {.definition = std::move(*found), .isDefault = defaultIn(catalog_.open()) == name};
    }

    [[nodiscard]] std::optional<RepositoryDefinition> findDefault() override {
        catalog::Catalog* const catalog = catalog_.tryOpen();
        if (catalog == nullptr) return std::nullopt;
        return catalog->repositories().find(defaultIn(*catalog));
    }

    void add(const RepositoryDefinition& definition) override {
        const RepositoryDefinition added = settled(definition, rules_);
        catalog::Catalog& catalog = catalog_.open();
        requireAllowed(added, catalog);
        catalog.repositories().add(added);
    }

    void edit(const std::string& name,
              const std::function<void(RepositoryDefinition& definition)>& change) override {
        (void)load(name);
        catalog::Catalog& catalog = catalog_.open();
        catalog.change([&] {
            const RepositoryDefinition before = catalog.repositories().load(name);
            RepositoryDefinition definition = before;
            change(definition);
            definition = settled(definition, rules_);
            // What broke the rule before may still be described anew.
            if (definition.location != before.location || definition.options != before.options ||
                definition.regionRule != before.regionRule)
                requireAllowed(definition, catalog);
            catalog.repositories().replace(name, definition);
            if (definition.name != name) renameRepositoryEverywhere(catalog, name, definition.name);
        });
    }

    void remove(const std::string& name) override {
        (void)load(name);
        catalog::Catalog& catalog = catalog_.open();
        catalog.change([&] {
            requireUnused("the repository " + tl::quoted(name), usersOfRepository(catalog, name));
            catalog.repositories().remove(name);
            if (defaultIn(catalog) == name) catalog.settings().set(catalog::kDefaultRepository, "");
        });
    }

    void setDefault(const std::string& name) override {
        if (!name.empty()) (void)load(name);
        catalog::Catalog& catalog = catalog_.open();
        catalog.change([&] {
            if (!name.empty()) (void)catalog.repositories().load(name);
            catalog.settings().set(catalog::kDefaultRepository, name);
        });
    }

    [[nodiscard]] RepositoryRecord record(const std::string& name, std::size_t countMax) override {
        (void)load(name);
        catalog::RepositoryHistory& history = catalog_.open().repositoryHistory();
        return {.figures = history.figuresOf(name, countMax),
                .checks = history.checksOf(name, countMax)};
    }

    void note(const StorageFigures& figures) override {
        (void)load(figures.repository);
        catalog_.open().repositoryHistory().record(figures);
    }

  private:
    void requireAllowed(const RepositoryDefinition& definition, catalog::Catalog& catalog) const {
        const RepositoryRegion region = regionOf(definition, catalog, rules_.placeOf);
        if (!region.isAllowed)
            requireRegion(region.rule, {.name = definition.name}, region.place.region);
    }

    static std::string defaultIn(catalog::Catalog& catalog) {
        return catalog.settings().value(catalog::kDefaultRepository);
    }

    [[noreturn]] static void failMissing(const std::string& name) {
        throw Error{ErrorKind::NotFound, "there is no repository named " + tl::quoted(name) +
                                             "; `tl repo list` shows those that there are"};
    }

    CatalogAccess& catalog_;
    const RepositoryRules rules_;
};

}  // namespace

std::unique_ptr<NamedRepositories> makeNamedRepositories(CatalogAccess& catalog,
                                                         RepositoryRules rules) {
    return std::make_unique<NamedRepositoryService>(catalog, std::move(rules));
}

RepositoryDefinition settled(RepositoryDefinition definition, const RepositoryRules& rules) {
    if (definition.location.empty())
        throw Error{ErrorKind::InvalidInput, "the repository's location is missing"};
    if (holdsPassword(definition.location))
        throw Error{ErrorKind::InvalidInput,
                    "the location holds a password, which the catalog may not: leave it out "
                    "and give it in the variable that docs/backends.md names"};
    definition.location = rules.settleLocation(definition.location);
    for (const auto& [key, value] : definition.options)
        if (rules.isSecretOption(key))
            throw Error{ErrorKind::InvalidInput,
                        "the option " + tl::quoted(key) +
                            " is a secret, which the catalog may not hold: give it in its "
                            "variable"};
    definition.regionRule = textOf(parseRegionRule(definition.regionRule));
    if (!isPasswordKind(definition.passwordKind))
        throw Error{
            ErrorKind::InvalidInput,
            tl::quoted(definition.passwordKind) +
                " is no way to get a password: use file, command, keyring, vault or plugin"};
    if (definition.passwordKind.empty() != definition.passwordReference.empty())
        throw Error{ErrorKind::InvalidInput,
                    "password_kind and password_reference belong together: give both"};
    if (!definition.passwordKind.empty())
        (void)parseSecretReference(definition.passwordKind + ":" + definition.passwordReference);
    return definition;
}

void applyDefinition(const RepositoryDefinition& definition, RepositoryAccess& access) {
    access.name = definition.name;
    access.location = definition.location;
    if (access.keyHint.empty()) access.keyHint = definition.keyHint;
    for (const auto& [key, value] : definition.options)
        access.options.try_emplace(key, value);
    PasswordSource& password = access.password;
    if (!password.file.empty() || !password.command.empty() || password.isEmptyAllowed ||
        definition.passwordKind.empty())
        return;
    if (definition.passwordKind == "file")
        password.file = definition.passwordReference;
    else if (definition.passwordKind == "command")
        password.command = definition.passwordReference;
    else if (isPasswordKind(definition.passwordKind))
        password.reference = definition.passwordKind + ":" + definition.passwordReference;
    else
        throw Error{ErrorKind::Corrupted,
                    "the catalog names a way to get a password that nobody knows",
                    {{"repository", definition.name}, {"kind", definition.passwordKind}}};
    // What is said of this repository goes before what the environment says of all.
    password.environmentValue.reset();
}

}  // namespace tl::services
