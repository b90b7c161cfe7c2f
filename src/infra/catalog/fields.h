// The fields of a definition, by name: tables, JSON and TOML are all made from this one list.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tl::catalog {

using Texts = std::vector<std::string>;
using TextMap = std::map<std::string, std::string>;

/// Where a field's value is; borrowed from the definition.
using FieldValue = std::variant<std::string*, bool*, std::int64_t*, Texts*, TextMap*>;

/// Whether a field goes where people read and copy it: to exported files and `--json`.
enum class Shown : std::uint8_t { Yes, No };

struct Field {
    const char* name;  ///< Of the column, and the key in JSON and TOML.
    FieldValue value;
    Shown shown = Shown::Yes;
};
using Fields = std::vector<Field>;

/// Whether the value is what a definition has that says nothing of this field; the flag's default
/// must be false.
[[nodiscard]] bool isEmpty(const FieldValue& value);

/// The names of the fields in which two definitions of one kind differ.
[[nodiscard]] Texts differingFields(const Fields& before, const Fields& after);

/// Refuses text that the catalog cannot hold: what is no UTF-8, and zero bytes.
/// **Errors:** InvalidInput, naming `what`.
void requireText(std::string_view text, std::string_view what);
/// The same for all that a definition holds. **Errors:** InvalidInput.
void requireText(const Fields& fields);

/// Refuses what is no name of a definition: letters, digits, `-`, `_`, `.` and letters of other
/// scripts, at most 64 bytes, with a letter or digit first. So no name looks like a path, a
/// location or an option. **Errors:** InvalidInput.
void requireName(std::string_view name);
[[nodiscard]] bool isName(std::string_view name) noexcept;

/// Lists and maps as the JSON that a column holds. **Errors:** Corrupted for what is none.
[[nodiscard]] std::string toColumn(const Texts& texts);
[[nodiscard]] std::string toColumn(const TextMap& texts);
[[nodiscard]] Texts textsIn(const std::string& column);
[[nodiscard]] TextMap textMapIn(const std::string& column);

}  // namespace tl::catalog
