// What the engine needs from a place that keeps repository files.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/platform/clock.h"

namespace tl::storage {

/// The kinds of file in a repository (restic design.rst, "Repository Layout").
enum class FileType : std::uint8_t { Config, Key, Lock, Snapshot, Index, Pack };

/// The folder that holds a type of file, as in paths and messages: "config", "keys", … "data".
[[nodiscard]] const char* folderOf(FileType type) noexcept;

struct FileId {
    FileType type = FileType::Config;
    std::string name;  ///< Lower-case hex of the content's SHA-256; empty for Config.
    /// A hint for caches that a pack holds trees, from whoever knows it. No part of the identity.
    bool holdsTrees = false;

    bool operator==(const FileId& other) const noexcept {
        return type == other.type && name == other.name;
    }
    auto operator<=>(const FileId& other) const noexcept {
        const auto byType = type <=> other.type;
        return byType != 0 ? byType : name <=> other.name;
    }
};

/// Whether list() visits a file of this id: Config, or a name of 64 lower-case hex digits. Anything
/// else in a repository's folders is somebody's leftover.
[[nodiscard]] bool isListed(const FileId& id) noexcept;

/// What callers may rely on beyond the interface.
struct Properties {
    std::string location;         ///< For messages: no user name's password, no token.
    std::size_t connections = 2;  ///< How many calls at once make sense; at least 1.
    /// How many make sense where the place is far away; less than `connections`: no more than
    /// those.
    std::size_t connectionsFar = 0;
    bool isListingCheap = false;  ///< Listing every pack costs milliseconds, not money.
    /// list() shows every file whose save() has returned, to whichever client, before it began.
    bool isListingCurrent = false;
    /// remove() tells whether there was a file; where the protocol does not, it is always true.
    bool isRemovalTold = true;
    /// Reading is slow enough to keep copies of what is read often.
    bool isCachingUseful = true;
};

/// What writers left behind that were killed: files under temporary names.
struct Leftovers {
    std::uint64_t files = 0;
    std::uint64_t sizeBytes = 0;
    bool operator==(const Leftovers&) const = default;
};

enum class LeftoverUse : std::uint8_t { Count, Remove };

/// Keeps files that are written once. Safe to call from any thread.
///
/// **Errors:** every call may throw Error{Unavailable} (worth a retry), Error{PermissionDenied},
/// Error{ResourceExhausted} or Cancelled; what else is named at the call.
class Backend {
  public:
    using Visitor = std::function<void(const FileId& id, std::uint64_t sizeBytes)>;

    Backend() = default;
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;
    virtual ~Backend() = default;

    [[nodiscard]] virtual const Properties& properties() const = 0;

    /// Makes the place ready for a new repository; a place that is ready already stays as it is.
    virtual void create(const std::stop_token& stop) = 0;

    /// Stores `content` whole and durably, or not at all: after it returns, a power cut loses
    /// nothing; after it throws, or a crash, no file named `id` exists.
    /// **Errors:** AlreadyExists if `id` exists.
    virtual void save(const FileId& id,
                      std::span<const std::byte> content,
                      const std::stop_token& stop) = 0;

    /// Stores `content` whole and durably in the place of a file, or where there is none, so that
    /// at any moment, and after it throws or a crash, the name stands for the old content or for
    /// the new. False, and nothing is changed, where the place has no way to do that: then all that
    /// is left is to remove and to save.
    [[nodiscard]] virtual bool tryReplace(const FileId& id,
                                          std::span<const std::byte> content,
                                          const std::stop_token& stop);

    /// The file's bytes, or nothing when there is no such file.
    [[nodiscard]] virtual std::optional<std::vector<std::byte>> tryLoad(
        const FileId& id, const std::stop_token& stop) = 0;

    /// Fills `out` from byte `offset` on. Returns how many bytes it read, which is less than
    /// `out.size()` only where the file ends; nothing when there is no such file.
    [[nodiscard]] virtual std::optional<std::size_t> tryLoadRange(const FileId& id,
                                                                  std::uint64_t offset,
                                                                  std::span<std::byte> out,
                                                                  const std::stop_token& stop) = 0;

    /// The file's size in bytes, or nothing when there is no such file.
    [[nodiscard]] virtual std::optional<std::uint64_t> trySize(const FileId& id,
                                                               const std::stop_token& stop) = 0;

    /// Calls `visit` for every file of `type` whose name is 64 lower-case hex digits, in no order,
    /// from the calling thread. A folder that does not exist is empty. Files that come or go
    /// meanwhile may be visited or not. Config is visited with an empty name when it exists.
    virtual void list(FileType type, const Visitor& visit, const std::stop_token& stop) = 0;

    /// Removes a file. False when there was none, as far as that is told (`isRemovalTold`).
    virtual bool remove(const FileId& id, const std::stop_token& stop) = 0;

    /// Forgets copies of a file, because what it gave was wrong. True when there was one, so that
    /// it is worth reading again; backends other than caches have none.
    virtual bool dropCopy(const FileId& id);

    /// Tells that much will be read or written soon: what takes time to make, such as more
    /// connections, can be made meanwhile. Waits for nothing and reports nothing.
    virtual void prepareForBulk();

    /// Counts the leftovers that were last written to before `before`, and with Remove removes
    /// them. What a writer is at work on is younger. Places that keep none, or do not show them,
    /// have none.
    [[nodiscard]] virtual Leftovers sweepLeftovers(LeftoverUse use,
                                                   WallTime before,
                                                   const std::stop_token& stop);
};

}  // namespace tl::storage
