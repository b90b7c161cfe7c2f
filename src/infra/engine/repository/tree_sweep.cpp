#include "infra/engine/repository/tree_sweep.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "infra/engine/format/tree.h"
#include "infra/engine/index/blob_id_set.h"
#include "infra/engine/index/entry_set.h"
#include "infra/engine/pack/blob_reader.h"
#include "infra/engine/repository/second_look.h"
#include "infra/resources/worker_group.h"

namespace tl::engine {

namespace {

/// The trees still to visit, and all met so far. **Threads:** safe from any thread.
class SweepStack {
  public:
    SweepStack(std::span<const BlobId> roots, const BlobIndex& index, SweepVisitor& visitor)
        : index_{index},
          visitor_{visitor},
          open_(roots.size()),
          met_{index.blobCount()} {
        for (std::size_t root = 0; root < roots.size(); ++root)
            push({roots[root], root, ""});
        std::ranges::reverse(trees_);
    }

    /// How many roots are the same as another one before.
    [[nodiscard]] std::size_t repeatedRoots() const {
        return static_cast<std::size_t>(std::ranges::count(open_, 0U));
    }

    /// The next tree; nothing when all is done. Waits while others may still find more.
    std::optional<SweptTree> pop(const std::stop_token& stop) {
        std::unique_lock lock{mutex_};
        if (!changed_.wait(lock, stop, [this] { return !trees_.empty() || busy_ == 0; }))
            throw Cancelled{};
        if (trees_.empty()) return std::nullopt;
        SweptTree tree = std::move(trees_.back());
        trees_.pop_back();
        ++busy_;
        return tree;
    }

    /// The tree that pop() gave is visited, and `children` are its folders. True when with it all
    /// below its root is visited.
    [[nodiscard]] bool finish(const SweptTree& tree, std::vector<SweptTree>&& children) {
        const std::scoped_lock lock{mutex_};
        // Backwards, so that the first folder comes off the stack first.
        for (auto child = children.rbegin(); child != children.rend(); ++child)
            push(std::move(*child));
        --busy_;
        changed_.notify_all();
        return --open_[tree.root] == 0;
    }

  private:
    void push(SweptTree&& tree) {
        if (!isMetFirst(tree.id) || !visitor_.wantsTree(tree.id)) return;
        ++open_[tree.root];
        trees_.push_back(std::move(tree));
    }

    bool isMetFirst(const BlobId& tree) {
        const auto entry = index_.findNumber({BlobType::Tree, tree});
        return entry ? met_.insert(*entry) : metUnknown_.insert(tree);
    }

    const BlobIndex& index_;
    SweepVisitor& visitor_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::vector<SweptTree> trees_;
    std::vector<std::size_t> open_;  ///< For each root, its trees on the stack or being visited.
    std::size_t busy_ = 0;           ///< Trees being visited.
    EntrySet met_;
    BlobIdSet metUnknown_;  ///< Those that the index does not list.
};

/// One thread's part of the sweep.
class Sweeper {
  public:
    Sweeper(const Repository& repository,
            const BlobIndex& index,
            SweepStack& stack,
            SweepVisitor& visitor)
        : reader_{repository, index},
          stack_{stack},
          visitor_{visitor} {}

    void run(const std::stop_token& stop) {
        while (const auto tree = stack_.pop(stop))
            if (stack_.finish(*tree, visit(*tree, stop))) visitor_.onRootDone();
    }

  private:
    /// Returns the folders in `tree`.
    std::vector<SweptTree> visit(const SweptTree& tree, const std::stop_token& stop) {
        std::vector<Node> nodes;
        try {
            nodes = withSecondLook([&] {
                return trees_.readAll(reader_.load({BlobType::Tree, tree.id}, stop),
                                      visitor_.detail());
            });
        } catch (const Error& error) {
            visitor_.onUnreadableTree(tree, error);
            return {};
        }
        visitor_.onTree(tree, nodes);
        std::vector<SweptTree> children;
        for (const Node& node : nodes) {
            if (node.type != NodeType::Directory || !node.subtree || node.subtree->isZero())
                continue;
            children.push_back({*node.subtree, tree.root, tree.path + "/" + node.name});
        }
        return children;
    }

    BlobReader reader_;
    TreeReader trees_;
    SweepStack& stack_;
    SweepVisitor& visitor_;
};

}  // namespace

void sweepTrees(const Repository& repository,
                const BlobIndex& index,
                std::span<const BlobId> roots,
                SweepVisitor& visitor,
                const std::stop_token& stop) {
    SweepStack stack{roots, index, visitor};
    for (std::size_t i = stack.repeatedRoots(); i > 0; --i)
        visitor.onRootDone();
    WorkerGroup workers{stop};
    const std::size_t count = repository.readerCount();
    for (std::size_t i = 0; i < count; ++i) {
        workers.start("tree sweep", [&](const std::stop_token& inner) {
            Sweeper{repository, index, stack, visitor}.run(inner);
        });
    }
    workers.join();
}

}  // namespace tl::engine
