#include "infra/engine/copy/copy_blobs.h"

#include <algorithm>
#include <atomic>
#include <span>
#include <vector>

#include "infra/engine/pack/blob_reader.h"
#include "infra/engine/pack/pack_writer.h"
#include "infra/engine/pack/packing_end.h"
#include "infra/engine/prune/read_ranges.h"
#include "infra/errors/error.h"
#include "infra/errors/stop.h"
#include "infra/resources/buffer.h"
#include "infra/resources/mutex.h"
#include "infra/resources/worker_group.h"

namespace tl::engine {

namespace {

/// One thread's part.
class CopyWorker {
  public:
    CopyWorker(const CopySource& source, const CopyDestination& destination, PackWriter& packs)
        : source_{source},
          mayStayCompressed_{destination.repository.config().version >= 2 &&
                             destination.packing.compression == CompressionMode::Automatic},
          decoder_{source.repository},
          reader_{source.repository, source.index},
          packer_{destination.repository, packs, destination.packing} {}

    /// Returns the bytes of the blobs.
    std::uint64_t copy(const ReadRange& range, const std::stop_token& stop) {
        const std::span<const std::byte> bytes = read(range, stop);
        std::uint64_t copied = 0;
        for (const EntryNumber entry : range.blobs) {
            throwIfStopped(stop);
            const PackedBlob blob = source_.index.at(entry).blob;
            const std::size_t begin = blob.offset - range.offset;
            const bool isRead = begin + blob.length <= bytes.size();
            if (!isRead || !tryCopy(blob, bytes.subspan(begin, blob.length), stop))
                copyFromElsewhere(entry, blob.handle, stop);
            copied += blob.length;
        }
        return copied;
    }

    /// The blobs of which there is no good copy.
    [[nodiscard]] const std::vector<EntryNumber>& lost() const noexcept { return lost_; }

  private:
    /// From any place that the source has the blob at.
    void copyFromElsewhere(EntryNumber entry,
                           const BlobHandle& handle,
                           const std::stop_token& stop) {
        std::span<const std::byte> plaintext;
        try {
            plaintext = reader_.load(handle, stop);
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::Corrupted && error.kind() != ErrorKind::NotFound) throw;
            lost_.push_back(entry);
            return;
        }
        packer_.add(handle, plaintext, stop);
    }

    /// What can be read of the range: nothing when the pack is gone or lies on a bad spot.
    std::span<const std::byte> read(const ReadRange& range, const std::stop_token& stop) {
        bytes_.resize(range.length);
        const storage::FileId pack{storage::FileType::Pack, source_.index.packAt(range.pack).hex()};
        try {
            const auto got =
                source_.repository.backend().tryLoadRange(pack, range.offset, bytes_.bytes(), stop);
            return bytes_.bytes().first(got.value_or(0));
        } catch (const Error&) {
            return {};  // Blob by blob it may go better; if not, that throws.
        }
    }

    /// False when the blob is damaged.
    bool tryCopy(const PackedBlob& blob,
                 std::span<const std::byte> box,
                 const std::stop_token& stop) {
        if (blob.isCompressed() && mayStayCompressed_) {
            if (decoder_.tryOpen(blob, box, payload_)) return false;
            packer_.addEncoded(blob, payload_.bytes(), stop);
            return true;
        }
        if (decoder_.tryDecode(blob, box, payload_)) return false;
        packer_.add(blob.handle, payload_.bytes(), stop);
        return true;
    }

    const CopySource source_;
    const bool mayStayCompressed_;
    BlobDecoder decoder_;
    BlobReader reader_;
    BlobPacker packer_;
    Buffer bytes_;
    Buffer payload_;
    std::vector<EntryNumber> lost_;
};

}  // namespace

std::vector<EntryNumber> copyBlobs(const CopySource& source,
                                   const CopyDestination& destination,
                                   const CopyBatch& batch,
                                   CopyProgress& progress,
                                   const std::stop_token& stop) {
    const std::size_t threads = source.repository.readerCount();
    const std::vector<ReadRange> ranges =
        planReads(source.index, batch.blobs, source.repository.memory().rangeBytesFor(threads));
    WorkerGroup group{stop};
    PackWriter packs{destination.repository, destination.indexWriter, destination.packSizeBytes,
                     [&group] { group.requestStop(); }};
    std::atomic<std::size_t> next = 0;
    Mutex mutex;
    std::vector<EntryNumber> lost;  // Guarded by `mutex` until all workers have ended.
    const auto work = [&](const std::stop_token& inner) {
        CopyWorker worker{source, destination, packs};
        for (std::size_t i = next++; i < ranges.size(); i = next++) {
            throwIfStopped(inner);
            const std::uint64_t bytes = worker.copy(ranges[i], inner);
            progress.onCopied(ranges[i].blobs.size(), bytes);
        }
        const MutexLock lock{mutex};
        lost.insert(lost.end(), worker.lost().begin(), worker.lost().end());
    };
    for (std::size_t i = 0; i < std::min(threads, ranges.size()); ++i)
        group.start("copy", work);
    finishPacking(group, packs, destination.indexWriter, destination.clock, stop);
    finishIndex(destination.indexWriter, destination.clock, stop);
    return lost;
}

}  // namespace tl::engine
