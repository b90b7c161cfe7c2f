// What restores replaced and keep: looking at it, taking a restore back, and confirming it.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/platform/clock.h"
#include "services/catalog_access.h"

namespace tl::services {

/// One restore, as it is kept in one folder; a restore to several file systems has several.
struct KeptRestore {
    std::string id{};        ///< 16 hex digits.
    std::string folder{};    ///< In which it is kept.
    std::string snapshot{};  ///< As the next ones, empty when it cannot be read.
    std::string target{};    ///< The folder that was restored to.
    WallTime startedAt{};
    /// It was confirmed or taken back in part; the rest of that is to be done.
    bool isConfirmed = false;
    bool hasSetAside = false;  ///< It has files that were in the way of taking it back.
    std::string problem{};     ///< Why nothing can be done about it now; empty: it can.
};

/// What a restore did to a name.
enum class Replacement : std::uint8_t {
    Replaced,  ///< There is an old one, and a new one was, or was to be, put in its place.
    Deleted,
    Added,  ///< It was not there before.
    Kept,   ///< It stayed, and got other metadata.
};

struct ReplacedName {
    std::string path{};  ///< Absolute.
    Replacement what = Replacement::Replaced;
    std::uint64_t size = 0;  ///< Bytes of what was there before.
};

enum class UndoAction : std::uint8_t { BroughtBack, Removed, Reset, SetAside };

struct UndoRequest {
    /// An ID, the beginning of one, or a folder.
    std::string which;
    bool force = false;  ///< What was changed since is moved aside.
    bool dryRun = false;
};

struct UndoReport {
    std::vector<std::string> folders{};  ///< In which the restore was kept.
    std::uint64_t broughtBack = 0;
    std::uint64_t removed = 0;
    std::uint64_t reset = 0;
    std::uint64_t setAside = 0;
    std::uint64_t left = 0;
    bool isOver = false;  ///< Nothing is kept any more.
};

struct ConfirmRequest {
    std::string which;
    bool dryRun = false;
};

struct ConfirmReport {
    std::vector<std::string> folders{};
    std::uint64_t files = 0;  ///< That were kept, and are gone.
    std::uint64_t bytes = 0;
};

/// Told what an undo does. **Threads:** one call at a time.
class UndoObserver {
  public:
    UndoObserver() = default;
    UndoObserver(const UndoObserver&) = delete;
    UndoObserver& operator=(const UndoObserver&) = delete;
    virtual ~UndoObserver() = default;

    virtual void onUndone(const std::string& path, UndoAction action) = 0;
    /// It is left as it is, and why.
    virtual void onLeft(const std::string& path, const std::string& why) = 0;
};

/// **Errors:** all calls with a restore named: NotFound; InvalidInput for the beginning of several
/// IDs, for a copy, or when a later restore is to be taken back first; PermissionDenied for another
/// user's; Locked while it is worked on; Corrupted. All, as CatalogAccess.
class Replacements {
  public:
    Replacements() = default;
    Replacements(const Replacements&) = delete;
    Replacements& operator=(const Replacements&) = delete;
    virtual ~Replacements() = default;

    using OnName = std::function<void(const ReplacedName& name)>;

    /// Those that the history knows of, and those in `folders`.
    [[nodiscard]] virtual std::vector<KeptRestore> list(
        const std::vector<std::string>& folders) = 0;
    /// Tells of each name in the order of the restore; returns the folders.
    [[nodiscard]] virtual std::vector<KeptRestore> show(const std::string& which,
                                                        const OnName& onName,
                                                        const std::stop_token& stop) = 0;
    virtual UndoReport undo(const UndoRequest& request,
                            UndoObserver& observer,
                            const std::stop_token& stop) = 0;
    /// Removes what is kept. Interrupted, it can only be gone on with.
    virtual ConfirmReport confirm(const ConfirmRequest& request, const std::stop_token& stop) = 0;
};

/// `catalog` must outlive the object.
[[nodiscard]] std::unique_ptr<Replacements> makeReplacements(CatalogAccess& catalog);

}  // namespace tl::services
