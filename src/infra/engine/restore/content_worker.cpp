#include "infra/engine/restore/content_worker.h"

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
    const BlobUse* decoded = nullptr;
    Content content;
    for (std::size_t i = range.firstUse; i < range.endUse; ++i) {
        if (stop.stop_requested()) throw Cancelled{};
        const BlobUse& use = schedule_.uses[i];
        const bool isSameBlob = decoded != nullptr && decoded->offset == use.offset &&
                                context_.plan.blobs[decoded->blob] == context_.plan.blobs[use.blob];
        if (!isSameBlob) content = decode(range, use, stop);
        decoded = &use;
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

ContentWorker::Content ContentWorker::decode(const PackRange& range,
                                             const BlobUse& use,
                                             const std::stop_token& stop) {
    const BlobHandle handle{BlobType::Data, context_.plan.blobs[use.blob]};
    const std::size_t begin = use.offset - range.offset;
    if (begin + use.length <= box_.size()) {
        const PackedBlob blob{handle, use.offset, use.length, use.uncompressedLength};
        const auto problem =
            decoder_.tryDecode(blob, box_.bytes().subspan(begin, use.length), plaintext_);
        if (!problem) return {.bytes = plaintext_.bytes(), .problem = std::nullopt};
    }
    try {
        return {.bytes = reader_.load(handle, stop), .problem = std::nullopt};
    } catch (const Error& error) {
        return {.bytes = {}, .problem = error.describe()};
    }
}

}  // namespace tl::engine
