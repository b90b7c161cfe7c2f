#include "infra/catalog/fields.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/errors/valid_utf8.h"

namespace tl::catalog {

namespace {

using Json = nlohmann::json;

template <typename Value>
Value fromColumn(const std::string& column) {
    try {
        return Json::parse(column).get<Value>();
    } catch (const Json::exception&) {
        throw Error{ErrorKind::Corrupted,
                    "the catalog is damaged: a list in it cannot be read",
                    {{"list", tl::quoted(column.substr(0, 100))}}};
    }
}

bool isWordLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

bool isEmpty(const FieldValue& value) {
    struct Visitor {
        bool operator()(const std::string* text) const { return text->empty(); }
        bool operator()(const bool* flag) const { return !*flag; }
        bool operator()(const std::int64_t* number) const { return *number == 0; }
        bool operator()(const Texts* texts) const { return texts->empty(); }
        bool operator()(const TextMap* texts) const { return texts->empty(); }
    };
    return std::visit(Visitor{}, value);
}

Texts differingFields(const Fields& before, const Fields& after) {
    Texts names;
    for (std::size_t i = 0; i < before.size(); ++i) {
        const bool isSame = std::visit(
            [&](auto* value) { return *value == **std::get_if<decltype(value)>(&after[i].value); },
            before[i].value);
        if (!isSame) names.emplace_back(before[i].name);
    }
    return names;
}

void requireText(std::string_view text, std::string_view what) {
    if (text.find('\0') != std::string_view::npos)
        throw Error{ErrorKind::InvalidInput, std::string{what} + " holds a zero byte"};
    if (withValidUtf8(text) != text)
        throw Error{ErrorKind::InvalidInput, std::string{what} +
                                                 " is no UTF-8: " + tl::quoted(text) +
                                                 "; name the folder above it, or use a pattern"};
}

void requireText(const Fields& fields) {
    struct Visitor {
        const char* name;
        void operator()(const std::string* text) const { requireText(*text, name); }
        void operator()(const bool* /*flag*/) const {}
        void operator()(const std::int64_t* /*number*/) const {}
        void operator()(const Texts* texts) const {
            for (const std::string& text : *texts)
                requireText(text, name);
        }
        void operator()(const TextMap* texts) const {
            for (const auto& [key, text] : *texts) {
                requireText(key, name);
                requireText(text, name);
            }
        }
    };
    for (const Field& field : fields)
        std::visit(Visitor{field.name}, field.value);
}

bool isName(std::string_view name) noexcept {
    constexpr std::size_t kLengthMax = 64;
    if (name.empty() || name.size() > kLengthMax || !isWordLetter(name[0])) return false;
    const auto fits = [](char c) { return isWordLetter(c) || c == '-' || c == '_' || c == '.'; };
    return std::ranges::all_of(name, fits);
}

void requireName(std::string_view name) {
    requireText(name, "the name");
    if (!isName(name) || tl::quoted(name).size() != name.size() + 2)
        throw Error{ErrorKind::InvalidInput,
                    tl::quoted(name) +
                        " cannot be a name: use letters, digits, -, _ and ., at most 64, with a "
                        "letter or digit first"};
}

std::string toColumn(const Texts& texts) {
    return Json(texts).dump();
}

std::string toColumn(const TextMap& texts) {
    return Json(texts).dump();
}

Texts textsIn(const std::string& column) {
    return fromColumn<Texts>(column);
}

TextMap textMapIn(const std::string& column) {
    return fromColumn<TextMap>(column);
}

}  // namespace tl::catalog
