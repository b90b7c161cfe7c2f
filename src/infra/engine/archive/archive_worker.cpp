#include "infra/engine/archive/archive_worker.h"

#include <algorithm>
#include <utility>

#include "infra/errors/error.h"

namespace tl::engine {

namespace {

/// What is read beyond the least length of a chunk, and each further time until its end is found.
/// What was read too much is copied to the next chunk, so it should not be large either.
constexpr std::size_t kReadStep = 256U << 10U;

std::size_t nextReadSize(std::size_t have, std::uint64_t sizeExpected) {
    // One byte more than a small file has: a short read then tells its end without another call.
    if (have == 0 && sizeExpected < kChunkSizeMin)
        return static_cast<std::size_t>(sizeExpected) + 1;
    return have < kChunkSizeMin ? kChunkSizeMin + kReadStep - have : kReadStep;
}

std::string pathOf(const FileTask& task) {
    return task.tree->path() + "/" + task.node.name;
}

}  // namespace

ArchiveWorker::ArchiveWorker(const ArchiveContext& context, std::optional<BlobId>& root)
    : context_{context},
      root_{root},
      saver_{context.repository, context.claims, context.packs, context.options.blobs},
      nodes_{context.users, context.zone, context.options.accessTime},
      walker_{context, [this](FileBatch files, const std::stop_token& stop) {
                  archiveFiles(std::move(files), stop);
              }} {}

void ArchiveWorker::run(const std::stop_token& stop) {
    while (auto work = context_.queue.pop(stop)) {
        if (const auto* folder = std::get_if<FolderTask>(&*work))
            walkFolder(*folder, stop);
        else if (auto* files = std::get_if<FileBatch>(&*work))
            archiveFiles(std::move(*files), stop);
        else if (auto* chunk = std::get_if<ChunkTask>(&*work))
            storeChunk(*chunk, stop);
        else
            walkTargets(std::get<TargetsTask>(*work), stop);
    }
}

void ArchiveWorker::walkTargets(const TargetsTask& task, const std::stop_token& stop) {
    const auto trees = walker_.walkTargets(task, stop);
    archiveFiles(walker_.takeRest(), stop);
    for (const auto& tree : trees)
        releaseTree(tree, stop);
}

void ArchiveWorker::walkFolder(const FolderTask& task, const std::stop_token& stop) {
    const auto tree = walker_.walkFolder(task, stop);
    archiveFiles(walker_.takeRest(), stop);
    releaseTree(tree, stop);
}

void ArchiveWorker::archiveFiles(FileBatch files, const std::stop_token& stop) {
    for (FileTask& file : files)
        archiveFile(std::move(file), stop);
}

void ArchiveWorker::archiveFile(FileTask task, const std::stop_token& stop) {
    if (stop.stop_requested()) throw Cancelled{};
    auto file = tryOpen(task);
    if (!file) {
        leaveOut(task, stop);
        return;
    }
    const std::string path = pathOf(task);
    context_.events.onFileStarted(path);
    const auto progress =
        std::make_shared<FileInProgress>(std::move(task), context_.clock.monotonic());
    // Only reading may fail for one file alone; what storing throws ends the backup.
    const auto source = [&](std::span<std::byte> out) -> std::optional<std::size_t> {
        try {
            return file->read(out);
        } catch (const Error& error) {
            reportFailure(progress->task(), error);
            return std::nullopt;
        }
    };
    readChunks(source, progress, stop);
    releaseFile(progress, stop);
    context_.events.onFileDone(path);
}

void ArchiveWorker::archiveStream(FileTask task,
                                  const ByteSource& source,
                                  const std::stop_token& stop) {
    const auto progress =
        std::make_shared<FileInProgress>(std::move(task), context_.clock.monotonic());
    readChunks(source, progress, stop);
    releaseFile(progress, stop);
}

/// The open file, with the task's node brought up to date; nothing when it cannot be read.
std::optional<File> ArchiveWorker::tryOpen(FileTask& task) {
    try {
        File file = File::openSource(task.path);
        const FileStatus status = file.status();
        if (status.kind != FileKind::Regular)
            throw Error{ErrorKind::Unavailable,
                        "the file was replaced by something else meanwhile"};
        refreshNode(task, file, status);
        return file;
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::NotFound)
            context_.events.onWarning(pathOf(task) + " has vanished, so it is left out");
        else
            reportFailure(task, error);
        return std::nullopt;
    }
}

/// The metadata that is stored must not be newer than the content, or a change would never be
/// noticed; so a file that has changed since the walker saw it gets what it has at its opening.
void ArchiveWorker::refreshNode(FileTask& task, const File& file, const FileStatus& status) {
    const auto isSame = [](WallTime now, const Timestamp& then) {
        return now.seconds == then.seconds && now.nanoseconds == then.nanoseconds;
    };
    Node& node = task.node;
    if (isSame(status.changed, node.ctime) && isSame(status.modified, node.mtime) &&
        status.inode == node.inode)
        return;
    node = nodes_.build(node.name, status);
    for (NamedAttribute& attribute : file.readExtendedAttributes())
        node.extendedAttributes.push_back({std::move(attribute.name), std::move(attribute.value)});
}

void ArchiveWorker::readChunks(const ByteSource& source,
                               const std::shared_ptr<FileInProgress>& progress,
                               const std::stop_token& stop) {
    Buffer data = context_.buffers.take();
    const std::uint64_t sizeExpected = progress->task().node.size;
    std::uint64_t total = 0;
    std::size_t count = 0;
    std::size_t scanned = 0;
    for (bool isEnd = false; !isEnd;) {
        if (stop.stop_requested()) throw Cancelled{};
        const std::size_t have = data.size();
        const std::size_t want = nextReadSize(have, sizeExpected - std::min(sizeExpected, total));
        data.resize(have + want);
        const auto got = source(data.bytes().last(want));
        if (!got) {
            progress->fail();
            return;
        }
        data.resize(have + *got);
        isEnd = *got < want;
        total += *got;
        context_.counters.bytes += *got;
        while (data.size() > 0) {
            std::size_t length = context_.chunker.findCut(data.bytes(), scanned);
            if (length == 0 && isEnd) length = data.size();
            if (length == 0) break;
            scanned = 0;
            progress->expectChunk();
            ChunkTask chunk{progress, count++, takeChunk(data, length)};
            // After the last chunk this worker has nothing else to do for the file.
            if (isEnd && data.size() == 0)
                storeChunk(chunk, stop);
            else
                passOn(std::move(chunk), stop);
        }
    }
    context_.buffers.give(std::move(data));
    progress->task().node.size = total;
}

/// The first `length` bytes of `data`, which keeps the rest.
Buffer ArchiveWorker::takeChunk(Buffer& data, std::size_t length) {
    Buffer rest = context_.buffers.take();
    rest.append(data.bytes().subspan(length));
    data.resize(length);
    return std::exchange(data, std::move(rest));
}

void ArchiveWorker::passOn(ChunkTask chunk, const std::stop_token& stop) {
    Work work{std::move(chunk)};
    if (!context_.queue.tryHandOver(work)) storeChunk(std::get<ChunkTask>(work), stop);
}

void ArchiveWorker::storeChunk(ChunkTask& chunk, const std::stop_token& stop) {
    const std::size_t size = chunk.data.size();
    const SavedBlob saved = saver_.save(BlobType::Data, chunk.data.bytes(), stop);
    context_.buffers.give(std::move(chunk.data));
    chunk.file->setChunk(chunk.index, saved.id);
    if (saved.isNew) {
        ++context_.counters.dataBlobs;
        context_.counters.bytesAdded += size;
        context_.counters.bytesAddedPacked += saved.storedSize;
        chunk.file->addNewData(size, saved.storedSize);
    }
    releaseFile(chunk.file, stop);
}

void ArchiveWorker::releaseFile(const std::shared_ptr<FileInProgress>& progress,
                                const std::stop_token& stop) {
    if (!progress->release()) return;
    FileTask& task = progress->task();
    if (progress->hasFailed()) {
        leaveOut(task, stop);
        return;
    }
    ++context_.counters.files;
    ++(task.action == ItemAction::New ? context_.counters.filesNew
                                      : context_.counters.filesChanged);
    if (context_.events.wantsItems()) {
        context_.events.onItem({.path = pathOf(task),
                                .isDirectory = false,
                                .action = task.action,
                                .duration = context_.clock.monotonic() - progress->startedAt(),
                                .dataSize = progress->newBytes(),
                                .dataSizeInRepository = progress->newBytesInRepository()});
    }
    task.node.content = progress->takeContent();
    task.tree->deliver(task.slot, std::move(task.node));
    releaseTree(task.tree, stop);
}

void ArchiveWorker::leaveOut(const FileTask& task, const std::stop_token& stop) {
    task.tree->deliver(task.slot, std::nullopt);
    releaseTree(task.tree, stop);
}

void ArchiveWorker::reportFailure(const FileTask& task, const Error& error) {
    ++context_.counters.failures;
    context_.events.onFailure({task.path, BackupPhase::Archival, error.describe()});
}

void ArchiveWorker::releaseTree(const std::shared_ptr<PendingTree>& tree,
                                const std::stop_token& stop) {
    if (tree->release()) completeTree(tree, stop);
}

/// Stores a complete tree, and those above it that it completes.
void ArchiveWorker::completeTree(std::shared_ptr<PendingTree> tree, const std::stop_token& stop) {
    while (tree) {
        const std::string json = tree->finish();
        const SavedBlob saved = saver_.save(BlobType::Tree, std::as_bytes(std::span{json}), stop);
        if (saved.isNew) {
            ++context_.counters.treeBlobs;
            context_.counters.bytesAdded += json.size();
            context_.counters.bytesAddedPacked += saved.storedSize;
        }
        if (!tree->place()) {
            if (tree->nodeCount() > 0) root_ = saved.id;
            return;
        }
        deliverFolder(*tree, saved, json.size());
        const std::shared_ptr<PendingTree> above = tree->place()->above;
        tree = above->release() ? above : nullptr;
    }
}

void ArchiveWorker::deliverFolder(PendingTree& tree, const SavedBlob& saved, std::size_t jsonSize) {
    PendingTree::Place& place = *tree.place();
    place.node.subtree = saved.id;
    ItemAction action = ItemAction::New;
    if (place.parentNode && place.parentNode->type == NodeType::Directory)
        action = *place.parentNode == place.node ? ItemAction::Unchanged : ItemAction::Modified;
    ArchiveCounters& counters = context_.counters;
    ++(action == ItemAction::New         ? counters.directoriesNew
       : action == ItemAction::Unchanged ? counters.directoriesUnmodified
                                         : counters.directoriesChanged);
    if (context_.events.wantsItems()) {
        context_.events.onItem({.path = tree.path(),
                                .isDirectory = true,
                                .action = action,
                                .metadataSize = saved.isNew ? jsonSize : 0,
                                .metadataSizeInRepository = saved.storedSize});
    }
    place.above->deliver(place.slot, std::move(place.node));
}

}  // namespace tl::engine
