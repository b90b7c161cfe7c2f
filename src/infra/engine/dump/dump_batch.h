// What the threads of a dump hand to each other: some entries and the content of their files.

#pragma once

#include <cstddef>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/dump/dump_stream.h"
#include "infra/engine/pack/blob_reader.h"
#include "infra/resources/bounded_queue.h"
#include "infra/resources/buffer.h"

namespace tl::engine {

/// Filled by one thread, loaded by another, delivered by a third; never touched by two at once.
class DumpBatch {
  public:
    DumpBatch() = default;
    DumpBatch(const DumpBatch&) = delete;
    DumpBatch& operator=(const DumpBatch&) = delete;

    [[nodiscard]] bool isEmpty() const noexcept { return steps_.empty(); }
    /// True when another entry, or content, belongs into another batch.
    [[nodiscard]] bool isFull() const noexcept;

    void addEntry(std::string path, Node&& node);
    void addContent(const StoredBlob& blob);

    /// Loads all content and wakes whoever waits for it.
    void load(const Repository& repository,
              BlobReader& reader,
              BlobDecoder& decoder,
              const std::stop_token& stop);
    /// Waits until all is loaded, gives it to `sink` and empties the batch.
    void deliver(DumpSink& sink, const std::stop_token& stop);

  private:
    struct Entry {
        std::string path;
        Node node;
    };
    enum class Step : std::uint8_t { Entry, Content };

    /// Reads and decodes the blobs [first, end), which lie near each other in one pack.
    void loadRun(const Repository& repository,
                 BlobReader& reader,
                 BlobDecoder& decoder,
                 std::size_t first,
                 std::size_t end,
                 const std::stop_token& stop);
    [[nodiscard]] std::size_t endOfRun(std::size_t first) const;

    std::vector<Step> steps_;
    std::vector<Entry> entries_;
    std::vector<StoredBlob> blobs_;
    std::size_t sizeBytes_ = 0;  ///< Of all content.
    Buffer content_;             ///< Of all blobs, one behind the other.
    Buffer box_;
    Buffer plaintext_;
    BoundedQueue<bool> loaded_{1};
};

}  // namespace tl::engine
