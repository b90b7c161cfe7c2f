#include "infra/engine/restore/content_comparer.h"

#include "infra/errors/assert.h"

namespace tl::engine {

ContentComparer::ContentComparer(const RestorePlan& plan, const BlobIndex& index)
    : plan_{plan},
      index_{index} {}

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
        const bool isThere = offset + sizeBytes <= fileSize &&
                             content_.isAt(opened, offset, sizeBytes, plan_.blobs[i], stop);
        visit(i, sizeBytes, isThere);
        offset += sizeBytes;
    }
}

}  // namespace tl::engine
