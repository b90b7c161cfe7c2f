// Getting files ready for their content: existing ones are compared, so that only blobs that differ
// are read from the repository and written; files of several blobs are made.

#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>

#include "infra/engine/restore/content_comparer.h"
#include "infra/engine/restore/file_tasks.h"
#include "infra/engine/restore/file_writer.h"
#include "infra/engine/restore/restore_context.h"

namespace tl::engine {

enum class PrepareMode : std::uint8_t {
    Begin,  ///< Finishes files that are right already, and begins the others.
    Look,   ///< Changes nothing and reports what would happen to each file.
};

/// One thread's share of the work.
class FilePreparer {
  public:
    /// Both must outlive the object.
    FilePreparer(const RestoreContext& context, FileTasks& tasks, PrepareMode mode);

    void operator()(std::size_t file, const std::stop_token& stop);

  private:
    struct Comparison {
        bool isSame = false;
        std::uint64_t sameBytes = 0;
    };

    /// True when the file is right as it is.
    bool compareExisting(std::size_t file, const std::stop_token& stop);
    [[nodiscard]] Comparison compare(std::size_t file,
                                     const File& opened,
                                     const std::stop_token& stop);
    void leaveUnchanged(std::size_t file, File& opened);
    void reportPlanned(std::size_t file) const;

    const RestoreContext& context_;
    FileTasks& tasks_;
    const PrepareMode mode_;
    ContentComparer comparer_;
    FileWriter writer_;
};

}  // namespace tl::engine
