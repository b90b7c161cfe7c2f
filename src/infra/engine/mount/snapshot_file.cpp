#include "infra/engine/mount/snapshot_file.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <utility>

#include "infra/errors/error.h"

namespace tl::engine {

namespace {

/// How far ahead of a reader blobs are loaded.
constexpr std::uint64_t kReadAheadBytes = std::uint64_t{24} << 20U;
/// Requests of one reader overtake each other by so much: the kernel reads ahead, too.
constexpr std::uint64_t kOvertakeMax = std::uint64_t{2} << 20U;

class SnapshotFile final : public MountedFile {
  public:
    SnapshotFile(std::vector<BlobId> content, SharedIndex index, ContentCache& cache)
        : content_{std::move(content)},
          index_{std::move(index)},
          cache_{cache} {
        ends_.reserve(content_.size());
        std::uint64_t end = 0;
        for (const BlobId& id : content_) {
            const auto place = index_->find({BlobType::Data, id});
            if (!place)
                throw Error{
                    ErrorKind::NotFound, "no index lists a part of the file", {{"blob", id.hex()}}};
            end += place->blob.plaintextLength();
            ends_.push_back(end);
        }
    }

    std::size_t read(std::uint64_t offset,
                     std::span<std::byte> out,
                     const std::stop_token& stop) override {
        readAhead(offset, out.size());
        std::size_t done = 0;
        for (std::size_t blob = blobAt(offset); blob < content_.size() && done < out.size();
             ++blob) {
            const CachedContent content = cache_.load(index_, content_[blob], stop);
            const std::uint64_t begin = ends_[blob] - content->size();
            const std::size_t skipped = offset + done - begin;
            const std::size_t count = std::min(content->size() - skipped, out.size() - done);
            std::memcpy(out.data() + done, content->data() + skipped, count);
            done += count;
        }
        return done;
    }

  private:
    /// The first blob that ends behind `offset`.
    [[nodiscard]] std::size_t blobAt(std::uint64_t offset) const {
        const auto found = std::ranges::upper_bound(ends_, offset);
        return static_cast<std::size_t>(found - ends_.begin());
    }

    /// Has the next blobs loaded when the reads follow each other.
    void readAhead(std::uint64_t offset, std::size_t size) {
        const std::uint64_t expected = expected_.exchange(offset + size);
        const std::uint64_t jump = offset > expected ? offset - expected : expected - offset;
        if (jump > kOvertakeMax) return;
        const std::uint64_t limit = offset + size + kReadAheadBytes;
        // The first one this thread loads itself, or waits for.
        for (std::size_t blob = blobAt(offset) + 1; blob < content_.size(); ++blob) {
            if (ends_[blob - 1] > limit) break;
            cache_.prefetch(index_, content_[blob]);
        }
    }

    const std::vector<BlobId> content_;
    const SharedIndex index_;
    ContentCache& cache_;
    std::vector<std::uint64_t> ends_;          ///< Of the blobs, in the file.
    std::atomic<std::uint64_t> expected_ = 0;  ///< Where the next read begins, if it follows.
};

}  // namespace

std::unique_ptr<MountedFile> makeSnapshotFile(std::vector<BlobId> content,
                                              SharedIndex index,
                                              ContentCache& cache) {
    return std::make_unique<SnapshotFile>(std::move(content), std::move(index), cache);
}

}  // namespace tl::engine
