// Comparing two states of a folder: what was added, removed or changed, told as restic tells it.
//
// Both sides are lists of nodes, sorted by name, which are gone through side by side. Where the
// states come from (two snapshots, or one and the disk), and what counts as the same, is behind an
// interface; so is skipping folders in which nothing can differ.

#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/format/node.h"
#include "infra/errors/error.h"

namespace tl::engine {

/// Told what differs.
class ComparisonListener {
  public:
    ComparisonListener() = default;
    ComparisonListener(const ComparisonListener&) = delete;
    ComparisonListener& operator=(const ComparisonListener&) = delete;
    virtual ~ComparisonListener() = default;

    /// `path` ends with a slash for a folder. `modifier` is "+" (added), "-" (removed), or some of
    /// "T" (another type), "M" (other content), "?" (the content alone: damaged, probably) and "U"
    /// (other metadata).
    virtual void onChange(const std::string& path, const std::string& modifier) = 0;
    /// What cannot be compared, and is left out.
    virtual void onProblem(const std::string& path, const Error& error) = 0;
};

struct ChangeFigures {
    std::uint64_t files = 0;
    std::uint64_t folders = 0;
    std::uint64_t others = 0;     ///< Links, devices, fifos, sockets.
    std::uint64_t dataBlobs = 0;  ///< That the other side does not have; of snapshots only.
    std::uint64_t treeBlobs = 0;
    std::uint64_t bytes = 0;  ///< Plaintext of these blobs; without any, sizes of these files.
    bool operator==(const ChangeFigures&) const = default;
};

struct ComparisonFigures {
    std::uint64_t changedFiles = 0;
    ChangeFigures added;
    ChangeFigures removed;
    bool operator==(const ComparisonFigures&) const = default;
};

enum class Side : std::uint8_t { Before, After };

/// The two states of a folder that are compared.
class ComparedFolders {
  public:
    ComparedFolders() = default;
    ComparedFolders(const ComparedFolders&) = delete;
    ComparedFolders& operator=(const ComparedFolders&) = delete;
    virtual ~ComparedFolders() = default;

    /// What is in the folder `node` of one side, sorted by name; `path` is without a closing slash.
    /// **Errors:** any; the folder is then left out.
    [[nodiscard]] virtual std::vector<Node> list(Side side,
                                                 const std::string& path,
                                                 const Node& node) = 0;
    /// True when the folders hold the same for sure.
    [[nodiscard]] virtual bool isSameFolder(const Node& before, const Node& after) = 0;
    /// Whether two regular files have the same content. **Errors:** any, as list().
    [[nodiscard]] virtual bool isSameContent(const std::string& path,
                                             const Node& before,
                                             const Node& after) = 0;
    /// Whether all besides the content is the same.
    [[nodiscard]] virtual bool isSameMetadata(const std::string& path,
                                              const Node& before,
                                              const Node& after) = 0;
    /// Told of every node that is compared, or only on this side.
    virtual void onMet(Side side, const Node& node) = 0;
};

enum class MetadataChanges : std::uint8_t { Ignored, Told };

/// What a comparison works with. Borrows all of it.
struct ComparisonContext {
    ComparedFolders& folders;
    MetadataChanges metadata;
    ComparisonListener& listener;
    ComparisonFigures& figures;  ///< Is added to, but for blobs.
};

/// Compares the entries of the folder `path`, which ends with a slash, and all that is below them.
/// **Errors:** Cancelled, and what the listener throws.
void compareEntries(const ComparisonContext& context,
                    const std::string& path,
                    const std::vector<Node>& before,
                    const std::vector<Node>& after,
                    const std::stop_token& stop);

/// Puts nodes into the order that compareEntries() needs; only a forged tree has another.
void sortByName(std::vector<Node>& nodes);

}  // namespace tl::engine
