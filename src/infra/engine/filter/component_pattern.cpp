#include "infra/engine/filter/component_pattern.h"

#include <algorithm>
#include <utility>

#include "infra/engine/filter/utf8.h"

namespace tl::engine {

namespace {

/// Where the next `*` outside a class is. Go finds it before it reads classes, by the last bracket
/// seen: so `[]*]` is cut at its star, and malformed.
std::size_t findStar(std::string_view text) noexcept {
    bool isInClass = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        switch (text[at]) {
            case '\\':
                ++at;
                break;
            case '[':
                isInClass = true;
                break;
            case ']':
                isInClass = false;
                break;
            case '*':
                if (!isInClass) return at;
                break;
            default:
                break;
        }
    }
    return text.size();
}

/// Takes a character of a class, possibly after a `\`. Nothing when there is none, or when the text
/// ends with it, as a class needs its bracket.
std::optional<char32_t> takeClassCharacter(std::string_view& text) {
    if (text.empty() || text.front() == '-' || text.front() == ']') return std::nullopt;
    if (text.front() == '\\') text.remove_prefix(1);
    const DecodedCharacter next = decodeUtf8(text);
    if (!next.isValid() || next.size == text.size()) return std::nullopt;
    text.remove_prefix(next.size);
    return next.character;
}

}  // namespace

std::optional<ComponentPattern> ComponentPattern::compile(std::string_view text) {
    ComponentPattern pattern;
    while (!text.empty()) {
        Chunk chunk;
        while (text.starts_with('*')) {
            chunk.isAfterStar = true;
            text.remove_prefix(1);
        }
        const std::size_t size = findStar(text);
        if (!compileChunk(text.substr(0, size), chunk)) return std::nullopt;
        text.remove_prefix(size);
        pattern.chunks_.push_back(std::move(chunk));
    }
    pattern.chooseForm();
    return pattern;
}

ComponentPattern ComponentPattern::literal(std::string_view name) {
    ComponentPattern pattern;
    pattern.text_ = name;
    return pattern;
}

bool ComponentPattern::compileChunk(std::string_view text, Chunk& chunk) {
    using Kind = Step::Kind;
    while (!text.empty()) {
        char character = text.front();
        text.remove_prefix(1);
        if (character == '?') {
            chunk.steps.push_back({.kind = Kind::AnyCharacter, .text = {}, .ranges = {}});
            continue;
        }
        if (character == '[') {
            Step& step = chunk.steps.emplace_back();
            if (!compileClass(text, step)) return false;
            continue;
        }
        if (character == '\\') {
            if (text.empty()) return false;
            character = text.front();
            text.remove_prefix(1);
        }
        if (chunk.steps.empty() || chunk.steps.back().kind != Kind::Text)
            chunk.steps.emplace_back();
        chunk.steps.back().text.push_back(character);
    }
    return true;
}

bool ComponentPattern::compileClass(std::string_view& text, Step& step) {
    step.kind = Step::Kind::OneOf;
    if (text.starts_with('^')) {
        step.kind = Step::Kind::NoneOf;
        text.remove_prefix(1);
    }
    while (step.ranges.empty() || !text.starts_with(']')) {
        const auto first = takeClassCharacter(text);
        if (!first) return false;
        auto last = first;
        if (text.starts_with('-')) {
            text.remove_prefix(1);
            last = takeClassCharacter(text);
            if (!last) return false;
        }
        step.ranges.push_back({*first, *last});
    }
    text.remove_prefix(1);
    return true;
}

void ComponentPattern::chooseForm() {
    const auto isText = [](const Chunk& chunk) {
        return chunk.steps.size() == 1 && chunk.steps.front().kind == Step::Kind::Text;
    };
    const auto use = [this](Form form, std::string text) {
        form_ = form;
        text_ = std::move(text);
        chunks_.clear();
    };
    const std::size_t count = chunks_.size();
    const bool endsWithStar = count > 0 && chunks_.back().steps.empty();
    if (count == 0) {
        use(Form::Name, {});
    } else if (count == 1 && endsWithStar) {
        use(Form::Prefix, {});
    } else if (count == 1 && isText(chunks_.front())) {
        const Form form = chunks_.front().isAfterStar ? Form::Suffix : Form::Name;
        use(form, chunks_.front().steps.front().text);
    } else if (count == 2 && endsWithStar && !chunks_.front().isAfterStar &&
               isText(chunks_.front())) {
        use(Form::Prefix, chunks_.front().steps.front().text);
    } else {
        form_ = Form::General;
    }
}

bool ComponentPattern::matches(std::string_view name) const {
    if (form_ == Form::General) return matchesChunks(name);
    if (text_.empty()) return form_ != Form::Name || name.empty();
    // Most names differ in size or in the first byte that is compared.
    if (name.size() < text_.size()) return false;
    if (form_ == Form::Suffix) return name.back() == text_.back() && name.ends_with(text_);
    if (name.front() != text_.front()) return false;
    return form_ == Form::Prefix ? name.starts_with(text_) : name == text_;
}

bool ComponentPattern::matchesChunks(std::string_view name) const {
    for (const Chunk& chunk : chunks_) {
        const bool isLast = &chunk == &chunks_.back();
        if (chunk.steps.empty()) return true;
        // The first place where a chunk fits is as good as any later one, so nothing is tried
        // twice.
        std::string_view rest = name;
        bool fits = consume(chunk, rest) && (!isLast || rest.empty());
        while (!fits && chunk.isAfterStar && !name.empty()) {
            name.remove_prefix(1);
            rest = name;
            fits = consume(chunk, rest) && (!isLast || rest.empty());
        }
        if (!fits) return false;
        name = rest;
    }
    return name.empty();
}

bool ComponentPattern::consume(const Chunk& chunk, std::string_view& name) {
    return std::ranges::all_of(chunk.steps, [&](const Step& step) { return consume(step, name); });
}

bool ComponentPattern::consume(const Step& step, std::string_view& name) {
    if (step.kind == Step::Kind::Text) {
        if (!name.starts_with(step.text)) return false;
        name.remove_prefix(step.text.size());
        return true;
    }
    const auto [character, size] = decodeUtf8(name);
    if (size == 0) return false;
    name.remove_prefix(size);
    if (step.kind == Step::Kind::AnyCharacter) return true;
    const bool isInClass =
        std::ranges::any_of(step.ranges, [wanted = character](const CharacterRange& range) {
            return range.first <= wanted && wanted <= range.last;
        });
    return isInClass == (step.kind == Step::Kind::OneOf);
}

}  // namespace tl::engine
