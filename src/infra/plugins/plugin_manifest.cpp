#include "infra/plugins/plugin_manifest.h"

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>
#include <utility>

#include <toml++/toml.h>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/plugins/variable_name.h"

namespace tl::plugins {

namespace {

constexpr std::int64_t kSecondsMax = 86400;

[[noreturn]] void refuse(const std::string& why) {
    throw Error{ErrorKind::InvalidInput, "the manifest is wrong: " + why};
}

/// A table whose keys are taken one by one; what is left at the end is unknown.
class Section {
  public:
    Section(const toml::table& table, std::string name) : table_{table}, name_{std::move(name)} {}

    /// "in [storage], http": for messages.
    [[nodiscard]] std::string place(std::string_view key) const {
        return (name_.empty() ? "" : "in [" + name_ + "], ") + std::string{key};
    }

    [[nodiscard]] const toml::node* take(std::string_view key) {
        taken_.emplace_back(key);
        return table_.get(key);
    }

    [[nodiscard]] std::optional<std::string> text(std::string_view key) {
        const toml::node* const node = take(key);
        if (node == nullptr) return std::nullopt;
        const auto* const value = node->as_string();
        if (value == nullptr) refuse(place(key) + " is to be a text in quotes");
        if (value->get().find('\0') != std::string::npos) refuse(place(key) + " holds a zero byte");
        return value->get();
    }

    [[nodiscard]] std::string requiredText(std::string_view key) {
        auto value = text(key);
        if (!value || value->empty()) refuse(place(key) + " is missing");
        return std::move(*value);
    }

    [[nodiscard]] std::int64_t number(std::string_view key,
                                      std::int64_t missing,
                                      std::int64_t least,
                                      std::int64_t most) {
        const toml::node* const node = take(key);
        if (node == nullptr) return missing;
        const auto* const value = node->as_integer();
        if (value == nullptr || value->get() < least || value->get() > most)
            refuse(place(key) + " is to be a number from " + std::to_string(least) + " to " +
                   std::to_string(most));
        return value->get();
    }

    [[nodiscard]] bool flag(std::string_view key) {
        const toml::node* const node = take(key);
        if (node == nullptr) return false;
        const auto* const value = node->as_boolean();
        if (value == nullptr) refuse(place(key) + " is to be true or false");
        return value->get();
    }

    [[nodiscard]] std::vector<std::string> texts(std::string_view key) {
        const toml::node* const node = take(key);
        if (node == nullptr) return {};
        const auto* const array = node->as_array();
        std::vector<std::string> values;
        if (array != nullptr)
            for (const toml::node& element : *array)
                if (const auto* const value = element.as_string()) values.push_back(value->get());
        if (array == nullptr || values.size() != array->size())
            refuse(place(key) + " is to be a list of texts, as in [\"a\", \"b\"]");
        for (const std::string& value : values)
            if (value.find('\0') != std::string::npos) refuse(place(key) + " holds a zero byte");
        return values;
    }

    [[nodiscard]] const toml::table* table(std::string_view key) {
        const toml::node* const node = take(key);
        if (node == nullptr) return nullptr;
        if (node->as_table() == nullptr)
            refuse(place(key) + " is to be a section, [" + std::string{key} + "]");
        return node->as_table();
    }

    void refuseOthers() const {
        for (const auto& [key, node] : table_)
            if (std::ranges::find(taken_, key.str()) == taken_.end())
                refuse(place(tl::quoted(key.str())) + " is not known; is it misspelt?");
    }

  private:
    const toml::table& table_;
    const std::string name_;
    std::vector<std::string> taken_;
};

template <typename Value, std::size_t count>
Value oneOf(const std::string& word,
            const std::array<Value, count>& values,
            const std::string& place) {
    std::string all;
    for (const Value value : values) {
        if (word == nameOf(value)) return value;
        all += (all.empty() ? "" : ", ") + std::string{nameOf(value)};
    }
    refuse(place + " is to be one of " + all);
}

bool isVariableName(std::string_view name) {
    const auto fits = [](char c) {
        return c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               (c >= '0' && c <= '9');
    };
    return !name.empty() && !(name[0] >= '0' && name[0] <= '9') && std::ranges::all_of(name, fits);
}

/// Variables of ours and of restic's hold passwords of repositories, which are no plugin's
/// business.
bool isReserved(std::string_view name) {
    return name.starts_with("RESTIC_") || name.starts_with("TIMELOCKER_");
}

void requirePassable(const std::string& pattern) {
    std::string_view name = pattern;
    if (name.ends_with('*')) name.remove_suffix(1);
    if (!isVariableName(name))
        refuse("in environment, " + tl::quoted(pattern) +
               " is no name of a variable; a * may stand at its end only");
    const bool wouldMatch =
        pattern.ends_with('*') && (std::string_view{"RESTIC_"}.starts_with(name) ||
                                   std::string_view{"TIMELOCKER_"}.starts_with(name));
    if (isReserved(name) || wouldMatch)
        refuse("in environment, " + tl::quoted(pattern) +
               " would pass on variables that are TimeLocker's own");
}

std::string variableFor(const std::string& option) {
    return variableName("TIMELOCKER_OPTION_", option);
}

std::string defaultText(Section& section, OptionType type) {
    const std::string place = section.place("default");
    switch (type) {
        case OptionType::Text:
            return section.text("default").value_or("");
        case OptionType::Number:
            return std::to_string(section.number("default", 0, 0, INT64_MAX));
        case OptionType::Switch:
            break;
    }
    return section.flag("default") ? "on" : "off";
}

PluginOption readOption(const std::string& name, const toml::table& table) {
    if (!isPluginName(name))
        refuse("the option " + tl::quoted(name) +
               " needs a name of lower-case letters, digits, - and _, at most 32");
    Section section{table, "options." + name};
    PluginOption option{.name = name};
    constexpr std::array kTypes{OptionType::Text, OptionType::Number, OptionType::Switch};
    option.type = oneOf(section.text("type").value_or("text"), kTypes, section.place("type"));
    option.description = section.text("description").value_or("");
    option.isRequired = section.flag("required");
    option.isSecret = section.flag("secret");
    option.hasDefault = table.contains("default");
    if (option.hasDefault)
        option.defaultValue = defaultText(section, option.type);
    else
        (void)section.take("default");
    option.variable = section.text("variable").value_or(variableFor(name));
    if (!isVariableName(option.variable))
        refuse(section.place("variable") + " is no name of a variable");
    if (isReserved(option.variable) && option.variable != variableFor(name))
        refuse(section.place("variable") + " is a name of TimeLocker's own");
    if (option.isSecret && option.hasDefault)
        refuse(section.place("default") + " would be a secret that all can read");
    if (option.isSecret && option.type != OptionType::Text)
        refuse(section.place("type") + " of a secret is to be text");
    if (option.isRequired && option.hasDefault)
        refuse(section.place("default") + " makes no sense for a required option");
    section.refuseOthers();
    return option;
}

void readOptions(const toml::table* table, PluginManifest& manifest) {
    if (table == nullptr) return;
    constexpr std::size_t kOptionsMax = 100;
    if (table->size() > kOptionsMax) refuse("it has more than 100 options");
    for (const auto& [key, node] : *table) {
        if (node.as_table() == nullptr)
            refuse("the option " + tl::quoted(key.str()) + " is to be a section of its own");
        manifest.options.push_back(readOption(std::string{key.str()}, *node.as_table()));
        const auto isSame = [&](const PluginOption& other) {
            return other.variable == manifest.options.back().variable;
        };
        if (std::ranges::count_if(manifest.options, isSame) > 1)
            refuse("two options share the variable " + manifest.options.back().variable);
    }
}

void readStorage(const toml::table* table, PluginManifest& manifest) {
    if (manifest.kind != PluginKind::Storage) {
        if (table != nullptr) refuse("a section [storage] is for plugins of that kind");
        return;
    }
    const toml::table none;
    Section section{table == nullptr ? none : *table, "storage"};
    const std::string connection = section.text("connection").value_or("stdio");
    if (connection != "stdio" && connection != "address")
        refuse(section.place("connection") + " is to be stdio or address");
    manifest.connection =
        connection == "stdio" ? PluginConnection::Stdio : PluginConnection::Address;
    manifest.httpVersion = static_cast<int>(section.number("http", 1, 1, 2));
    manifest.connections = static_cast<std::size_t>(section.number("connections", 5, 1, 64));
    if (manifest.connection == PluginConnection::Address && manifest.httpVersion == 2)
        refuse(section.place("http") + " is to be 1 for a program with an address");
    section.refuseOthers();
}

void readLimits(const toml::table* table, PluginManifest& manifest) {
    if (table == nullptr) return;
    Section section{*table, "limits"};
    manifest.startMax = std::chrono::seconds{section.number("start", 60, 1, kSecondsMax)};
    manifest.answerMax = std::chrono::seconds{section.number("answer", 60, 1, kSecondsMax)};
    manifest.restartsMax = static_cast<std::size_t>(section.number("restarts", 5, 0, 1000));
    section.refuseOthers();
}

toml::table parseTable(std::string_view text) {
    try {
        return toml::parse(text);
    } catch (const toml::parse_error& error) {
        std::ostringstream place;
        place << "line " << error.source().begin.line << ": " << error.description();
        refuse(withoutControls(place.str()));
    }
}

}  // namespace

const char* nameOf(PluginKind kind) noexcept {
    switch (kind) {
        case PluginKind::Storage:
            return "storage";
        case PluginKind::Notifier:
            return "notifier";
        case PluginKind::Secret:
            return "secret";
        case PluginKind::Hook:
            break;
    }
    return "hook";
}

const char* nameOf(OptionType type) noexcept {
    switch (type) {
        case OptionType::Text:
            return "text";
        case OptionType::Number:
            return "number";
        case OptionType::Switch:
            break;
    }
    return "switch";
}

bool isPluginName(std::string_view name) noexcept {
    constexpr std::size_t kLengthMax = 32;
    const auto isWord = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !name.empty() && name.size() <= kLengthMax && isWord(name[0]) &&
           std::ranges::all_of(name, [&](char c) { return isWord(c) || c == '-' || c == '_'; });
}

PluginManifest parseManifest(std::string_view text) {
    if (text.size() > kManifestBytesMax) refuse("it is too long");
    const toml::table table = parseTable(text);
    Section section{table, ""};
    const auto protocol = section.number("protocol", 0, 0, INT64_MAX);
    if (protocol == 0) refuse("protocol is missing; this version speaks protocol = 1");
    if (protocol != kProtocolVersion)
        throw Error{ErrorKind::Unsupported, "the plugin speaks protocol " +
                                                std::to_string(protocol) +
                                                ", this version protocol 1 only"};
    PluginManifest manifest;
    manifest.name = section.requiredText("name");
    if (!isPluginName(manifest.name))
        refuse("name is to have lower-case letters, digits, - and _ only, at most 32");
    manifest.version = section.requiredText("version");
    constexpr std::array kKinds{PluginKind::Storage, PluginKind::Notifier, PluginKind::Secret,
                                PluginKind::Hook};
    manifest.kind = oneOf(section.requiredText("kind"), kKinds, "kind");
    manifest.description = section.text("description").value_or("");
    manifest.program = section.requiredText("program");
    manifest.arguments = section.texts("arguments");
    manifest.environment = section.texts("environment");
    std::ranges::for_each(manifest.environment, requirePassable);
    readOptions(section.table("options"), manifest);
    readStorage(section.table("storage"), manifest);
    readLimits(section.table("limits"), manifest);
    section.refuseOthers();
    return manifest;
}

}  // namespace tl::plugins
