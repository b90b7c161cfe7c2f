#include <algorithm>
#include <map>
#include <utility>

#include "infra/engine/restore/replaced/replaced_folder.h"
#include "infra/engine/restore/replaced/undo_replaced.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/directory.h"
#include "infra/platform/file_system.h"
#include "services/recovery/kept_folders.h"
#include "services/recovery/replacements.h"

namespace tl::services {

using engine::ReplacedEntry;
using engine::ReplacedFolder;

namespace {

constexpr std::size_t kIdLengthMin = 4;

std::string nameOf(std::string path) {
    while (path.size() > 1 && path.ends_with('/'))
        path.pop_back();
    return path.substr(path.rfind('/') + 1);
}

std::string idOf(const std::string& folder) {
    return nameOf(folder).substr(engine::kReplacedFolderPrefix.size());
}

bool isFolderName(const std::string& which) {
    return which.find('/') != std::string::npos || which == "." || which == ".." ||
           which.starts_with(engine::kReplacedFolderPrefix);
}

/// Of a folder of kept ones itself, or the folder that they are in.
std::vector<std::string> keptIn(const std::string& folder) {
    if (engine::isReplacedFolderName(nameOf(folder))) return {folder};
    const std::string real = realPath(folder);
    std::vector<std::string> found;
    for (const std::string& name : engine::replacedFoldersIn(Directory::open(real, Follow::Yes)))
        found.push_back((real == "/" ? "" : real) + "/" + name);
    return found;
}

std::string below(const ReplacedFolder& folder, const std::string& path) {
    const std::string& own = folder.path();
    const std::size_t slash = own.rfind('/');
    const std::string parent = slash == std::string::npos ? "" : own.substr(0, slash + 1);
    return path.empty() ? (parent.size() > 1 ? parent.substr(0, parent.size() - 1) : parent)
                        : parent + path;
}

UndoAction toAction(engine::UndoneAs action) {
    switch (action) {
        case engine::UndoneAs::BroughtBack:
            return UndoAction::BroughtBack;
        case engine::UndoneAs::Removed:
            return UndoAction::Removed;
        case engine::UndoneAs::Reset:
            return UndoAction::Reset;
        case engine::UndoneAs::SetAside:
            break;
    }
    return UndoAction::SetAside;
}

class Bridge final : public engine::UndoListener {
  public:
    Bridge(UndoObserver& observer, const ReplacedFolder& folder)
        : observer_{observer},
          folder_{folder} {}

    void onUndone(const std::string& path, engine::UndoneAs action) override {
        observer_.onUndone(below(folder_, path), toAction(action));
    }
    void onLeft(const std::string& path, const std::string& why) override {
        observer_.onLeft(below(folder_, path), why);
    }

  private:
    UndoObserver& observer_;
    const ReplacedFolder& folder_;
};

/// `isMoved`: what was there before was moved away.
Replacement whatOf(const ReplacedEntry& entry, bool isMoved) {
    const bool hasItsKind = entry.old && entry.made && entry.old->kind == entry.made->kind;
    if (hasItsKind && !isMoved) return Replacement::Kept;
    if (!entry.old) return Replacement::Added;
    return entry.made ? Replacement::Replaced : Replacement::Deleted;
}

KeptRestore describe(const ReplacedFolder& folder) {
    const engine::ReplacedAbout& about = folder.about();
    return {.id = about.id,
            .folder = folder.path(),
            .snapshot = about.snapshot,
            .target = about.target,
            .startedAt = about.startedAt,
            .isConfirmed = folder.isConfirmed(),
            .hasSetAside = folder.hasAny(ReplacedFolder::Part::Aside)};
}

KeptRestore look(const std::string& path) {
    try {
        return describe(ReplacedFolder::open(path));
    } catch (const Error& error) {
        return {.id = idOf(path), .folder = path, .problem = error.what()};
    }
}

/// Adds what a tree takes.
void count(const Directory& folder, ConfirmReport& report) {
    for (const DirectoryEntry& entry : folder.entries()) {
        const auto status = folder.tryStatus(entry.name);
        if (!status) continue;
        if (status->kind == FileKind::Directory) {
            count(folder.openSub(entry.name), report);
            continue;
        }
        ++report.files;
        report.bytes += status->allocatedBytes;
    }
}

class ReplacementService final : public Replacements {
  public:
    explicit ReplacementService(CatalogAccess& catalog) : catalog_{catalog} {}

    [[nodiscard]] std::vector<KeptRestore> list(const std::vector<std::string>& folders) override {
        std::map<std::string, KeptRestore> found;
        const auto add = [&found](const std::string& path) {
            if (!found.contains(path)) found.emplace(path, look(path));
        };
        for (const KeptFolder& folder : findKeptFolders(catalog_))
            add(folder.path);
        for (const std::string& folder : folders)
            for (const std::string& kept : keptIn(folder))
                add(kept);
        std::vector<KeptRestore> all;
        for (auto& [path, kept] : found)
            all.push_back(std::move(kept));
        std::ranges::stable_sort(all, std::ranges::greater{}, &KeptRestore::startedAt);
        return all;
    }

    [[nodiscard]] std::vector<KeptRestore> show(const std::string& which,
                                                const OnName& onName,
                                                const std::stop_token& stop) override {
        std::vector<KeptRestore> shown;
        for (const KeptFolder& kept : find(which)) {
            const ReplacedFolder folder = ReplacedFolder::open(kept.path);
            shown.push_back(describe(folder));
            for (const engine::SectionNumber section : folder.sections()) {
                const auto old = folder.tryOpenPart(ReplacedFolder::Part::Old, section);
                for (const ReplacedEntry& entry : folder.loadList(section)) {
                    if (stop.stop_requested()) throw Cancelled{};
                    const bool isMoved = old && old->tryStatus(entry.slot.name());
                    if (entry.staysAlike && !isMoved) continue;  // Nothing was done to it.
                    onName({.path = below(folder, entry.path),
                            .what = whatOf(entry, isMoved),
                            .size = entry.old ? entry.old->sizeBytes : 0});
                }
            }
        }
        return shown;
    }

    UndoReport undo(const UndoRequest& request,
                    UndoObserver& observer,
                    const std::stop_token& stop) override {
        UndoReport report;
        report.isOver = true;
        for (const KeptFolder& kept : find(request.which)) {
            ReplacedFolder folder = ReplacedFolder::open(kept.path);
            report.folders.push_back(folder.path());
            Bridge bridge{observer, folder};
            const engine::UndoCounts counts = engine::undoReplaced(
                folder, {.isForced = request.force, .isDryRun = request.dryRun}, bridge, stop);
            report.broughtBack += counts.broughtBack;
            report.removed += counts.removed;
            report.reset += counts.reset;
            report.setAside += counts.setAside;
            report.left += counts.left;
            report.isOver = report.isOver && counts.isOver;
        }
        return report;
    }

    ConfirmReport confirm(const ConfirmRequest& request, const std::stop_token& stop) override {
        ConfirmReport report;
        for (const KeptFolder& kept : find(request.which)) {
            if (stop.stop_requested()) throw Cancelled{};
            ReplacedFolder folder = ReplacedFolder::open(kept.path);
            report.folders.push_back(folder.path());
            for (const auto part : {ReplacedFolder::Part::Old, ReplacedFolder::Part::Aside})
                for (const Directory& opened : folder.openAll(part))
                    count(opened, report);
            if (!request.dryRun) engine::confirmReplaced(folder);
        }
        return report;
    }

  private:
    /// All folders of one restore.
    std::vector<KeptFolder> find(const std::string& which) {
        auto known = findKeptFolders(catalog_);
        if (isFolderName(which)) return ofFolder(which, known);
        if (which.size() < kIdLengthMin ||
            which.find_first_not_of("0123456789abcdef") != std::string::npos)
            throw Error{ErrorKind::InvalidInput,
                        "not an ID, nor a folder with a slash in its name: " + tl::quoted(which)};
        std::erase_if(known,
                      [&](const KeptFolder& kept) { return !idOf(kept.path).starts_with(which); });
        requireOne(known, which);
        return known;
    }

    /// The folder, and those of the same restore that the history knows of.
    static std::vector<KeptFolder> ofFolder(const std::string& which,
                                            std::vector<KeptFolder> known) {
        std::vector<KeptFolder> found;
        for (const std::string& path : keptIn(which))
            found.push_back({path, {}});
        requireOne(found, which);
        for (KeptFolder& kept : known) {
            if (idOf(kept.path) != idOf(found.front().path)) continue;
            if (!isSameFolder(kept.path, found.front().path)) found.push_back(std::move(kept));
        }
        return found;
    }

    static bool isSameFolder(const std::string& one, const std::string& other) {
        if (one == other) return true;
        const auto left = tryReadStatus(one, Follow::No);
        const auto right = tryReadStatus(other, Follow::No);
        return left && right && left->inode == right->inode && left->deviceId == right->deviceId;
    }

    static void requireOne(const std::vector<KeptFolder>& found, const std::string& which) {
        if (found.empty())
            throw Error{ErrorKind::NotFound, "no restore keeps anything under this name: " +
                                                 tl::quoted(which) + "; see `tl replaced list`"};
        for (const KeptFolder& kept : found)
            if (idOf(kept.path) != idOf(found.front().path))
                throw Error{ErrorKind::InvalidInput, "more than one restore is meant by " +
                                                         tl::quoted(which) +
                                                         "; name one by its ID"};
    }

    CatalogAccess& catalog_;
};

}  // namespace

std::unique_ptr<Replacements> makeReplacements(CatalogAccess& catalog) {
    return std::make_unique<ReplacementService>(catalog);
}

}  // namespace tl::services
