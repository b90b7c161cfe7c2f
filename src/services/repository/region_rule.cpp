#include "services/repository/region_rule.h"

#include <algorithm>
#include <array>
#include <utility>

#include "infra/engine/filter/component_pattern.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"

namespace tl::services {

namespace {

constexpr std::string_view kAny = "any";

// **Source:** ISO 3166-1; the European Union's 27 members, and the three states of the European
// Economic Area beside them. `eu` is a region that says no more than that.
constexpr std::array<std::string_view, 28> kUnion = {
    "eu", "at", "be", "bg", "hr", "cy", "cz", "dk", "ee", "fi", "fr", "de", "gr", "hu",
    "ie", "it", "lv", "lt", "lu", "mt", "nl", "pl", "pt", "ro", "sk", "si", "es", "se"};
constexpr std::array<std::string_view, 3> kBesideUnion = {"is", "li", "no"};

template <typename List>
bool isIn(const List& list, std::string_view text) {
    return std::ranges::find(list, text) != list.end();
}

[[noreturn]] void refuse(const std::string& why) {
    throw Error{ErrorKind::InvalidInput, why};
}

bool isRegionWord(std::string_view word) {
    constexpr std::size_t kLengthMax = 64;
    return word.size() <= kLengthMax && std::ranges::all_of(word, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                      c == '*' || c == '?';
           });
}

void readWord(const std::string& word, RegionRule& rule) {
    if (word == "breach=abort") {
        rule.breach = RegionBreach::Abort;
    } else if (word == "breach=warn") {
        rule.breach = RegionBreach::Warn;
    } else if (word == "unknown=allow") {
        rule.unknown = UnknownRegion::Allow;
    } else if (word == "unknown=refuse") {
        rule.unknown = UnknownRegion::Refuse;
    } else if (isRegionWord(word)) {
        if (!isIn(rule.regions, word)) rule.regions.push_back(word);
    } else {
        refuse("the rule of regions does not know " + tl::quoted(word) +
               ": write groups (eu, eea), countries (de, uk), regions (eu-central-1), patterns "
               "(eu-*) or any; and breach=abort or warn, unknown=allow or refuse");
    }
}

bool isAllowedBy(std::string_view word, const CloudRegion& region) {
    const std::string_view country = region.country;
    const auto pattern = engine::ComponentPattern::compile(word);
    if (pattern && pattern->matches(region.name)) return true;
    if (country.empty()) return false;
    if (word == "eu") return isIn(kUnion, country);
    if (word == "eea") return isIn(kUnion, country) || isIn(kBesideUnion, country);
    return country == (word == "uk" ? "gb" : word);
}

}  // namespace

RegionRule parseRegionRule(std::string_view text) {
    RegionRule rule;
    std::string word;
    const auto endWord = [&] {
        if (!word.empty()) readWord(std::exchange(word, {}), rule);
    };
    bool isBlank = true;
    for (const char c : text) {
        if (c == ' ' || c == ',') {
            endWord();
            continue;
        }
        isBlank = false;
        word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    endWord();
    if (isBlank) return {};
    if (rule.regions.empty())
        refuse("a rule of regions is to name what is allowed, such as eea, uk or eu-central-1");
    if (isIn(rule.regions, kAny) && rule.regions.size() > 1)
        refuse("any allows all regions: leave the others out");
    return rule;
}

std::string textOf(const RegionRule& rule) {
    std::string text;
    for (const std::string& word : rule.regions)
        text += (text.empty() ? "" : " ") + word;
    if (text.empty()) return text;
    if (rule.breach == RegionBreach::Warn) text += " breach=warn";
    if (rule.unknown == UnknownRegion::Refuse) text += " unknown=refuse";
    return text;
}

std::vector<std::string> wordsLikeNone(const RegionRule& rule) {
    constexpr std::size_t kCountryLength = 2;
    std::vector<std::string> words;
    for (const std::string& word : rule.regions) {
        const bool isLetters =
            std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
        const bool isGroup = word == kAny || word == "eea";
        if (isLetters && !isGroup && word.size() != kCountryLength) words.push_back(word);
    }
    return words;
}

bool allows(const RegionRule& rule, const std::optional<CloudRegion>& region) {
    if (rule.regions.empty() || isIn(rule.regions, kAny)) return true;
    if (!region) return rule.unknown == UnknownRegion::Allow;
    return std::ranges::any_of(rule.regions,
                               [&](const std::string& word) { return isAllowedBy(word, *region); });
}

std::string describe(const std::optional<CloudRegion>& region) {
    if (!region) return "a place that does not say its region";
    std::string text = region->name;
    if (!region->cloud.empty()) text += " of " + region->cloud;
    if (region->country == "eu") return text + ", in the European Union";
    if (!region->country.empty()) text += ", in the country " + region->country;
    return text;
}

}  // namespace tl::services
