#include "infra/plugins/plugin_settings.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

#include "infra/errors/error.h"
#include "infra/platform/file_system.h"
#include "infra/plugins/variable_name.h"

namespace tl::plugins {

namespace {

constexpr std::size_t kSecretBytesMax = std::size_t{64} << 10U;

Secret wiped(std::string& text) {
    Secret value = Secret::fromText(text);
    wipe(std::as_writable_bytes(std::span{text}));
    return value;
}

Secret firstLineOf(const std::string& path) {
    std::string content = readFile(path, kSecretBytesMax);
    Secret value =
        Secret::fromText(std::string_view{content}.substr(0, content.find_first_of("\r\n")));
    wipe(std::as_writable_bytes(std::span{content}));
    return value;
}

/// The options of one plugin, taken one by one.
class Given {
  public:
    Given(const PluginManifest& manifest, const std::map<std::string, std::string>& options)
        : prefix_{"plugin." + manifest.name + "."} {
        for (const auto& [name, value] : options)
            if (name.starts_with(prefix_)) left_.emplace(name.substr(prefix_.size()), value);
    }

    [[nodiscard]] std::string fullName(const std::string& option) const { return prefix_ + option; }

    [[nodiscard]] std::optional<std::string> take(const std::string& option) {
        const auto found = left_.extract(option);
        if (found.empty()) return std::nullopt;
        return found.mapped();
    }

    void refuseOthers() const {
        if (!left_.empty())
            throw Error{ErrorKind::InvalidInput, "the plugin has no option " +
                                                     fullName(left_.begin()->first) +
                                                     "; see `tl plugin show`"};
    }

  private:
    const std::string prefix_;
    std::map<std::string, std::string> left_;
};

std::optional<Secret> findValue(const PluginOption& option,
                                const PluginManifest& manifest,
                                Given& given,
                                const VariableReader& variable) {
    const std::string ours = variableName("TIMELOCKER_PLUGIN_", manifest.name + "-" + option.name);
    if (auto value = given.take(option.name)) {
        if (option.isSecret)
            throw Error{ErrorKind::InvalidInput,
                        "the option " + given.fullName(option.name) +
                            " is a secret, and command lines can be seen; use the variable " +
                            ours + ", or the option " + given.fullName(option.name) + "-file"};
        return Secret::fromText(*value);
    }
    if (option.isSecret)
        if (const auto path = given.take(option.name + "-file")) return firstLineOf(*path);
    if (auto value = variable(ours)) return wiped(*value);
    if (option.hasDefault) return Secret::fromText(option.defaultValue);
    if (option.isRequired)
        throw Error{ErrorKind::InvalidInput,
                    "the plugin needs the option " + given.fullName(option.name) +
                        (option.isSecret ? ", a secret: set the variable " + ours
                                         : " (or the variable " + ours + ")")};
    return std::nullopt;
}

/// The value in its one form: a switch is on or off.
Secret checked(Secret value, const PluginOption& option, const std::string& fullName) {
    const std::string_view text = value.text();
    const auto isOneOf = [text](std::initializer_list<std::string_view> words) {
        return std::ranges::find(words, text) != words.end();
    };
    if (text.find('\0') != std::string_view::npos)
        throw Error{ErrorKind::InvalidInput, "the option " + fullName + " holds a zero byte"};
    switch (option.type) {
        case OptionType::Text:
            return value;
        case OptionType::Number:
            if (text.empty() || text.size() > 18 ||
                text.find_first_not_of("0123456789") != std::string_view::npos)
                throw Error{ErrorKind::InvalidInput, "the option " + fullName + " is a number"};
            return value;
        case OptionType::Switch:
            break;
    }
    if (isOneOf({"on", "true", "1"})) return Secret::fromText("on");
    if (isOneOf({"off", "false", "0"})) return Secret::fromText("off");
    throw Error{ErrorKind::InvalidInput, "the option " + fullName + " is on or off"};
}

}  // namespace

std::vector<PluginSetting> resolveSettings(const PluginManifest& manifest,
                                           const std::map<std::string, std::string>& options,
                                           const VariableReader& variable) {
    Given given{manifest, options};
    std::vector<PluginSetting> settings;
    for (const PluginOption& option : manifest.options) {
        auto value = findValue(option, manifest, given, variable);
        if (!value) continue;
        settings.push_back(
            {.name = option.name,
             .variable = option.variable,
             .value = checked(std::move(*value), option, given.fullName(option.name)),
             .type = option.type,
             .isSecret = option.isSecret});
    }
    given.refuseOthers();
    return settings;
}

}  // namespace tl::plugins
