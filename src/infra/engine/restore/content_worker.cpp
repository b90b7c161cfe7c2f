#include "infra/engine/restore/content_worker.h"

#include <algorithm>

#include "infra/errors/error.h"

namespace tl::engine {

ContentWorker::ContentWorker(const RestoreContext& context,
                             const BlobSchedule& schedule,
                             FileTasks& tasks)
    : context_{context},
      schedule_{schedule},
      writer_{context, tasks},
      decoder_{context.repository},
      reader_{context.repository, context.index} {}

void ContentWorker::operator()(std::size_t rangeNumber, const std::stop_token& stop) {
    const PackRange& range = schedule_.ranges[rangeNumber];
    load(range, stop);
    const auto visit = [&](const DecodedBlob& blob) { restore(range, blob, stop); };
    std::uint64_t decryptedTo = 0;
    for (std::size_t i = range.firstUse; i < range.endUse; ++i) {
        if (stop.stop_requested()) throw Cancelled{};
        const BlobUse& use = schedule_.uses[i];
        if (i > range.firstUse && isSameBlob(schedule_.uses[i - 1], use)) continue;
        const BlobHandle handle{BlobType::Data, context_.plan.blobs[use.blob]};
        // Only a forged index has boxes that overlap. What was decrypted is no box any more.
        const bool isUntouched = use.offset >= decryptedTo;
        decoder_.addInPlace(i, {handle, use.offset, use.length, use.uncompressedLength},
                            isUntouched ? boxOf(range, use) : std::span<std::byte>{}, visit);
        decryptedTo = std::max(decryptedTo, std::uint64_t{use.offset} + use.length);
    }
    decoder_.finish(visit);
}

std::span<std::byte> ContentWorker::boxOf(const PackRange& range, const BlobUse& use) {
    const std::size_t begin = std::min<std::size_t>(use.offset - range.offset, box_.size());
    return box_.bytes().subspan(begin, std::min<std::size_t>(use.length, box_.size() - begin));
}

bool ContentWorker::isSameBlob(const BlobUse& a, const BlobUse& b) const {
    return a.offset == b.offset && context_.plan.blobs[a.blob] == context_.plan.blobs[b.blob];
}

void ContentWorker::restore(const PackRange& range,
                            const DecodedBlob& blob,
                            const std::stop_token& stop) {
    const Content content = contentOf(blob, stop);
    const BlobUse& first = schedule_.uses[blob.number];
    for (std::size_t i = blob.number; i < range.endUse; ++i) {
        const BlobUse& use = schedule_.uses[i];
        if (!isSameBlob(first, use)) return;
        if (stop.stop_requested()) throw Cancelled{};
        if (content.problem) {
            writer_.lose(use.file, *content.problem);
        } else {
            writer_.write(use.file, use.fileOffset, content.bytes);
        }
    }
}

void ContentWorker::load(const PackRange& range, const std::stop_token& stop) {
    box_.resize(range.length);
    std::size_t length = 0;
    try {
        length = context_.repository.backend()
                     .tryLoadRange({storage::FileType::Pack, schedule_.packs[range.pack].hex()},
                                   range.offset, box_.bytes(), stop)
                     .value_or(0);
    } catch (const Error&) {
        // One unreadable spot of a disk must cost one blob, not all of the range: each is tried on
        // its own then, and what fails is reported with its file.
        length = 0;
    }
    box_.resize(length);
}

ContentWorker::Content ContentWorker::contentOf(const DecodedBlob& blob,
                                                const std::stop_token& stop) {
    if (!blob.problem) return {.bytes = blob.plaintext, .problem = std::nullopt};
    try {
        return {.bytes = reader_.load(blob.handle, stop), .problem = std::nullopt};
    } catch (const Error& error) {
        return {.bytes = {}, .problem = error.describe()};
    }
}

}  // namespace tl::engine
