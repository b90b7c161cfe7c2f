#include "infra/engine/dump/dump_batch.h"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

namespace tl::engine {

namespace {

constexpr std::size_t kContentMax = std::size_t{2} << 20U;
constexpr std::size_t kStepsMax = 512;
/// Reading so many bytes along is cheaper than another request.
constexpr std::uint32_t kGapMax = 64U << 10U;

}  // namespace

bool DumpBatch::isFull() const noexcept {
    return sizeBytes_ >= kContentMax || steps_.size() >= kStepsMax;
}

void DumpBatch::addEntry(std::string path, Node&& node) {
    steps_.push_back(Step::Entry);
    entries_.push_back({std::move(path), std::move(node)});
}

void DumpBatch::addContent(const StoredBlob& blob) {
    steps_.push_back(Step::Content);
    blobs_.push_back(blob);
    sizeBytes_ += blob.blob.plaintextLength();
}

void DumpBatch::load(const Repository& repository,
                     BlobReader& reader,
                     BlobDecoder& decoder,
                     const std::stop_token& stop) {
    content_.clear();
    content_.reserve(sizeBytes_);
    for (std::size_t first = 0; first < blobs_.size();) {
        const std::size_t end = endOfRun(first);
        loadRun(repository, reader, decoder, first, end, stop);
        first = end;
    }
    loaded_.push(true, stop);
}

std::size_t DumpBatch::endOfRun(std::size_t first) const {
    std::size_t end = first + 1;
    for (; end < blobs_.size(); ++end) {
        const StoredBlob& last = blobs_[end - 1];
        const StoredBlob& next = blobs_[end];
        const std::uint64_t lastEnd = std::uint64_t{last.blob.offset} + last.blob.length;
        const bool isNear = next.blob.offset >= lastEnd && next.blob.offset - lastEnd <= kGapMax;
        if (next.pack != last.pack || !isNear) break;
    }
    return end;
}

void DumpBatch::loadRun(const Repository& repository,
                        BlobReader& reader,
                        BlobDecoder& decoder,
                        std::size_t first,
                        std::size_t end,
                        const std::stop_token& stop) {
    const StoredBlob& last = blobs_[end - 1];
    const std::uint64_t begin = blobs_[first].blob.offset;
    box_.resize(last.blob.offset + last.blob.length - begin);
    const auto got = repository.backend().tryLoadRange({storage::FileType::Pack, last.pack.hex()},
                                                       begin, box_.bytes(), stop);
    const std::span<const std::byte> boxes = box_.bytes().first(got.value_or(0));
    for (std::size_t i = first; i < end; ++i) {
        const PackedBlob& blob = blobs_[i].blob;
        const std::size_t offset = std::min<std::size_t>(blob.offset - begin, boxes.size());
        const std::size_t length = std::min<std::size_t>(blob.length, boxes.size() - offset);
        // What is damaged here may be stored elsewhere, too.
        const bool isGood = !decoder.tryDecode(blob, boxes.subspan(offset, length), plaintext_);
        content_.append(isGood ? plaintext_.bytes() : reader.load(blob.handle, stop));
    }
}

void DumpBatch::deliver(DumpSink& sink, const std::stop_token& stop) {
    (void)loaded_.pop(stop);
    auto entry = entries_.begin();
    auto blob = blobs_.begin();
    std::span<const std::byte> content = content_.bytes();
    for (const Step step : steps_) {
        if (step == Step::Entry) {
            sink.onEntry(entry->path, entry->node);
            ++entry;
        } else {
            const std::size_t length = (blob++)->blob.plaintextLength();
            sink.onContent(content.first(length));
            content = content.subspan(length);
        }
    }
    steps_.clear();
    entries_.clear();
    blobs_.clear();
    sizeBytes_ = 0;
}

}  // namespace tl::engine
