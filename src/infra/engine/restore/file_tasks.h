// How far each file of a plan is, while it is carried out.

#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "infra/engine/restore/restore_plan.h"

namespace tl::engine {

enum class FileStep : std::uint8_t {
    Whole,  ///< Whoever has its one blob makes the file and finishes it.
    Parts,  ///< The file is there; each blob is written to its place, the last one finishes it.
    None,   ///< There is nothing to write, or no longer.
};

/// Changed by one thread before blobs are written; then only the atomic members, and the rest by
/// the thread that takes blobsLeft to 0.
struct FileTask {
    FileStep step = FileStep::Whole;
    bool isNew = true;                   ///< Removing the file undoes all that was done.
    bool isInTheWay = false;             ///< Something else has the name and must be removed first.
    bool isUnfinished = false;           ///< On disk, with a part of its content.
    std::atomic<bool> isWritten{false};  ///< Its content was restored.
    std::atomic<bool> isFailed{false};
    std::atomic<std::uint32_t> blobsLeft{0};
};

class FileTasks {
  public:
    explicit FileTasks(const RestorePlan& plan)
        : count_{plan.files.size()},
          tasks_{std::make_unique<FileTask[]>(plan.files.size())},
          isBlobThere_(plan.blobs.size(), 0) {
        for (std::size_t i = 0; i < count_; ++i)
            tasks_[i].isInTheWay = plan.files[i].existing == Existing::OtherKind;
    }

    [[nodiscard]] std::size_t size() const noexcept { return count_; }
    [[nodiscard]] FileTask& operator[](std::size_t file) noexcept { return tasks_[file]; }

    /// Whether an existing file holds the blob, a number in RestorePlan::blobs, in its place.
    /// **Threads:** safe for different blobs.
    [[nodiscard]] bool isBlobThere(std::size_t blob) const { return isBlobThere_[blob] != 0; }
    void setBlobThere(std::size_t blob, bool isThere) {
        isBlobThere_[blob] = static_cast<std::uint8_t>(isThere);
    }

  private:
    std::size_t count_;
    std::unique_ptr<FileTask[]> tasks_;
    std::vector<std::uint8_t>
        isBlobThere_;  ///< Bytes, as bits could not be set by several threads.
};

}  // namespace tl::engine
