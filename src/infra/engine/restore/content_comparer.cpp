#include "infra/engine/restore/content_comparer.h"

#include <algorithm>

#include "infra/errors/assert.h"
#include "infra/errors/error.h"

namespace tl::engine {

namespace {

/// Small enough to stay in the processor's cache between reading and hashing.
constexpr std::size_t kStepBytes = std::size_t{256} << 10U;

}  // namespace

ContentComparer::ContentComparer(const RestorePlan& plan, const BlobIndex& index)
    : plan_{plan},
      index_{index},
      buffer_{kStepBytes} {}

void ContentComparer::compare(const PlannedFile& file,
                              const File& opened,
                              const Visitor& visit,
                              const std::stop_token& stop) {
    const std::uint64_t fileSize = opened.status().sizeBytes;
    std::uint64_t offset = 0;
    for (std::size_t i = file.firstBlob; i < file.firstBlob + file.blobCount; ++i) {
        const auto place = index_.find({BlobType::Data, plan_.blobs[i]});
        TL_ASSERT(place.has_value());  // The plan has no file with a missing blob.
        const std::uint64_t sizeBytes = place->blob.plaintextLength();
        const bool isThere =
            offset + sizeBytes <= fileSize && isAt(opened, offset, sizeBytes, plan_.blobs[i], stop);
        visit(i, sizeBytes, isThere);
        offset += sizeBytes;
    }
}

bool ContentComparer::isAt(const File& opened,
                           std::uint64_t offset,
                           std::uint64_t sizeBytes,
                           const BlobId& id,
                           const std::stop_token& stop) {
    for (std::uint64_t done = 0; done < sizeBytes; done += buffer_.size()) {
        if (stop.stop_requested()) throw Cancelled{};
        buffer_.resize(std::min<std::uint64_t>(kStepBytes, sizeBytes - done));
        if (opened.readAt(offset + done, buffer_.bytes()) != buffer_.size()) {
            (void)hash_.finish();  // Forgets what was hashed so far.
            return false;
        }
        hash_.update(buffer_.bytes());
    }
    return hash_.finish() == id.digest;
}

}  // namespace tl::engine
