#include "infra/plugins/plugin_words.h"

#include "infra/errors/printable.h"

namespace tl::plugins {

namespace {

constexpr std::size_t kShownMax = 500;
constexpr std::string_view kHidden = "***";

void hide(std::string_view secret, std::string& text) {
    if (secret.empty()) return;
    for (auto place = text.find(secret); place != std::string::npos;
         place = text.find(secret, place + kHidden.size()))
        text.replace(place, secret.size(), kHidden);
}

}  // namespace

std::string lastWords(std::string_view said, const std::vector<PluginSetting>& settings) {
    std::string text{said};
    // Before anything is cut: half a secret would not be found.
    for (const PluginSetting& setting : settings)
        if (setting.isSecret) hide(setting.value.text(), text);
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
        text.pop_back();
    if (text.size() > kShownMax) text = "…" + text.substr(text.size() - kShownMax);
    for (char& c : text)
        if (c == '\n' || c == '\t') c = ' ';
    return withoutControls(text);
}

std::string afterWords(std::string_view said, const std::vector<PluginSetting>& settings) {
    const std::string words = lastWords(said, settings);
    return words.empty() ? words : "; it said: " + words;
}

}  // namespace tl::plugins
