// A pattern for one component of a path, with the rules of Go's filepath.Match: `*` for any bytes,
// `?` for one character, `[a-z]` and `[^a-z]` for one of a class, `\` before a character that
// stands for itself. (format section 13.2)
//
// A pattern is compiled once and matched against every component of every path of a backup, so the
// common forms (a plain name, `*.ext`, `name*`) are a single comparison of bytes.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tl::engine {

/// A compiled pattern; never changes.
class ComponentPattern {
  public:
    /// Nothing when `text` is malformed: an open or empty class, a class with a bare `-` or bytes
    /// that are not UTF-8, a `\` at the end.
    [[nodiscard]] static std::optional<ComponentPattern> compile(std::string_view text);

    /// A pattern that only `name` matches, whatever characters are in it.
    [[nodiscard]] static ComponentPattern literal(std::string_view name);

    /// `name` holds no `/`. Bytes that are not UTF-8 count as characters of their own.
    [[nodiscard]] bool matches(std::string_view name) const;

  private:
    struct CharacterRange {
        char32_t first = 0;
        char32_t last = 0;
    };

    /// Matches a fixed text, or one character.
    struct Step {
        enum class Kind : std::uint8_t { Text, AnyCharacter, OneOf, NoneOf };
        Kind kind = Kind::Text;
        std::string text;                    ///< Of Kind::Text.
        std::vector<CharacterRange> ranges;  ///< Of OneOf and NoneOf.
    };

    /// The steps up to the next `*`.
    struct Chunk {
        bool isAfterStar = false;
        std::vector<Step> steps;
    };

    /// Which comparison decides.
    enum class Form : std::uint8_t {
        Name,     ///< `name`
        Prefix,   ///< `name*`, also `*` alone
        Suffix,   ///< `*name`
        General,  ///< the rest
    };

    ComponentPattern() = default;

    [[nodiscard]] static bool compileChunk(std::string_view text, Chunk& chunk);
    [[nodiscard]] static bool compileClass(std::string_view& text, Step& step);
    [[nodiscard]] static bool consume(const Chunk& chunk, std::string_view& name);
    [[nodiscard]] static bool consume(const Step& step, std::string_view& name);
    void chooseForm();
    [[nodiscard]] bool matchesChunks(std::string_view name) const;

    Form form_ = Form::Name;
    std::string text_;           ///< The bytes to compare in every form but General.
    std::vector<Chunk> chunks_;  ///< In the form General.
};

}  // namespace tl::engine
