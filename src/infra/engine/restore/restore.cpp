#include "infra/engine/restore/restore.h"

#include <algorithm>

#include "infra/engine/restore/blob_schedule.h"
#include "infra/engine/restore/content_comparer.h"
#include "infra/engine/restore/content_worker.h"
#include "infra/engine/restore/file_preparer.h"
#include "infra/engine/restore/file_tasks.h"
#include "infra/engine/restore/file_writer.h"
#include "infra/engine/restore/folder_opener.h"
#include "infra/engine/restore/replaced/replaced_keeper.h"
#include "infra/engine/restore/special_maker.h"
#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/named_entry.h"
#include "infra/resources/parallel.h"

namespace tl::engine {

namespace {

constexpr std::uint32_t kOwnerOnly = 0700;

/// Files that need a look or a preparation before content is written. The others, mostly small and
/// new, cost nothing here.
std::vector<std::size_t> filesToPrepare(const RestorePlan& plan) {
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < plan.files.size(); ++i) {
        const PlannedFile& file = plan.files[i];
        if (file.existing == Existing::SameKind || file.blobCount != 1) numbers.push_back(i);
    }
    return numbers;
}

/// Leaves no file with a part of its content behind, however the restore ends.
class UnfinishedFiles {
  public:
    UnfinishedFiles(const RestoreContext& context, FileTasks& tasks)
        : context_{context},
          tasks_{tasks} {}
    UnfinishedFiles(const UnfinishedFiles&) = delete;
    UnfinishedFiles& operator=(const UnfinishedFiles&) = delete;
    ~UnfinishedFiles() {
        FileWriter writer{context_, tasks_};
        for (std::size_t i = 0; i < tasks_.size(); ++i)
            writer.discard(i);
    }

  private:
    const RestoreContext& context_;
    FileTasks& tasks_;
};

class Execution {
  public:
    Execution(const RestoreContext& context, const std::stop_token& stop)
        : context_{context},
          stop_{stop},
          tasks_{context.plan},
          folders_{context.plan, context.target} {}

    std::vector<std::size_t> run(Verification verification) {
        remove(context_.plan.clearances, ReplacedKind::Clearance);
        makeFolders();
        restoreContent();
        makeSpecials();
        remove(context_.plan.removals, ReplacedKind::Removal);
        if (verification == Verification::Yes) verify();
        finishFolders();
        return failedFiles();
    }

  private:
    /// Runs `step`; an Error is reported for `path()`.
    template <typename Path, typename Step>
    void attempt(const Path& path, const Step& step) {
        if (stop_.stop_requested()) throw Cancelled{};
        try {
            step();
        } catch (const Error& error) {
            context_.progress.fail(path(), error.describe());
        }
    }

    void remove(const std::vector<PlannedRemoval>& removals, ReplacedKind kind) {
        for (std::size_t number = 0; number < removals.size(); ++number) {
            const PlannedRemoval& removal = removals[number];
            const auto path = [&] { return context_.plan.pathOf(removal); };
            attempt(path, [&] {
                const NamedEntry entry{folders_.open(removal.folder), removal.name};
                if (!removeEntry(entry, removal, {kind, number})) return;
                ++context_.progress.counters.entriesDeleted;
                context_.progress.item(path(), removal.isFolder, RestoredAs::Deleted, 0);
            });
        }
    }

    /// False when there was nothing.
    bool removeEntry(const NamedEntry& entry,
                     const PlannedRemoval& removal,
                     const ReplacedSlot& slot) {
        if (context_.replaced != nullptr)
            return context_.replaced->moveAway(entry, removal.folder, slot);
        return removal.isFolder ? entry.removeDirectory() : entry.removeFile();
    }

    void makeFolders() {
        for (FolderNumber number = 1; number < context_.plan.folders.size(); ++number) {
            const PlannedFolder& folder = context_.plan.folders[number];
            if (folder.use == FolderUse::Passed || folder.isMade) continue;
            attempt([&] { return context_.plan.pathOf(number); },
                    [&] { makeFolder(number, folder); });
        }
    }

    void makeFolder(FolderNumber number, const PlannedFolder& folder) {
        if (context_.replaced != nullptr) context_.replaced->require(number);
        if (folder.existing == Existing::SameKind) {
            makeWritable(folders_.open(number));
            return;
        }
        const NamedEntry entry{folders_.open(folder.parent), folder.name};
        if (folder.existing == Existing::OtherKind) {
            if (context_.replaced != nullptr) {
                context_.replaced->moveAway(entry, folder.parent, {ReplacedKind::Folder, number});
            } else {
                entry.removeFile();
            }
        }
        entry.makeDirectory(kOwnerOnly);
        if (context_.replaced != nullptr) context_.replaced->noteMade();
    }

    /// An ordinary user's own folder may be read-only; its final permissions come at the end.
    static void makeWritable(Directory& folder) {
        if (isRoot()) return;
        const FileStatus status = folder.status();
        if ((status.permissionBits & kOwnerOnly) == kOwnerOnly || status.userId != userId()) return;
        folder.handle().setPermissions(status.permissionBits | kOwnerOnly);
    }

    void restoreContent() {
        const UnfinishedFiles cleanUp{context_, tasks_};
        const auto toPrepare = filesToPrepare(context_.plan);
        forEachWithWorkers(
            toPrepare.size(), processorCount(),
            [&] {
                return [&, preparer = FilePreparer{context_, tasks_, PrepareMode::Begin}](
                           std::size_t i, const std::stop_token& stop) mutable {
                    preparer(toPrepare[i], stop);
                };
            },
            stop_);
        const BlobSchedule schedule =
            scheduleBlobs(context_.plan, context_.index, [&](std::size_t file, std::size_t blob) {
                return tasks_[file].step != FileStep::None && !tasks_.isBlobThere(blob);
            });
        // While some wait for the repository or the disk, others have the processors.
        const std::size_t useful =
            processorCount() + context_.repository.backend().properties().connections;
        const std::size_t threads = std::min(useful, context_.repository.memory().workers);
        forEachWithWorkers(
            schedule.ranges.size(), threads,
            [&] {
                return ContentWorker{context_, schedule, tasks_};
            },
            stop_);
    }

    void makeSpecials() {
        SpecialMaker maker{context_, tasks_};
        for (const PlannedSpecial& special : context_.plan.specials) {
            if (stop_.stop_requested()) throw Cancelled{};
            maker.makeSpecial(special);
        }
        for (const PlannedHardLink& link : context_.plan.hardLinks) {
            if (stop_.stop_requested()) throw Cancelled{};
            maker.makeHardLink(link);
        }
    }

    void verify() {
        forEachWithWorkers(
            context_.plan.files.size(), processorCount(),
            [&] {
                return [&, comparer = ContentComparer{context_.plan, context_.index},
                        folders = FolderOpener{context_.plan, context_.target}](
                           std::size_t file, const std::stop_token& stop) mutable {
                    verifyFile(file, comparer, folders, stop);
                };
            },
            stop_);
    }

    void verifyFile(std::size_t number,
                    ContentComparer& comparer,
                    FolderOpener& folders,
                    const std::stop_token& stop) {
        if (!tasks_[number].isWritten) return;
        const PlannedFile& file = context_.plan.files[number];
        const auto path = [&] { return context_.plan.pathOf(file); };
        attempt(path, [&] {
            const File opened = folders.open(file.folder).openSource(file.name);
            bool isSame = opened.status().sizeBytes == file.sizeBytes;
            comparer.compare(
                file, opened,
                [&isSame](std::size_t, std::uint64_t, bool isThere) { isSame = isSame && isThere; },
                stop);
            if (!isSame) {
                throw Error{ErrorKind::Corrupted,
                            "read again after the restore, it does not have the content that was "
                            "written; check the disk and the memory of this machine"};
            }
            ++context_.progress.counters.filesVerified;
        });
    }

    void finishFolders() {
        for (auto number = static_cast<FolderNumber>(context_.plan.folders.size()); number-- > 1;) {
            const PlannedFolder& folder = context_.plan.folders[number];
            if (folder.use == FolderUse::Passed || !folder.isComplete) continue;
            const auto path = [&] { return context_.plan.pathOf(number); };
            attempt(path, [&] {
                Directory& opened = folders_.open(number);
                if (context_.replaced != nullptr) context_.replaced->require(number);
                for (const auto& problem :
                     context_.metadata.apply(opened.handle(), folder.metadata))
                    context_.progress.fail(path(), problem);
                ++context_.progress.counters.entriesRestored;
                context_.progress.item(path(), true, RestoredAs::New, 0);
            });
        }
    }

    [[nodiscard]] std::vector<std::size_t> failedFiles() {
        std::vector<std::size_t> failed;
        for (std::size_t i = 0; i < tasks_.size(); ++i)
            if (tasks_[i].isFailed) failed.push_back(i);
        return failed;
    }

    const RestoreContext& context_;
    const std::stop_token& stop_;
    FileTasks tasks_;
    FolderOpener folders_;
};

template <typename Item>
void previewItems(const RestoreContext& context, const std::vector<Item>& items) {
    for (const Item& item : items) {
        ++context.progress.counters.entriesRestored;
        context.progress.item(
            context.plan.pathOf(item), false,
            item.existing == Existing::Nothing ? RestoredAs::New : RestoredAs::Updated, 0);
    }
}

void previewRemovals(const RestoreContext& context, const std::vector<PlannedRemoval>& removals) {
    for (const PlannedRemoval& removal : removals) {
        ++context.progress.counters.entriesDeleted;
        context.progress.item(context.plan.pathOf(removal), removal.isFolder, RestoredAs::Deleted,
                              0);
    }
}

void addOmission(std::vector<std::string>& sentences,
                 std::uint64_t count,
                 const std::string& what,
                 const std::string& advice) {
    if (count == 0) return;
    sentences.push_back("could not " + what + " of " + std::to_string(count) +
                        (count == 1 ? " item: " : " items: ") + advice);
}

}  // namespace

std::vector<std::size_t> executeRestore(const RestoreContext& context,
                                        Verification verification,
                                        const std::stop_token& stop) {
    if (context.replaced != nullptr)
        context.replaced->begin(context.plan, context.index, context.target);
    auto failed = Execution{context, stop}.run(verification);
    if (context.replaced != nullptr) context.replaced->end();
    return failed;
}

void previewRestore(const RestoreContext& context, const std::stop_token& stop) {
    previewRemovals(context, context.plan.clearances);
    for (FolderNumber number = 1; number < context.plan.folders.size(); ++number) {
        const PlannedFolder& folder = context.plan.folders[number];
        if (folder.use == FolderUse::Passed || folder.isMade) continue;
        ++context.progress.counters.entriesRestored;
        context.progress.item(context.plan.pathOf(number), true, RestoredAs::New, 0);
    }
    FileTasks tasks{context.plan};
    forEachWithWorkers(
        context.plan.files.size(), processorCount(),
        [&] {
            return FilePreparer{context, tasks, PrepareMode::Look};
        },
        stop);
    previewItems(context, context.plan.specials);
    previewItems(context, context.plan.hardLinks);
    previewRemovals(context, context.plan.removals);
}

std::vector<std::string> describeOmissions(const RestoreCounters& counters) {
    std::vector<std::string> sentences;
    addOmission(sentences, counters.ownersNotSet, "set the owner", "run as root to restore owners");
    addOmission(sentences, counters.attributesNotSet, "set some extended attributes",
                "only root may set some of them, and not every file system has them");
    if (counters.devicesNotMade > 0) {
        sentences.push_back("could not make " + std::to_string(counters.devicesNotMade) +
                            (counters.devicesNotMade == 1 ? " device" : " devices") +
                            ": run as root to restore devices");
    }
    return sentences;
}

}  // namespace tl::engine
