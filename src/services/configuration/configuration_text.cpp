#include "services/configuration/configuration_text.h"

#include <algorithm>
#include <sstream>

#include <toml++/toml.h>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"

namespace tl::services {

namespace {

using catalog::Field;
using catalog::Fields;
using catalog::Shown;
using catalog::TextMap;
using catalog::Texts;

constexpr std::int64_t kFormat = 1;
constexpr std::size_t kTextMax = std::size_t{4} * 1024 * 1024;

[[noreturn]] void refuse(const toml::node& node, const std::string& why) {
    throw Error{ErrorKind::InvalidInput, "the configuration is wrong in line " +
                                             std::to_string(node.source().begin.line) + ": " + why};
}

[[noreturn]] void refuse(const std::string& why) {
    throw Error{ErrorKind::InvalidInput, "the configuration is wrong: " + why};
}

/// Puts a node's value where the field has its own.
struct Read {
    const toml::node& node;
    const std::string& place;  ///< For messages.

    void operator()(std::string* text) const { *text = textIn(node); }
    void operator()(bool* flag) const {
        if (!node.is_boolean()) refuse(node, place + " is to be true or false");
        *flag = node.as_boolean()->get();
    }
    void operator()(std::int64_t* number) const {
        if (!node.is_integer()) refuse(node, place + " is to be a number");
        *number = node.as_integer()->get();
    }
    void operator()(Texts* texts) const {
        if (!node.is_array()) refuse(node, place + " is to be a list, as in [\"a\", \"b\"]");
        for (const toml::node& element : *node.as_array())
            texts->push_back(textIn(element));
    }
    void operator()(TextMap* texts) const {
        if (!node.is_table()) refuse(node, place + " is to be a table, as in { \"a\" = \"b\" }");
        for (const auto& [key, value] : *node.as_table())
            (*texts)[std::string{key.str()}] = textIn(value);
    }

  private:
    [[nodiscard]] std::string textIn(const toml::node& text) const {
        if (!text.is_string()) refuse(text, place + " is to have text in quotes");
        std::string value = text.as_string()->get();
        if (value.find('\0') != std::string::npos) refuse(text, place + " holds a zero byte");
        return value;
    }
};

void readFields(const toml::table& table, const Fields& fields, const std::string& place) {
    for (const auto& [key, node] : table) {
        const std::string_view name = key.str();
        // The name is the section's; what is not shown is not read either.
        const auto field = std::find_if(fields.begin() + 1, fields.end(), [&](const Field& one) {
            return name == one.name && one.shown == Shown::Yes;
        });
        if (field == fields.end())
            refuse(node, tl::quoted(name) + " in " + place + " is not known; is it misspelt?");
        std::visit(Read{node, std::string{field->name} + " in " + place}, field->value);
    }
}

template <typename Definition>
void readSection(const toml::table& root,
                 const DefinitionKind& kind,
                 DefinitionMap<Definition>& definitions) {
    const toml::node* const section = root.get(kind.section);
    if (section == nullptr) return;
    if (!section->is_table())
        refuse(*section, std::string{"["} + kind.section + "] is to be a section");
    for (const auto& [key, node] : *section->as_table()) {
        const std::string name{key.str()};
        const std::string place =
            std::string{"["} + kind.section + "." + withoutControls(name) + "]";
        if (!node.is_table()) refuse(node, place + " is to be a section");
        try {
            catalog::requireName(name);
        } catch (const Error& error) {
            refuse(node, error.what());
        }
        Definition definition;
        readFields(*node.as_table(), fieldsOf(definition), place);
        definition.name = name;
        definitions.emplace(name, definition);
    }
}

void readSettings(const toml::table& root, DefinitionSet& set) {
    const toml::node* const section = root.get("settings");
    if (section == nullptr) return;
    if (!section->is_table()) refuse(*section, "[settings] is to be a section");
    for (const auto& [key, node] : *section->as_table()) {
        const bool isRegionRule = key.str() == catalog::kRegionRule;
        if (!isRegionRule && key.str() != catalog::kDefaultRepository)
            refuse(node, tl::quoted(key.str()) + " in [settings] is not known; is it misspelt?");
        Read{node, std::string{key.str()} +
                       " in [settings]"}(isRegionRule ? &set.regionRule : &set.defaultRepository);
    }
}

void requireKnownSections(const toml::table& root) {
    for (const auto& [key, node] : root) {
        const std::string_view name = key.str();
        const bool isKnown =
            name == "format" || name == "settings" ||
            std::ranges::any_of(
                std::initializer_list<DefinitionKind>{kRepositories, kPatternGroups, kTargets,
                                                      kRetentionPolicies, kSchedules, kChannels},
                [name](const DefinitionKind& kind) { return name == kind.section; });
        if (!isKnown) refuse(node, tl::quoted(name) + " is not known; is it misspelt?");
    }
}

void requireFormat(const toml::table& root) {
    const toml::node* const format = root.get("format");
    if (format == nullptr) refuse("format = 1 is missing at the top");
    if (!format->is_integer() || format->as_integer()->get() < 1)
        refuse(*format, "format is to be the number 1");
    if (format->as_integer()->get() > kFormat)
        throw Error{ErrorKind::Unsupported,
                    "the configuration is of format " +
                        std::to_string(format->as_integer()->get()) +
                        ", which a newer TimeLocker wrote; this one knows format 1"};
}

toml::table parseTable(std::string_view text) {
    if (text.size() > kTextMax) refuse("it is longer than 4 MiB");
    try {
        return toml::parse(text);
    } catch (const toml::parse_error& error) {
        std::ostringstream why;
        why << "line " << error.source().begin.line << ": " << error.description();
        refuse(withoutControls(why.str()));
    }
}

struct Write {
    toml::table& table;
    const char* name;

    void operator()(const std::string* text) const { table.insert(name, *text); }
    void operator()(const bool* flag) const { table.insert(name, *flag); }
    void operator()(const std::int64_t* number) const { table.insert(name, *number); }
    void operator()(const Texts* texts) const {
        toml::array list;
        for (const std::string& text : *texts)
            list.push_back(text);
        table.insert(name, std::move(list));
    }
    void operator()(const TextMap* texts) const {
        toml::table inner;
        for (const auto& [key, text] : *texts)
            inner.insert(key, text);
        inner.is_inline(true);
        table.insert(name, std::move(inner));
    }
};

template <typename Definition>
void writeSection(DefinitionMap<Definition>& definitions,
                  const DefinitionKind& kind,
                  std::ostringstream& text) {
    for (auto& [name, definition] : definitions) {
        // One section after another in our own order: a table would sort its keys.
        toml::table inner;
        const Fields fields = fieldsOf(definition);
        for (std::size_t i = 1; i < fields.size(); ++i)
            if (fields[i].shown == Shown::Yes && !catalog::isEmpty(fields[i].value))
                std::visit(Write{inner, fields[i].name}, fields[i].value);
        toml::table named;
        named.insert(name, std::move(inner));
        toml::table root;
        root.insert(kind.section, std::move(named));
        text << "\n" << root << "\n";
    }
}

}  // namespace

std::string toConfigurationText(DefinitionSet set) {
    std::ostringstream text;
    text << "# TimeLocker's definitions; `tl config apply FILE` brings them to a machine.\n"
         << "format = " << kFormat << "\n";
    toml::table settings;
    if (!set.defaultRepository.empty())
        settings.insert(catalog::kDefaultRepository, set.defaultRepository);
    if (!set.regionRule.empty()) settings.insert(catalog::kRegionRule, set.regionRule);
    if (!settings.empty()) {
        toml::table root;
        root.insert("settings", std::move(settings));
        text << "\n" << root << "\n";
    }
    writeSection(set.repositories, kRepositories, text);
    writeSection(set.patternGroups, kPatternGroups, text);
    writeSection(set.targets, kTargets, text);
    writeSection(set.retentionPolicies, kRetentionPolicies, text);
    writeSection(set.schedules, kSchedules, text);
    writeSection(set.channels, kChannels, text);
    return text.str();
}

DefinitionSet parseConfigurationText(std::string_view text) {
    const toml::table root = parseTable(text);
    requireFormat(root);
    requireKnownSections(root);
    DefinitionSet set;
    readSettings(root, set);
    readSection(root, kRepositories, set.repositories);
    readSection(root, kPatternGroups, set.patternGroups);
    readSection(root, kTargets, set.targets);
    readSection(root, kRetentionPolicies, set.retentionPolicies);
    readSection(root, kSchedules, set.schedules);
    readSection(root, kChannels, set.channels);
    return set;
}

}  // namespace tl::services
