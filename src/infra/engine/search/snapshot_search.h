// Looking for files, folders and blobs in many snapshots.
//
// Snapshots share most of their trees. What was found below a tree at some path is remembered:
// where that was nothing, as nearly everywhere, the tree is never looked into again; where it was
// little, it is told again without looking. So the work grows with what is different between
// snapshots, not with their number.

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "infra/engine/filter/pattern_list.h"
#include "infra/engine/format/blob.h"
#include "infra/engine/format/node.h"
#include "infra/engine/format/tree.h"
#include "infra/engine/index/blob_id_set.h"
#include "infra/engine/pack/blob_reader.h"
#include "infra/errors/error.h"

namespace tl::engine {

/// What is looked for: entries that a pattern matches, or those that a blob belongs to.
struct SearchQuery {
    PatternList patterns;
    std::optional<Timestamp> oldest;  ///< Of the modification; inclusive, as `newest`.
    std::optional<Timestamp> newest;
    /// When there are any, they alone are looked for.
    std::unordered_set<BlobHandle> blobs;
};

/// Something that was found.
struct SearchMatch {
    std::string path;  ///< In the snapshot; "/" for its root.
    Node node;         ///< Without content. Of the root, empty but for the subtree.
    BlobId tree;       ///< The one that holds the node; of the root, the root itself.
    /// The blobs looked for that belong to the node, each once.
    std::vector<BlobHandle> blobs;
};

class SearchListener {
  public:
    SearchListener() = default;
    SearchListener(const SearchListener&) = delete;
    SearchListener& operator=(const SearchListener&) = delete;
    virtual ~SearchListener() = default;

    virtual void onMatch(const SearchMatch& match) = 0;
    /// A folder whose tree cannot be read; the search goes on behind it.
    virtual void onProblem(const std::string& path, const Error& error) = 0;
};

/// Searches one snapshot after the other. **Threads:** one at a time.
class SnapshotSearch {
  public:
    /// Both must outlive the object.
    SnapshotSearch(BlobReader& reader, const SearchQuery& query);

    /// Tells what is found below the tree `root`, in the order of the trees.
    /// **Errors:** Cancelled, and what the listener throws.
    void search(const BlobId& root, SearchListener& listener, const std::stop_token& stop);

  private:
    using Match = std::shared_ptr<const SearchMatch>;
    /// All that was found in a folder; nothing when it was too much to remember.
    using Found = std::optional<std::vector<Match>>;

    Found searchFolder(const BlobId& tree, const std::string& path, std::size_t depth);
    Found searchNodes(std::vector<Node>&& nodes,
                      const BlobId& tree,
                      const std::string& path,
                      std::size_t depth);
    void remember(const BlobId& key, const Found& found);
    void tell(SearchMatch&& match, Found& found);
    [[nodiscard]] bool isInTime(const Node& node) const;
    [[nodiscard]] std::vector<BlobHandle> wantedOf(const Node& node) const;

    BlobReader& reader_;
    const SearchQuery& query_;
    TreeReader trees_;
    BlobIdSet searchedInVain_;  ///< By tree and path.
    std::unordered_map<BlobId, std::vector<Match>> found_;
    std::size_t rememberedCount_ = 0;
    SearchListener* listener_ = nullptr;
    const std::stop_token* stop_ = nullptr;
};

}  // namespace tl::engine
