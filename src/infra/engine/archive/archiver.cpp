#include "infra/engine/archive/archiver.h"

#include <functional>
#include <utility>

#include "infra/engine/archive/archive_worker.h"
#include "infra/engine/pack/packing_end.h"
#include "infra/resources/worker_group.h"

namespace tl::engine {

namespace {

/// Groups of files that may wait for each worker.
constexpr std::size_t kBatchesPerWorker = 4;

/// Chunks in the making, for each worker: the one it reads, the next one's beginning, one handed
/// over.
constexpr std::size_t kBuffersPerWorker = 3;

constexpr std::size_t kChunkBuffer = kChunkSizeMax + (512U << 10U);
/// Longer than four of five chunks.
constexpr std::size_t kChunkBytesKept = std::size_t{2} << 20U;

/// The threads of one backup and what they share.
class Run {
  public:
    Run(const ArchiveSetting& setting, const std::stop_token& stop)
        : setting_{setting},
          stop_{stop},
          claims_{setting.index},
          chunker_{setting.repository.config().chunkerPolynomial},
          buffers_{{.capacity = kChunkBuffer,
                    .bytesKept = kChunkBytesKept,
                    .idleMax = kBuffersPerWorker * setting.options.workers}},
          queue_{kBatchesPerWorker * setting.options.workers},
          group_{stop},
          packs_{setting.repository, setting.indexWriter, setting.options.packSizeBytes,
                 [this] { group_.requestStop(); }},
          context_{setting.repository, setting.index,    claims_, packs_,       setting.selection,
                   setting.options,    chunker_,         users_,  setting.zone, setting.clock,
                   setting.events,     setting.counters, queue_,  buffers_} {}

    /// Does `first`, and all the work that comes of it.
    std::optional<BlobId> run(Work first) {
        queue_.push(std::move(first), stop_);
        queue_.close();
        startWorkers();
        finish();
        return root_;
    }

    /// Runs `produce` in a thread beside the workers, to which it may hand work over.
    std::optional<BlobId> run(const std::function<void(const std::stop_token& stop)>& produce) {
        startWorkers();
        group_.start("backup reader", [this, &produce](const std::stop_token& inner) {
            produce(inner);
            queue_.close();
        });
        finish();
        return root_;
    }

    [[nodiscard]] const ArchiveContext& context() const noexcept { return context_; }
    [[nodiscard]] std::optional<BlobId>& root() noexcept { return root_; }

  private:
    void startWorkers() {
        for (std::size_t i = 0; i < setting_.options.workers; ++i)
            queue_.addWorker();
        for (std::size_t i = 0; i < setting_.options.workers; ++i) {
            group_.start("backup worker", [this](const std::stop_token& inner) {
                ArchiveWorker{context_, root_}.run(inner);
            });
        }
    }

    void finish() {
        finishPacking(group_, packs_, setting_.indexWriter, setting_.clock, stop_);
        countPacks();
        finishIndex(setting_.indexWriter, setting_.clock, stop_);
    }

    void countPacks() {
        constexpr std::uint64_t kHeaderFrame =
            36;  // A header's box and length, without its entries.
        setting_.counters.bytesAddedPacked += packs_.packCount() * kHeaderFrame;
    }

    const ArchiveSetting& setting_;
    const std::stop_token stop_;
    BlobClaims claims_;
    const Chunker chunker_;
    BufferPool buffers_;
    UserNames users_;
    ArchiveQueue queue_;
    std::optional<BlobId> root_;  ///< Written by one worker, read after all have ended.
    WorkerGroup group_;
    PackWriter packs_;
    const ArchiveContext context_;
};

}  // namespace

std::optional<BlobId> archiveTargets(const ArchiveSetting& setting,
                                     const TargetNode& targets,
                                     const std::string& workingFolder,
                                     const std::optional<BlobId>& parent,
                                     const std::stop_token& stop) {
    Run run{setting, stop};
    return run.run(TargetsTask{&targets, workingFolder, parent});
}

std::optional<BlobId> archiveStream(const ArchiveSetting& setting,
                                    const StreamTarget& target,
                                    const ByteSource& stream,
                                    const std::stop_token& stop) {
    Run run{setting, stop};
    return run.run([&](const std::stop_token& inner) {
        auto tree = std::make_shared<PendingTree>(std::string{}, std::nullopt);
        std::vector<std::shared_ptr<PendingTree>> folders{tree};
        for (const std::string& name : target.folders) {
            Node node = target.folder;
            node.name = name;
            tree->expect();
            const std::string path = tree->path() + "/" + name;
            tree = std::make_shared<PendingTree>(
                path, PendingTree::Place{tree, 0, std::move(node), std::nullopt});
            folders.push_back(tree);
        }
        tree->expect();
        // The reader's hold on the folders ends before the file does: the file completes them all.
        for (const auto& folder : folders)
            (void)folder->release();
        ArchiveWorker worker{run.context(), run.root()};
        worker.archiveStream({tree, 0, target.file.name, target.file, ItemAction::New}, stream,
                             inner);
    });
}

}  // namespace tl::engine
