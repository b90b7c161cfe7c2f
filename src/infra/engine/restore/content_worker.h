// Bringing content from packs to files: one worker takes a range of a pack from the backend to the
// finished files while it is in the processor's cache. While some workers wait for the backend,
// others compute.

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

#include "infra/engine/pack/blob_reader.h"
#include "infra/engine/pack/paired_decoder.h"
#include "infra/engine/restore/blob_schedule.h"
#include "infra/engine/restore/file_tasks.h"
#include "infra/engine/restore/file_writer.h"
#include "infra/engine/restore/restore_context.h"
#include "infra/resources/buffer.h"

namespace tl::engine {

/// One thread's share of the work.
class ContentWorker {
  public:
    /// All must outlive the object.
    ContentWorker(const RestoreContext& context, const BlobSchedule& schedule, FileTasks& tasks);

    /// Restores what is in a range of the schedule.
    void operator()(std::size_t range, const std::stop_token& stop);

  private:
    /// A blob's plaintext, or why it cannot be had.
    struct Content {
        std::span<const std::byte> bytes;
        std::optional<std::string> problem;
    };

    /// Reads the range into box_, as far as that is possible.
    void load(const PackRange& range, const std::stop_token& stop);
    /// What could be read of the use's box.
    [[nodiscard]] std::span<std::byte> boxOf(const PackRange& range, const BlobUse& use);
    [[nodiscard]] bool isSameBlob(const BlobUse& a, const BlobUse& b) const;
    /// Writes a blob, which has its first use's number, wherever the range needs it.
    void restore(const PackRange& range, const DecodedBlob& blob, const std::stop_token& stop);
    /// The decoded blob, or a copy of it from elsewhere when it is damaged.
    [[nodiscard]] Content contentOf(const DecodedBlob& blob, const std::stop_token& stop);

    const RestoreContext& context_;
    const BlobSchedule& schedule_;
    FileWriter writer_;
    PairedDecoder decoder_;
    BlobReader reader_;  ///< For blobs that are damaged where the schedule says.
    Buffer box_;
};

}  // namespace tl::engine
