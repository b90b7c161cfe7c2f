#include "ui/cli/option_set.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "infra/errors/assert.h"
#include "infra/errors/error.h"

namespace tl::cli {

namespace {

constexpr const char* kOneMore = "+1";  // What a bare counter stands for.

bool parseBool(const std::string& text) {
    if (text == "true" || text == "1") return true;
    if (text == "false" || text == "0") return false;
    throw Error{ErrorKind::InvalidInput, "it is either true or false"};
}

}  // namespace

std::uint64_t parseNumber(std::string_view text) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [rest, status] = std::from_chars(text.data(), end, number);
    if (status != std::errc{} || rest != end)
        throw Error{ErrorKind::InvalidInput, "a whole number is needed"};
    return number;
}

void OptionSet::add(Option option) {
    TL_ASSERT(find(option.text.name) == nullptr);
    TL_ASSERT(option.text.letter == '\0' || find(option.text.letter) == nullptr);
    options_.push_back(std::move(option));
}

void OptionSet::flag(OptionText text, bool& target) {
    add({.text = std::move(text),
         .valueWhenBare = "true",
         .store = [&target](const std::string& value) { target = parseBool(value); }});
}

void OptionSet::optionalFlag(OptionText text, std::optional<bool>& target) {
    add({.text = std::move(text),
         .valueWhenBare = "true",
         .store = [&target](const std::string& value) { target = parseBool(value); }});
}

void OptionSet::counter(OptionText text, int& target) {
    add({.text = std::move(text),
         .valueWhenBare = kOneMore,
         .isRepeatable = true,
         .store = [&target](const std::string& value) {
             constexpr std::uint64_t kMax = 100;
             target = value == kOneMore ? target + 1
                                        : static_cast<int>(std::min(parseNumber(value), kMax));
         }});
}

void OptionSet::text(OptionText text, std::string& target) {
    custom(std::move(text), [&target](const std::string& value) { target = value; });
}

void OptionSet::optionalText(OptionText text, std::optional<std::string>& target) {
    custom(std::move(text), [&target](const std::string& value) { target = value; });
}

void OptionSet::list(OptionText text, std::vector<std::string>& target) {
    customList(std::move(text), [&target](const std::string& value) { target.push_back(value); });
}

void OptionSet::number(OptionText text, std::uint64_t& target) {
    custom(std::move(text), [&target](const std::string& value) { target = parseNumber(value); });
}

void OptionSet::custom(OptionText text, std::function<void(const std::string&)> store) {
    add({.text = std::move(text), .valueWhenBare = {}, .store = std::move(store)});
}

void OptionSet::customList(OptionText text, std::function<void(const std::string&)> store) {
    add({.text = std::move(text),
         .valueWhenBare = {},
         .isRepeatable = true,
         .store = std::move(store)});
}

const Option* OptionSet::find(std::string_view name) const {
    const auto found =
        std::ranges::find_if(options_, [&](const Option& o) { return o.text.name == name; });
    return found == options_.end() ? nullptr : &*found;
}

const Option* OptionSet::find(char letter) const {
    const auto found =
        std::ranges::find_if(options_, [&](const Option& o) { return o.text.letter == letter; });
    return letter == '\0' || found == options_.end() ? nullptr : &*found;
}

}  // namespace tl::cli
