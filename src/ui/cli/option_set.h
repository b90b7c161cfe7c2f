// The options that one command understands: their names, their help, and where a value goes. This
// table is the only place that names an option; parsing, help and shell completions read it.

#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tl::cli {

/// What an option is called and what it is for.
struct OptionText {
    std::string name;      ///< Without the dashes.
    char letter = '\0';    ///< The short form, if there is one.
    std::string value;     ///< What the value is, one word: "file", "pattern". Unused by flags.
    std::string help;      ///< A phrase without a closing stop.
    std::string variable;  ///< Environment variable that gives the default, without its prefix.
    std::vector<std::string> choices;  ///< All values there are, where there are few.
};

/// One option of a set.
struct Option {
    OptionText text;
    /// What a bare `--name` stands for. Nothing: the option needs a value.
    std::optional<std::string> valueWhenBare;
    bool isRepeatable = false;
    /// Stores a value. **Errors:** InvalidInput.
    std::function<void(const std::string& value)> store;

    [[nodiscard]] bool needsValue() const { return !valueWhenBare.has_value(); }
};

/// Options that are stored into variables. The variables must outlive the set.
class OptionSet {
  public:
    OptionSet() = default;
    ~OptionSet() = default;
    OptionSet(const OptionSet&) = delete;
    OptionSet& operator=(const OptionSet&) = delete;

    /// `--name`, also `--name=true` and `--name=false`.
    void flag(OptionText text, bool& target);
    /// As flag(), where absent and `--name=false` differ.
    void optionalFlag(OptionText text, std::optional<bool>& target);
    /// Counts how often it is given; `--name=2` sets the count.
    void counter(OptionText text, int& target);
    /// The last one given counts.
    void text(OptionText text, std::string& target);
    /// As text(), for options where empty and absent differ.
    void optionalText(OptionText text, std::optional<std::string>& target);
    /// Every one given counts; each takes exactly one value, whatever it looks like.
    void list(OptionText text, std::vector<std::string>& target);
    void number(OptionText text, std::uint64_t& target);
    /// Any other kind of value. `store` throws InvalidInput for one it does not like.
    void custom(OptionText text, std::function<void(const std::string& value)> store);
    /// As custom(), for an option that may be given several times.
    void customList(OptionText text, std::function<void(const std::string& value)> store);

    /// Null when there is no such option. `name` is without dashes.
    [[nodiscard]] const Option* find(std::string_view name) const;
    [[nodiscard]] const Option* find(char letter) const;
    /// In the order declared. References stay valid as options are added.
    [[nodiscard]] const std::deque<Option>& all() const { return options_; }

  private:
    void add(Option option);

    std::deque<Option> options_;
};

/// A whole decimal number. **Errors:** InvalidInput, saying so.
[[nodiscard]] std::uint64_t parseNumber(std::string_view text);

}  // namespace tl::cli
