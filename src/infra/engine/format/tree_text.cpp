#include "infra/engine/format/tree_text.h"

#include <algorithm>
#include <utility>

#include "infra/engine/format/corrupted.h"

namespace tl::engine {

namespace {

/// Goes through JSON that is known to be well-formed.
class JsonScanner {
  public:
    explicit JsonScanner(std::string_view text) : text_{text} {}

    [[nodiscard]] std::size_t position() const noexcept { return at_; }

    /// The next character that is no white space; a null character at the end.
    char peek() noexcept {
        while (at_ < text_.size() &&
               std::string_view{" \t\n\r"}.find(text_[at_]) != std::string_view::npos)
            ++at_;
        return at_ < text_.size() ? text_[at_] : '\0';
    }

    bool tryTake(char wanted) noexcept {
        if (peek() != wanted) return false;
        ++at_;
        return true;
    }

    /// Goes over the next value; returns its text.
    std::string_view takeValue() noexcept {
        (void)peek();
        const std::size_t begin = at_;
        std::size_t depth = 0;
        do {
            switch (peek()) {
                case '\0':
                    return text_.substr(begin, at_ - begin);
                case '"':
                    skipString();
                    break;
                case '{':
                case '[':
                    ++depth;
                    ++at_;
                    break;
                case '}':
                case ']':
                    --depth;
                    ++at_;
                    break;
                case ',':
                case ':':
                    ++at_;
                    break;
                default:
                    skipWord();
            }
        } while (depth > 0);
        return text_.substr(begin, at_ - begin);
    }

  private:
    void skipString() noexcept {
        for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
            if (text_[at_] == '\\') ++at_;
        at_ = std::min(at_ + 1, text_.size());
    }

    /// A number, true, false or null.
    void skipWord() noexcept {
        const std::size_t end = text_.find_first_of(" \t\n\r,:]}", at_);
        at_ = end == std::string_view::npos ? text_.size() : end;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

/// Goes to the value of the last member of that name, where readers look for it: `key` is quoted.
/// Returns false when there is none.
struct Member {
    std::size_t begin = 0;
    std::string_view value;
};

Member findMember(std::string_view object, std::string_view key) {
    Member found;
    JsonScanner scanner{object};
    if (!scanner.tryTake('{')) return found;
    while (scanner.peek() == '"') {
        const std::string_view name = scanner.takeValue();
        if (!scanner.tryTake(':')) return found;
        (void)scanner.peek();
        const std::size_t begin = scanner.position();
        const std::string_view value = scanner.takeValue();
        if (name == key) found = {.begin = begin, .value = value};
        if (!scanner.tryTake(',')) return found;
    }
    return found;
}

}  // namespace

TreeText splitTree(std::span<const std::byte> json) {
    const std::string_view text{reinterpret_cast<const char*>(json.data()), json.size()};
    const Member list = findMember(text, R"("nodes")");
    TreeText tree{.head = text, .nodes = {}, .tail = {}};
    if (list.value == "null") return tree;
    JsonScanner scanner{list.value};
    if (!scanner.tryTake('[')) throwCorrupted("tree: no list of nodes");
    (void)scanner.peek();
    const std::size_t first = scanner.position();
    std::size_t last = first;
    while (scanner.peek() == '{') {
        tree.nodes.push_back(scanner.takeValue());
        last = scanner.position();
        if (!scanner.tryTake(',')) break;
    }
    tree.head = text.substr(0, list.begin + first);
    tree.tail = text.substr(list.begin + last);
    return tree;
}

std::string withSubtree(std::string_view node, const BlobId& subtree) {
    const Member member = findMember(node, R"("subtree")");
    if (!member.value.starts_with('"')) throwCorrupted("tree: a folder that names no tree");
    std::string changed{node};
    return changed.replace(member.begin, member.value.size(), '"' + subtree.hex() + '"');
}

TreeTextBuilder::TreeTextBuilder(const TreeText& text) : text_{text}, json_{text.head} {}

void TreeTextBuilder::add(std::string_view node) {
    if (json_.size() > text_.head.size()) json_.push_back(',');
    json_.append(node);
}

std::string TreeTextBuilder::finish() {
    json_.append(text_.tail);
    return std::move(json_);
}

}  // namespace tl::engine
