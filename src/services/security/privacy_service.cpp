#include <algorithm>
#include <cctype>
#include <utility>
#include <variant>

#include "infra/audit/audit_erasure.h"
#include "infra/errors/error.h"
#include "services/definition_fields.h"
#include "services/security/consents.h"
#include "services/security/privacy.h"

namespace tl::services {

namespace {

/// History has people by their user's names, the audit log with the machine behind: "anna@laptop".
bool isPerson(const std::string& name, const std::string& person) {
    return name == person || name.starts_with(person + "@");
}

bool isAbout(const AuditEvent& event, const std::string& person) {
    return isPerson(event.actor, person) || event.object == person ||
           std::ranges::any_of(event.details,
                               [&](const auto& detail) { return detail.second == person; });
}

bool isWordCharacter(char character) {
    return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '_';
}

/// Whether `text` has `word` other than as a part of a longer one.
bool holdsWord(const std::string& text, const std::string& word) {
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        const bool isBegun = at == 0 || !isWordCharacter(text[at - 1]);
        if (isBegun && (end == text.size() || !isWordCharacter(text[end]))) return true;
    }
    return false;
}

bool holdsWord(const FieldValue& value, const std::string& word) {
    const auto isIn = [&word](const std::string& text) { return holdsWord(text, word); };
    if (const auto* text = std::get_if<std::string*>(&value)) return isIn(**text);
    if (const auto* texts = std::get_if<Texts*>(&value)) return std::ranges::any_of(**texts, isIn);
    if (const auto* map = std::get_if<TextMap*>(&value))
        return std::ranges::any_of(**map,
                                   [&isIn](const auto& entry) { return isIn(entry.second); });
    return false;
}

class PrivacyService final : public Privacy {
  public:
    PrivacyService(CatalogAccess& catalog, Users& users, Audits& audits, AuditTrail& trail)
        : catalog_{catalog},
          users_{users},
          audits_{audits},
          trail_{trail} {}

    [[nodiscard]] PersonRecord collect(const std::string& person,
                                       const std::stop_token& stop) override {
        requirePerson(person);
        PersonRecord record;
        if (catalog::Catalog* const catalog = catalog_.tryOpen()) {
            record.user = catalog->users().find(person);
            record.tokens = tokensOf(*catalog, person);
            record.operations = storiesOf(*catalog, person);
            record.mentions = mentionsOf(*catalog, person);
            record.consents = consentsOf(*catalog, person);
        }
        audits_.list(
            {},
            [&](const AuditEntry& entry) {
                if (isAbout(entry.event, person)) record.auditEntries.push_back(entry);
            },
            stop);
        return record;
    }

    [[nodiscard]] PersonErasure preview(const std::string& person,
                                        const std::stop_token& stop) override {
        const PersonRecord record = collect(person, stop);
        PersonErasure erasure{.hasUser = record.user.has_value(),
                              .tokens = record.tokens.size(),
                              .consents = record.consents.size(),
                              .mentions = record.mentions};
        for (const OperationStory& story : record.operations)
            ++(catalog::isOver(story.operation.state) ? erasure.operations : erasure.unfinished);
        for (const AuditEntry& entry : record.auditEntries)
            if (audit::isErasable(entry)) ++erasure.auditEntries;
        return erasure;
    }

    PersonErasure erase(const std::string& person, const std::stop_token& stop) override {
        PersonErasure erasure = preview(person, stop);
        // First what may be refused.
        if (erasure.hasUser) users_.remove(person);
        if (catalog::Catalog* const catalog = catalog_.tryOpen()) {
            erasure.operations = catalog->operations().erasePerson(person);
            for (const auto& [who, consent] : consentsOf(*catalog, person))
                catalog->settings().set(kConsentSettings + who, {});
        }
        erasure.auditEntries =
            trail_.erase([&](const AuditEntry& entry) { return isAbout(entry.event, person); });
        return erasure;
    }

  private:
    static void requirePerson(const std::string& person) {
        if (person.empty()) throw Error{ErrorKind::InvalidInput, "the name of a person is wanted"};
    }

    static std::vector<TokenDefinition> tokensOf(catalog::Catalog& catalog,
                                                 const std::string& person) {
        auto tokens = catalog.tokens().list();
        std::erase_if(tokens, [&](const TokenDefinition& token) { return token.user != person; });
        return tokens;
    }

    static std::vector<OperationStory> storiesOf(catalog::Catalog& catalog,
                                                 const std::string& person) {
        std::vector<OperationStory> stories;
        for (Operation& one : catalog.operations().listOfPerson(person)) {
            auto lines = catalog.operationLog().lines(one.id);
            stories.push_back({.operation = std::move(one), .lines = std::move(lines)});
        }
        return stories;
    }

    static std::vector<std::pair<std::string, std::string>> consentsOf(catalog::Catalog& catalog,
                                                                       const std::string& person) {
        std::vector<std::pair<std::string, std::string>> consents;
        const std::string prefix = kConsentSettings;
        for (auto& [name, value] : catalog.settings().beginningWith(prefix)) {
            std::string who = name.substr(prefix.size());
            if (isPerson(who, person)) consents.emplace_back(std::move(who), std::move(value));
        }
        return consents;
    }

    static std::vector<std::string> mentionsOf(catalog::Catalog& catalog,
                                               const std::string& person) {
        std::vector<std::string> mentions;
        const auto look = [&](const char* noun, auto definitions) {
            for (auto& definition : definitions) {
                const bool holds = std::ranges::any_of(
                    fieldsOf(definition),
                    [&](const auto& field) { return holdsWord(field.value, person); });
                if (holds) mentions.push_back(std::string{noun} + " " + definition.name);
            }
        };
        look("repository", catalog.repositories().list());
        look("pattern group", catalog.patternGroups().list());
        look("target", catalog.targets().list());
        look("policy", catalog.retentionPolicies().list());
        look("schedule", catalog.schedules().list());
        look("channel", catalog.channels().list());
        return mentions;
    }

    CatalogAccess& catalog_;
    Users& users_;
    Audits& audits_;
    AuditTrail& trail_;
};

}  // namespace

std::unique_ptr<Privacy> makePrivacy(CatalogAccess& catalog,
                                     Users& users,
                                     Audits& audits,
                                     AuditTrail& trail) {
    return std::make_unique<PrivacyService>(catalog, users, audits, trail);
}

}  // namespace tl::services
