#include "infra/engine/compare/comparison.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace tl::engine {

namespace {

/// No path that the kernel takes is deeper, so no honest tree is.
constexpr std::size_t kDepthMax = 4096;

bool isFolder(const Node& node) {
    return node.type == NodeType::Directory;
}

class Comparison {
  public:
    Comparison(const ComparisonContext& context, const std::stop_token& stop)
        : context_{context},
          stop_{stop} {}

    void compare(const std::string& path,
                 const std::vector<Node>& before,
                 const std::vector<Node>& after) {
        auto left = before.begin();
        auto right = after.begin();
        while (left != before.end() || right != after.end()) {
            if (stop_.stop_requested()) throw Cancelled{};
            if (right == after.end() || (left != before.end() && left->name < right->name)) {
                tellOneSided(Side::Before, path, *left++);
            } else if (left == before.end() || right->name < left->name) {
                tellOneSided(Side::After, path, *right++);
            } else {
                compareNodes(path, *left, *right);
                ++left;
                ++right;
            }
        }
    }

  private:
    void tellOneSided(Side side, const std::string& folder, const Node& node) {
        const std::string path = folder + node.name;
        const bool isAdded = side == Side::After;
        context_.listener.onChange(isFolder(node) ? path + "/" : path, isAdded ? "+" : "-");
        count(isAdded ? context_.figures.added : context_.figures.removed, node);
        context_.folders.onMet(side, node);
        if (!isFolder(node)) return;
        ++depth_;
        for (const Node& child : tryList(side, path, node).value_or(std::vector<Node>{})) {
            if (stop_.stop_requested()) throw Cancelled{};
            tellOneSided(side, path + "/", child);
        }
        --depth_;
    }

    void compareNodes(const std::string& folder, const Node& before, const Node& after) {
        const std::string path = folder + before.name;
        context_.folders.onMet(Side::Before, before);
        context_.folders.onMet(Side::After, after);
        const std::string modifier = modifierOf(path, before, after);
        if (!modifier.empty())
            context_.listener.onChange(isFolder(after) ? path + "/" : path, modifier);
        if (!isFolder(before) || !isFolder(after) || context_.folders.isSameFolder(before, after))
            return;
        ++depth_;
        const auto left = tryList(Side::Before, path, before);
        const auto right = tryList(Side::After, path, after);
        // With one side unknown, all of the other would seem new.
        if (left && right) compare(path + "/", *left, *right);
        --depth_;
    }

    /// As ComparedFolders::list; nothing, and the problem told, when that fails.
    std::optional<std::vector<Node>> tryList(Side side, const std::string& path, const Node& node) {
        try {
            if (depth_ > kDepthMax)
                throw Error{ErrorKind::Corrupted, "the folders are nested too deeply"};
            return context_.folders.list(side, path, node);
        } catch (const Error& error) {
            context_.listener.onProblem(path, error);
            return std::nullopt;
        }
    }

    /// Nothing changed, and the problem told, when that cannot be found out.
    std::string modifierOf(const std::string& path, const Node& before, const Node& after) {
        try {
            return findModifier(path, before, after);
        } catch (const Error& error) {
            context_.listener.onProblem(path, error);
            return {};
        }
    }

    std::string findModifier(const std::string& path, const Node& before, const Node& after) {
        ComparedFolders& folders = context_.folders;
        std::string modifier = before.type == after.type ? "" : "T";
        const bool areFiles = before.type == NodeType::File && after.type == NodeType::File;
        if (areFiles && !folders.isSameContent(path, before, after)) {
            ++context_.figures.changedFiles;
            modifier += "M";
            if (folders.isSameMetadata(path, before, after)) modifier += "?";
        } else if (context_.metadata == MetadataChanges::Told &&
                   !folders.isSameMetadata(path, before, after)) {
            modifier += "U";
        }
        return modifier;
    }

    static void count(ChangeFigures& figures, const Node& node) {
        figures.bytes += node.size;
        if (node.type == NodeType::File)
            ++figures.files;
        else if (isFolder(node))
            ++figures.folders;
        else
            ++figures.others;
    }

    const ComparisonContext& context_;
    const std::stop_token& stop_;
    std::size_t depth_ = 0;  ///< Folders that the comparison is in.
};

}  // namespace

void compareEntries(const ComparisonContext& context,
                    const std::string& path,
                    const std::vector<Node>& before,
                    const std::vector<Node>& after,
                    const std::stop_token& stop) {
    Comparison{context, stop}.compare(path, before, after);
}

void sortByName(std::vector<Node>& nodes) {
    if (!std::ranges::is_sorted(nodes, {}, &Node::name))
        std::ranges::stable_sort(nodes, {}, &Node::name);
}

}  // namespace tl::engine
