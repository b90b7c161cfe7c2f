#include "infra/engine/restore/file_preparer.h"

#include <optional>

#include "infra/errors/error.h"

namespace tl::engine {

namespace {

/// What cannot be opened for want of permissions is replaced; what is gone is made.
bool isReplaceable(const Error& error) {
    return error.kind() == ErrorKind::PermissionDenied || error.kind() == ErrorKind::NotFound ||
           error.kind() == ErrorKind::InvalidInput;
}

}  // namespace

FilePreparer::FilePreparer(const RestoreContext& context, FileTasks& tasks, PrepareMode mode)
    : context_{context},
      tasks_{tasks},
      mode_{mode},
      comparer_{context.plan, context.index},
      writer_{context, tasks} {}

void FilePreparer::operator()(std::size_t file, const std::stop_token& stop) {
    const bool exists = context_.plan.files[file].existing == Existing::SameKind;
    if (exists && compareExisting(file, stop)) return;
    if (mode_ == PrepareMode::Begin) {
        writer_.begin(file);
    } else {
        reportPlanned(file);
    }
}

bool FilePreparer::compareExisting(std::size_t file, const std::stop_token& stop) {
    const PlannedFile& planned = context_.plan.files[file];
    std::uint64_t sameBytes = 0;
    try {
        File opened = writer_.openExisting(file);
        // A second name may be outside the target. Only where the snapshot's file had several, too,
        // it is taken for one of them.
        const bool isAlone = opened.status().links == 1 || planned.links > 1;
        const Comparison found = isAlone ? compare(file, opened, stop) : Comparison{};
        if (found.isSame) {
            leaveUnchanged(file, opened);
            return true;
        }
        if (isAlone && writer_.isUpdatable(file)) {
            tasks_[file].isNew = false;
            sameBytes = found.sameBytes;
        } else {
            writer_.replace(file);
        }
    } catch (const Error& error) {
        if (!isReplaceable(error)) {
            tasks_[file].step = FileStep::None;
            writer_.fail(file, error);
            return true;
        }
        writer_.replace(file);
    }
    context_.progress.addTotal(1, planned.sizeBytes - sameBytes);
    context_.progress.counters.bytesSkipped += sameBytes;
    return false;
}

FilePreparer::Comparison FilePreparer::compare(std::size_t file,
                                               const File& opened,
                                               const std::stop_token& stop) {
    const PlannedFile& planned = context_.plan.files[file];
    if (planned.isContentTrusted) return {.isSame = true, .sameBytes = planned.sizeBytes};
    Comparison found{.isSame = opened.status().sizeBytes == planned.sizeBytes};
    const auto visit = [&](std::size_t blob, std::uint64_t sizeBytes, bool isThere) {
        tasks_.setBlobThere(blob, isThere);
        found.isSame = found.isSame && isThere;
        if (isThere) found.sameBytes += sizeBytes;
    };
    comparer_.compare(planned, opened, visit, stop);
    return found;
}

void FilePreparer::leaveUnchanged(std::size_t file, File& opened) {
    if (mode_ == PrepareMode::Begin) {
        writer_.finishUnchanged(file, opened);
    } else {
        writer_.countUnchanged(file);
    }
}

void FilePreparer::reportPlanned(std::size_t file) const {
    const PlannedFile& planned = context_.plan.files[file];
    RestoreProgress& progress = context_.progress;
    ++progress.counters.entriesRestored;
    progress.counters.bytesRestored += planned.sizeBytes;
    if (progress.wantsItems()) {
        progress.item(context_.plan.pathOf(planned), false,
                      planned.existing == Existing::Nothing ? RestoredAs::New : RestoredAs::Updated,
                      planned.sizeBytes);
    }
}

}  // namespace tl::engine
