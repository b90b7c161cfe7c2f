#include "infra/engine/prune/repack.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

#include "infra/engine/pack/blob_reader.h"
#include "infra/engine/pack/pack_writer.h"
#include "infra/engine/pack/packing_end.h"
#include "infra/engine/prune/read_ranges.h"
#include "infra/errors/error.h"
#include "infra/errors/stop.h"
#include "infra/resources/buffer.h"
#include "infra/resources/worker_group.h"

namespace tl::engine {

namespace {

/// One thread's part.
class RepackWorker {
  public:
    RepackWorker(const RepackSetting& setting, PackWriter& packs)
        : setting_{setting},
          decoder_{setting.repository},
          reader_{setting.repository, setting.index},
          packer_{setting.repository, packs, setting.packing} {}

    void copy(const ReadRange& range, const std::stop_token& stop) {
        const std::span<const std::byte> bytes = read(range, stop);
        for (const EntryNumber entry : range.blobs) {
            const PackedBlob blob = setting_.index.at(entry).blob;
            const std::size_t begin = blob.offset - range.offset;
            const std::size_t end = begin + blob.length;
            if (end > bytes.size() || !tryCopy(blob, bytes.subspan(begin, blob.length), stop))
                copyFromAnywhere(blob.handle, stop);
        }
    }

  private:
    /// What can be read of the range: nothing when the pack is gone or lies on a bad spot.
    std::span<const std::byte> read(const ReadRange& range, const std::stop_token& stop) {
        bytes_.resize(range.length);
        const storage::FileId pack{storage::FileType::Pack,
                                   setting_.index.packAt(range.pack).hex()};
        try {
            const auto got = setting_.repository.backend().tryLoadRange(pack, range.offset,
                                                                        bytes_.bytes(), stop);
            return bytes_.bytes().first(got.value_or(0));
        } catch (const Error&) {
            return {};  // Blob by blob it may go better; if not, that throws.
        }
    }

    /// False when the blob is damaged.
    bool tryCopy(const PackedBlob& blob,
                 std::span<const std::byte> box,
                 const std::stop_token& stop) {
        if (decoder_.tryOpen(blob, box, payload_)) return false;
        if (!blob.isCompressed()) {
            packer_.add(blob.handle, payload_.bytes(), stop);
            return true;
        }
        // Format 1 knows no compression: a blob that has it all the same is copied the other way.
        if (setting_.repository.config().version < 2) return false;
        packer_.addEncoded(blob, payload_.bytes(), stop);
        return true;
    }

    void copyFromAnywhere(const BlobHandle& handle, const std::stop_token& stop) {
        packer_.add(handle, load(handle, stop), stop);
    }

    std::span<const std::byte> load(const BlobHandle& handle, const std::stop_token& stop) {
        try {
            return reader_.load(handle, stop);
        } catch (Error& error) {
            if (error.kind() != ErrorKind::Corrupted) throw;
            error.add("hint",
                      "snapshots need this blob; nothing has been deleted. `repair packs` with the "
                      "pack's ID saves what can be read of it, then `repair snapshots` goes on "
                      "without the rest");
            throw;
        }
    }

    const RepackSetting& setting_;
    BlobDecoder decoder_;
    BlobReader reader_;
    BlobPacker packer_;
    Buffer bytes_;
    Buffer payload_;
};

void beginPhase(std::span<const ReadRange> ranges, PruneReporter& reporter) {
    std::uint64_t packs = 0;
    std::uint64_t bytes = 0;
    for (const ReadRange& range : ranges) {
        packs += range.isLastOfPack ? 1 : 0;
        bytes += range.length;
    }
    reporter.beginPhase(PrunePhase::Repack, packs, bytes);
}

}  // namespace

void repackBlobs(const RepackSetting& setting,
                 std::span<const EntryNumber> blobs,
                 PruneReporter& reporter,
                 const std::stop_token& stop) {
    const std::size_t threads = setting.repository.readerCount();
    const std::vector<ReadRange> ranges =
        planReads(setting.index, blobs, setting.repository.memory().rangeBytesFor(threads));
    beginPhase(ranges, reporter);
    WorkerGroup group{stop};
    PackWriter packs{setting.repository, setting.indexWriter, setting.packSizeBytes,
                     [&group] { group.requestStop(); }};
    std::atomic<std::size_t> next = 0;
    const auto work = [&](const std::stop_token& inner) {
        RepackWorker worker{setting, packs};
        for (std::size_t i = next++; i < ranges.size(); i = next++) {
            throwIfStopped(inner);
            worker.copy(ranges[i], inner);
            reporter.advance(ranges[i].isLastOfPack ? 1 : 0, ranges[i].length);
        }
    };
    for (std::size_t i = 0; i < std::min(threads, ranges.size()); ++i)
        group.start("repack", work);
    finishPacking(group, packs, setting.indexWriter, setting.clock, stop);
}

}  // namespace tl::engine
