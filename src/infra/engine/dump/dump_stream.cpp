#include "infra/engine/dump/dump_stream.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "infra/engine/dump/dump_batch.h"
#include "infra/engine/repository/tree_walk.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/named_entry.h"
#include "infra/resources/bounded_queue.h"
#include "infra/resources/worker_group.h"

namespace tl::engine {

namespace {

/// Batches beyond one for each loader: one to fill, one to deliver.
constexpr std::size_t kSpareBatches = 2;

/// The batches on their way: free, to be loaded, and in the order of delivery.
class BatchCycle {
  public:
    explicit BatchCycle(std::size_t count) : free_{count}, toLoad_{count}, ordered_{count} {
        for (std::size_t i = 0; i < count; ++i)
            batches_.push_back(std::make_unique<DumpBatch>());
    }

    void start(const std::stop_token& stop) {
        for (const auto& batch : batches_)
            free_.push(batch.get(), stop);
    }

    [[nodiscard]] DumpBatch& takeFree(const std::stop_token& stop) {
        return **free_.pop(stop);  // This queue is never closed.
    }
    void handOn(DumpBatch& batch, const std::stop_token& stop) {
        toLoad_.push(&batch, stop);
        ordered_.push(&batch, stop);
    }
    void close() {
        toLoad_.close();
        ordered_.close();
    }

    void load(const DumpSource& source, const std::stop_token& stop) {
        BlobReader reader{source.repository, source.index};
        BlobDecoder decoder{source.repository};
        while (const auto batch = toLoad_.pop(stop))
            (*batch)->load(source.repository, reader, decoder, stop);
    }
    void deliver(DumpSink& sink, const std::stop_token& stop) {
        while (const auto batch = ordered_.pop(stop)) {
            (*batch)->deliver(sink, stop);
            free_.push(*batch, stop);
        }
    }

  private:
    std::vector<std::unique_ptr<DumpBatch>> batches_;
    BoundedQueue<DumpBatch*> free_;
    BoundedQueue<DumpBatch*> toLoad_;
    BoundedQueue<DumpBatch*> ordered_;
};

/// Puts entries and their content into batches.
class BatchFiller {
  public:
    BatchFiller(const BlobIndex& index, BatchCycle& cycle, const std::stop_token& stop)
        : index_{index},
          cycle_{cycle},
          stop_{stop},
          batch_{&cycle.takeFree(stop)} {}

    void add(std::string path, Node&& node) {
        const std::vector<BlobId> content =
            node.content ? std::exchange(node.content, std::vector<BlobId>{}).value()
                         : std::vector<BlobId>{};
        const bool isFile = node.type == NodeType::File;
        const std::uint64_t sizeWanted = node.size;
        const std::vector<StoredBlob> blobs =
            isFile ? findBlobs(path, content, sizeWanted) : std::vector<StoredBlob>{};
        turnOverWhenFull();
        batch_->addEntry(std::move(path), std::move(node));
        for (const StoredBlob& blob : blobs) {
            turnOverWhenFull();
            batch_->addContent(blob);
        }
    }

    void finish() {
        if (!batch_->isEmpty()) cycle_.handOn(*batch_, stop_);
        cycle_.close();
    }

  private:
    std::vector<StoredBlob> findBlobs(const std::string& path,
                                      const std::vector<BlobId>& content,
                                      std::uint64_t sizeWanted) const {
        std::vector<StoredBlob> blobs;
        blobs.reserve(content.size());
        std::uint64_t size = 0;
        for (const BlobId& id : content) {
            const auto place = index_.find({BlobType::Data, id});
            if (!place)
                throw Error{ErrorKind::NotFound,
                            "no index lists a part of " + quoted(path),
                            {{"blob", id.hex()}}};
            size += place->blob.plaintextLength();
            blobs.push_back(*place);
        }
        // An archive tells a file's size before its content.
        if (size != sizeWanted)
            throw Error{ErrorKind::Corrupted, quoted(path) + " should have " +
                                                  std::to_string(sizeWanted) + " bytes, but has " +
                                                  std::to_string(size)};
        return blobs;
    }

    void turnOverWhenFull() {
        if (!batch_->isFull()) return;
        cycle_.handOn(*batch_, stop_);
        batch_ = &cycle_.takeFree(stop_);
    }

    const BlobIndex& index_;
    BatchCycle& cycle_;
    const std::stop_token& stop_;
    DumpBatch* batch_;
};

/// Passes on what a dump holds: files, folders and links. Devices, fifos and sockets mean nothing
/// elsewhere, so they are left out, as restic does.
class FolderVisitor final : public TreeVisitor {
  public:
    FolderVisitor(const std::string& prefix, BatchFiller& filler)
        : prefix_{prefix},
          filler_{filler} {}

    Descend onNode(const std::string& path, Node& node) override {
        if (!NamedEntry::isPlain(node.name))
            throw Error{ErrorKind::Corrupted, "an entry has the impossible name " +
                                                  quoted(node.name) + " at " + quoted(path)};
        const NodeType type = node.type;
        const bool isDumped =
            type == NodeType::File || type == NodeType::Directory || type == NodeType::Symlink;
        if (isDumped) filler_.add(prefix_ + path.substr(1), std::move(node));
        return Descend::Yes;
    }

    void onLeaveFolder(const std::string& /*path*/) override {}

    void onUnreadableFolder(const std::string& path, const Error& error) override {
        Error told = error;
        told.add("folder", path);
        throw told;
    }

  private:
    const std::string& prefix_;
    BatchFiller& filler_;
};

/// Runs `fill` in front of the loaders and the delivery.
void runStream(const DumpSource& source,
               const std::function<void(BatchFiller& filler, const std::stop_token& stop)>& fill,
               DumpSink& sink,
               const std::stop_token& stop) {
    const std::size_t loaders = source.repository.readerCount();
    BatchCycle cycle{loaders + kSpareBatches};
    WorkerGroup workers{stop};
    cycle.start(workers.token());
    workers.start("dump walk", [&](const std::stop_token& inner) {
        BatchFiller filler{source.index, cycle, inner};
        fill(filler, inner);
        filler.finish();
    });
    for (std::size_t i = 0; i < loaders; ++i)
        workers.start("dump load",
                      [&](const std::stop_token& inner) { cycle.load(source, inner); });
    workers.start("dump write", [&](const std::stop_token& inner) { cycle.deliver(sink, inner); });
    workers.join();
}

}  // namespace

void streamFile(const DumpSource& source,
                const Node& file,
                DumpSink& sink,
                const std::stop_token& stop) {
    const auto fill = [&](BatchFiller& filler, const std::stop_token& /*inner*/) {
        filler.add(file.name, Node{file});
    };
    runStream(source, fill, sink, stop);
}

void streamFolder(const DumpSource& source,
                  const BlobId& tree,
                  const std::string& prefix,
                  DumpSink& sink,
                  const std::stop_token& stop) {
    const auto fill = [&](BatchFiller& filler, const std::stop_token& inner) {
        BlobReader reader{source.repository, source.index};
        FolderVisitor visitor{prefix, filler};
        walkTree(reader, tree, visitor, inner);
    };
    runStream(source, fill, sink, stop);
}

}  // namespace tl::engine
