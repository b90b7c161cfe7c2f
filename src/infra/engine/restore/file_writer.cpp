#include "infra/engine/restore/file_writer.h"

#include <utility>

#include "infra/engine/restore/replaced/replaced_keeper.h"
#include "infra/engine/restore/sparse_write.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"

namespace tl::engine {

namespace {

constexpr std::uint32_t kOwnerOnly = 0600;
/// With less room than this, a disk counts as full.
constexpr std::uint64_t kLeastRoomBytes = 1U << 20U;

}  // namespace

void clearPlace(const NamedEntry& entry) {
    const auto status = entry.tryStatus();
    if (!status) return;
    if (status->kind == FileKind::Directory) {
        entry.removeDirectory();
    } else {
        entry.removeFile();
    }
}

FileWriter::FileWriter(const RestoreContext& context, FileTasks& tasks)
    : context_{context},
      tasks_{tasks},
      folders_{context.plan, context.target},
      userId_{userId()},
      groupId_{groupId()} {}

NamedEntry FileWriter::entryOf(std::size_t file) {
    const PlannedFile& planned = context_.plan.files[file];
    return {folders_.open(planned.folder), planned.name};
}

NamedEntry FileWriter::unfinishedEntryOf(std::size_t file) {
    if (context_.replaced == nullptr) return entryOf(file);
    stagedName_ = ReplacedSlot{ReplacedKind::File, file}.name();
    return {context_.replaced->staging(context_.plan.files[file].folder), stagedName_};
}

File FileWriter::openExisting(std::size_t file) {
    const PlannedFile& planned = context_.plan.files[file];
    File opened = folders_.open(planned.folder).openSource(planned.name);
    if (opened.status().kind != FileKind::Regular)
        throw Error{ErrorKind::InvalidInput, "it is no regular file any more"};
    return opened;
}

bool FileWriter::isUpdatable(std::size_t file) {
    if (context_.replaced != nullptr) return false;
    try {
        return entryOf(file).openFile().status().links == 1;
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::PermissionDenied) throw;
        return false;
    }
}

void FileWriter::finishUnchanged(std::size_t file, File& opened) {
    tasks_[file].step = FileStep::None;
    if (context_.replaced != nullptr) context_.replaced->require(context_.plan.files[file].folder);
    applyMetadata(file, opened);
    countUnchanged(file);
}

void FileWriter::countUnchanged(std::size_t file) {
    const PlannedFile& planned = context_.plan.files[file];
    RestoreProgress& progress = context_.progress;
    ++progress.counters.entriesSkipped;
    progress.counters.bytesSkipped += planned.sizeBytes;
    if (progress.wantsItems()) {
        progress.item(context_.plan.pathOf(planned), false, RestoredAs::Unchanged,
                      planned.sizeBytes);
    }
}

void FileWriter::replace(std::size_t file) {
    const PlannedFile& planned = context_.plan.files[file];
    FileTask& task = tasks_[file];
    task.step = FileStep::Whole;
    task.isNew = true;
    task.isInTheWay = true;
    for (std::size_t i = planned.firstBlob; i < planned.firstBlob + planned.blobCount; ++i)
        tasks_.setBlobThere(i, false);
}

void FileWriter::begin(std::size_t file) {
    try {
        if (tasks_[file].isNew) {
            beginNew(file);
        } else {
            beginUpdate(file);
        }
    } catch (const Error& error) {
        tasks_[file].step = FileStep::None;
        discard(file);
        fail(file, error);
    }
}

void FileWriter::beginNew(std::size_t file) {
    const PlannedFile& planned = context_.plan.files[file];
    FileTask& task = tasks_[file];
    if (planned.blobCount == 1) return;
    File opened = create(file, kOwnerOnly);
    task.step = FileStep::Parts;
    task.isUnfinished = true;
    // Holes are what is never written; the size must come from somewhere.
    if (context_.holes == Holes::Yes) opened.truncate(planned.sizeBytes);
    task.blobsLeft = planned.blobCount;
    if (planned.blobCount == 0) finish(file, opened);
}

void FileWriter::beginUpdate(std::size_t file) {
    const PlannedFile& planned = context_.plan.files[file];
    FileTask& task = tasks_[file];
    std::uint32_t blobsLeft = 0;
    for (std::size_t i = planned.firstBlob; i < planned.firstBlob + planned.blobCount; ++i)
        blobsLeft += tasks_.isBlobThere(i) ? 0 : 1;
    File opened = entryOf(file).openFile();
    task.step = FileStep::Parts;
    task.isUnfinished = true;
    opened.truncate(planned.sizeBytes);
    task.blobsLeft = blobsLeft;
    if (blobsLeft == 0) finish(file, opened);
}

void FileWriter::write(std::size_t file, std::uint64_t offset, std::span<const std::byte> content) {
    if (tasks_[file].step == FileStep::None) return;
    if (tasks_[file].step == FileStep::Whole) {
        makeWhole(file, content);
        return;
    }
    File opened;
    try {
        if (!tasks_[file].isFailed) {
            opened = openPart(file);
            writeContent(opened, file, offset, content);
        }
    } catch (const Error& error) {
        fail(file, error);
    }
    settle(file, std::move(opened));
}

void FileWriter::lose(std::size_t file, const std::string& why) {
    reportFailure(file, why);
    if (tasks_[file].step == FileStep::Parts) settle(file, {});
}

void FileWriter::makeWhole(std::size_t file, std::span<const std::byte> content) {
    try {
        File opened = create(file, firstPermissions(context_.plan.files[file].metadata));
        tasks_[file].isUnfinished = true;
        if (context_.holes == Holes::Yes) opened.truncate(content.size());
        writeContent(opened, file, 0, content);
        finish(file, opened);
    } catch (const Error& error) {
        fail(file, error);
        discard(file);
    }
}

/// Of a file that is ours to the end, the permissions can be right from the start; any other is
/// nobody else's business until it is finished.
std::uint32_t FileWriter::firstPermissions(const ItemMetadata& metadata) const {
    const bool isOurs = metadata.userId == userId_ && metadata.groupId == groupId_;
    constexpr std::uint32_t kPlainBits = 0777;
    return isOurs && metadata.attributes.empty() ? metadata.permissionBits & kPlainBits
                                                 : kOwnerOnly;
}

File FileWriter::create(std::size_t file, std::uint32_t permissionBits) {
    const NamedEntry entry = unfinishedEntryOf(file);
    if (tasks_[file].isInTheWay && context_.replaced == nullptr) clearPlace(entry);
    return entry.createFile(permissionBits);
}

File FileWriter::openPart(std::size_t file) {
    File opened = unfinishedEntryOf(file).openFile();
    // It had one name when it was begun. Another one may be a trap that leads out of the target.
    if (opened.status().links != 1)
        throw Error{ErrorKind::InvalidInput, "it was replaced while it was being restored"};
    return opened;
}

void FileWriter::writeContent(File& opened,
                              std::size_t file,
                              std::uint64_t offset,
                              std::span<const std::byte> content) {
    if (context_.holes == Holes::Yes && tasks_[file].isNew) {
        writeWithHoles(opened, offset, content);
    } else {
        opened.writeAllAt(offset, content);
    }
    writeBehind_.note(opened, offset, content.size());
    context_.progress.counters.bytesRestored += content.size();
}

void FileWriter::settle(std::size_t file, File opened) {
    FileTask& task = tasks_[file];
    if (--task.blobsLeft != 0) return;
    try {
        if (!task.isFailed) {
            finish(file, opened);
            return;
        }
    } catch (const Error& error) {
        fail(file, error);
    }
    discard(file);
}

void FileWriter::finish(std::size_t file, File& opened) {
    const PlannedFile& planned = context_.plan.files[file];
    FileTask& task = tasks_[file];
    applyMetadata(file, opened);
    opened.close();
    if (context_.replaced != nullptr) {
        const ReplacedSlot slot{ReplacedKind::File, file};
        const NamedEntry entry = entryOf(file);
        if (task.isInTheWay) context_.replaced->moveAway(entry, planned.folder, slot);
        context_.replaced->place(entry, planned.folder, slot);
    }
    task.isUnfinished = false;
    task.isWritten = true;
    RestoreProgress& progress = context_.progress;
    ++progress.counters.entriesRestored;
    if (progress.wantsItems()) {
        progress.item(context_.plan.pathOf(planned), false,
                      planned.existing == Existing::Nothing ? RestoredAs::New : RestoredAs::Updated,
                      planned.sizeBytes);
    }
}

void FileWriter::applyMetadata(std::size_t file, File& opened) {
    const PlannedFile& planned = context_.plan.files[file];
    for (const std::string& problem : context_.metadata.apply(opened, planned.metadata))
        context_.progress.fail(context_.plan.pathOf(planned), problem);
}

void FileWriter::fail(std::size_t file, const Error& error) {
    reportFailure(file, error.describe());
    if (error.kind() != ErrorKind::ResourceExhausted) return;
    if (freeSpace(context_.target.path()) < kLeastRoomBytes)
        throw Error{ErrorKind::ResourceExhausted,
                    "the disk is full, so the restore was stopped; make room or choose another "
                    "target, and run it again"};
}

void FileWriter::reportFailure(std::size_t file, const std::string& why) {
    if (tasks_[file].isFailed.exchange(true)) return;
    context_.progress.fail(context_.plan.pathOf(context_.plan.files[file]), why);
}

void FileWriter::discard(std::size_t file) {
    FileTask& task = tasks_[file];
    if (!std::exchange(task.isUnfinished, false)) return;
    const std::string path = context_.plan.pathOf(context_.plan.files[file]);
    try {
        if (task.isNew) {
            unfinishedEntryOf(file).removeFile();
        } else {
            context_.progress.fail(
                path, "it existed before and now has old and new parts; restore it again");
        }
    } catch (const Error& error) {
        context_.progress.fail(path, error.describe());
    }
}

}  // namespace tl::engine
