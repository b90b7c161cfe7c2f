#include "infra/engine/compare/content_on_disk.h"

#include <algorithm>

#include "infra/errors/error.h"

namespace tl::engine {

namespace {

/// Small enough to stay in the processor's cache between reading and hashing.
constexpr std::size_t kStepBytes = std::size_t{256} << 10U;

}  // namespace

ContentOnDisk::ContentOnDisk() : buffer_{kStepBytes} {}

bool ContentOnDisk::isAt(const File& file,
                         std::uint64_t offset,
                         std::uint64_t sizeBytes,
                         const BlobId& id,
                         const std::stop_token& stop) {
    for (std::uint64_t done = 0; done < sizeBytes; done += buffer_.size()) {
        if (stop.stop_requested()) throw Cancelled{};
        buffer_.resize(std::min<std::uint64_t>(kStepBytes, sizeBytes - done));
        if (file.readAt(offset + done, buffer_.bytes()) != buffer_.size()) {
            (void)hash_.finish();  // Forgets what was hashed so far.
            return false;
        }
        hash_.update(buffer_.bytes());
    }
    return hash_.finish() == id.digest;
}

bool ContentOnDisk::isAll(const File& file,
                          std::span<const BlobId> content,
                          const BlobIndex& index,
                          const std::stop_token& stop) {
    std::uint64_t offset = 0;
    for (const BlobId& id : content) {
        const auto place = index.find({BlobType::Data, id});
        if (!place)
            throw Error{ErrorKind::NotFound,
                        "the content in the snapshot is not complete",
                        {{"blob", id.hex()}}};
        const std::uint64_t sizeBytes = place->blob.plaintextLength();
        if (!isAt(file, offset, sizeBytes, id, stop)) return false;
        offset += sizeBytes;
    }
    return offset == file.status().sizeBytes;
}

}  // namespace tl::engine
