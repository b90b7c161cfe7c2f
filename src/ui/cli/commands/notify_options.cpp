#include "ui/cli/commands/notify_options.h"

#include "infra/errors/error.h"
#include "infra/errors/printable.h"

namespace tl::cli {

namespace {

/// Does not show the text: it may hold a secret by mistake.
std::pair<std::string, std::string> parsePair(const std::string& text, const char* option) {
    const std::size_t equals = text.find('=');
    if (equals == 0 || equals == std::string::npos)
        throw Error{ErrorKind::InvalidInput, std::string{option} + " wants NAME=VALUE"};
    return {text.substr(0, equals), text.substr(equals + 1)};
}

std::string joinedNames(const std::vector<std::string>& names) {
    std::string all;
    for (const std::string& name : names)
        all += (all.empty() ? "" : ",") + name;
    return all;
}

}  // namespace

void NotifyOptions::declare(OptionSet& options) {
    options.optionalText({"description", '\0', "text", "what it is for", "", {}}, description_);
    options.list({"on", '\0', "event",
                  "what it is told of: success, warning, failure, overdue, integrity (repeatable; "
                  "default: all but success)",
                  "", services::noticeEventNames()},
                 events_);
    options.customList(
        {"set", '\0', "name=value", "a setting of its kind (repeatable)", "", {}},
        [this](const std::string& text) { settings_.insert(parsePair(text, "--set")); });
    options.customList(
        {"secret",
         '\0',
         "name=reference",
         "where a secret of its kind is: file:PATH, command:COMMAND, keyring:ATTRIBUTES, "
         "plugin:PLUGIN/NAME or variable:NAME (repeatable)",
         "",
         {}},
        [this](const std::string& text) { secrets_.insert(parsePair(text, "--secret")); });
    options.list({"unset", '\0', "name", "take away a setting or a secret (repeatable)", "", {}},
                 removed_);
    options.list(
        {"for-target", '\0', "name", "only of these targets; \"\": of all (repeatable)", "", {}},
        targets_);
    options.list(
        {"for-repo", '\0', "name", "only of these repositories; \"\": of all (repeatable)", "", {}},
        repositories_);
    options.optionalText({"quiet-hours",
                          '\0',
                          "span",
                          "such as 22:00-07:00: nothing but failures and damage in these",
                          "",
                          {}},
                         quietHours_);
    options.optionalText({"template",
                          '\0',
                          "text",
                          "its own words, with {what}, {outcome}, {target}, {message} and others",
                          "",
                          {}},
                         template_);
    options.optionalText({"title", '\0', "text", "the same for the title", "", {}}, title_);
    options.optionalFlag({"paused", '\0', "", "tell nothing for now", "", {}}, isPaused_);
}

void NotifyOptions::applySettings(services::ChannelDefinition& channel) const {
    for (const std::string& name : removed_)
        if (channel.settings.erase(name) + channel.secrets.erase(name) == 0)
            throw Error{ErrorKind::InvalidInput,
                        "there is no setting or secret " + tl::quoted(name) + " to take away"};
    for (const auto& [name, value] : settings_)
        channel.settings[name] = value;
    for (const auto& [name, reference] : secrets_)
        channel.secrets[name] = reference;
    const auto set = [&channel](const char* name, const std::string& value) {
        if (value.empty())
            channel.settings.erase(name);
        else
            channel.settings[name] = value;
    };
    if (!targets_.empty()) set("targets", joinedNames(targets_));
    if (!repositories_.empty()) set("repositories", joinedNames(repositories_));
    if (title_) set("title", *title_);
}

void NotifyOptions::apply(services::ChannelDefinition& channel) const {
    if (description_) channel.description = *description_;
    if (!events_.empty()) channel.events = events_;
    if (quietHours_) channel.quietHours = *quietHours_;
    if (template_) channel.messageTemplate = *template_;
    if (isPaused_) channel.isPaused = *isPaused_;
    applySettings(channel);
}

}  // namespace tl::cli
