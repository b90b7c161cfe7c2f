#include "infra/engine/archive/scanner.h"

#include <utility>
#include <vector>

#include "infra/engine/filter/path_components.h"
#include "infra/errors/error.h"
#include "infra/platform/directory.h"

namespace tl::engine {

namespace {

class Scanner {
  public:
    Scanner(const Selection& selection,
            const std::string& workingFolder,
            ScanCounters& counters,
            const std::stop_token& stop)
        : selection_{selection},
          workingFolder_{workingFolder},
          counters_{counters},
          stop_{stop} {}

    void scanTargetsBelow(const TargetNode& node) {
        for (const auto& [name, child] : node.children) {
            if (child.isTarget) {
                scanTarget(child);
            } else {
                ++counters_.directories;
                scanTargetsBelow(child);
            }
        }
    }

  private:
    void scanTarget(const TargetNode& target) {
        const std::string absolute = target.path.starts_with('/')
                                         ? target.path
                                         : cleanPath(workingFolder_ + "/" + target.path);
        try {
            const auto status = tryReadStatus(target.path, Follow::No);
            if (!status) return;
            if (!target.isExplicit && !selection_.selectsPath(absolute)) return;
            count(*status);
            if (status->kind == FileKind::Directory)
                scanFolder(target.path, absolute, status->deviceId);
        } catch (const Error&) {
            // The backup reports it.
        }
    }

    void scanFolder(const std::string& path, const std::string& absolute, std::uint64_t device) {
        std::vector<std::string> subfolders;
        try {
            const Directory directory = Directory::open(path, Follow::No);
            const auto entries = directory.entries();
            const FolderMark* const mark = selection_.findMark(directory, entries);
            for (const DirectoryEntry& entry : entries) {
                if (stop_.stop_requested()) throw Cancelled{};
                if (mark && entry.name != mark->name) continue;
                const std::string entryPath = absolute + "/" + entry.name;
                if (!selection_.selectsPath(entryPath)) continue;
                const auto status = directory.tryStatus(entry.name);
                if (!status || !selection_.selectsStatus(entryPath, *status, device)) continue;
                count(*status);
                if (status->kind == FileKind::Directory && !selection_.isForeign(*status, device))
                    subfolders.push_back(entry.name);
            }
        } catch (const Error&) {
            return;  // The backup reports it.
        }
        for (const std::string& name : subfolders)
            scanFolder(path + "/" + name, absolute + "/" + name, device);
    }

    void count(const FileStatus& status) {
        if (status.kind == FileKind::Directory) {
            ++counters_.directories;
        } else if (status.kind == FileKind::Regular) {
            ++counters_.files;
            counters_.bytes += status.sizeBytes;
        }
    }

    const Selection& selection_;
    const std::string& workingFolder_;
    ScanCounters& counters_;
    const std::stop_token& stop_;
};

}  // namespace

void scanTargets(const TargetNode& targets,
                 const Selection& selection,
                 const std::string& workingFolder,
                 ScanCounters& counters,
                 const std::stop_token& stop) {
    Scanner{selection, workingFolder, counters, stop}.scanTargetsBelow(targets);
}

}  // namespace tl::engine
