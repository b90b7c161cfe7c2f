#include "services/recovery/restore_trial.h"

#include <cstddef>
#include <utility>

#include "infra/engine/format/node.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/file_status.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl::services {

namespace {

constexpr std::uint64_t kSizeMax = std::uint64_t{1} << 20U;

/// Whether a pattern of this text stands for this path alone.
bool isPlain(const std::string& path) {
    return path.find_first_of("*?[]\\!$ \t\r\n#") == std::string::npos;
}

/// Whether the disk still has the file as the snapshot has it, as far as its status tells.
bool isUnchanged(const std::string& path, const engine::Node& node) {
    try {
        const auto status = tryReadStatus(path, Follow::No);
        return status && status->kind == FileKind::Regular && status->sizeBytes == node.size &&
               status->modified.seconds == node.mtime.seconds &&
               status->modified.nanoseconds == node.mtime.nanoseconds;
    } catch (const Error&) {
        return false;
    }
}

/// Looks for the file, and asks for the listing's end once it has one: a snapshot may have
/// millions of others.
class Search final : public FileListener {
  public:
    explicit Search(std::stop_source& enough) : enough_{enough} {}

    void onSnapshot(const StoredSnapshot& /*snapshot*/) override {}
    void onNode(const std::string& path, const engine::Node& node) override {
        if (isOver() || node.type != engine::NodeType::File) return;
        if (node.size == 0 || node.size > kSizeMax || !isPlain(path)) return;
        const bool isSame = isUnchanged(path, node);
        const bool isHidden = path.find("/.") != std::string::npos;
        const int fitness = !isSame ? 1 : isHidden ? 2 : kBest;
        if (fitness > fitness_) {
            fitness_ = fitness;
            found_ =
                RestoreTrial{.path = path, .sizeBytes = node.size, .isComparedWithDisk = isSame};
        }
        constexpr int kPatience = 1000;  // Small files that are not the best, one after another.
        if (fitness_ == kBest || ++seen_ >= kPatience) enough_.request_stop();
    }
    void onLeaveFolder(const std::string& /*path*/) override {}

    [[nodiscard]] bool isOver() const { return enough_.stop_requested(); }
    [[nodiscard]] const std::optional<RestoreTrial>& found() const { return found_; }

  private:
    std::stop_source& enough_;
    /// Of a file that is as it was, and that a person knows: programs change theirs all the time.
    static constexpr int kBest = 3;

    std::optional<RestoreTrial> found_;
    int fitness_ = 0;
    int seen_ = 0;
};

std::optional<RestoreTrial> findFile(const RepositoryAccess& repository,
                                     const std::string& snapshot,
                                     Browsing& browsing,
                                     const std::stop_token& stop) {
    std::stop_source enough;
    const std::stop_callback passOn{stop, [&enough] { enough.request_stop(); }};
    Search search{enough};
    ListFilesRequest request;
    request.repository = repository;
    request.repository.locking = Locking::Skip;  // It is broken off, and then leaves no lock.
    request.snapshot = snapshot;
    try {
        browsing.listFiles(request, search, enough.get_token());
    } catch (const Cancelled&) {
        if (stop.stop_requested() || !search.isOver()) throw;
    }
    return search.found();
}

/// Keeps the first thing that went wrong.
class Failures final : public RestoreObserver {
  public:
    [[nodiscard]] std::chrono::milliseconds statusInterval() const override {
        return std::chrono::milliseconds{0};
    }
    [[nodiscard]] bool wantsItems() const override { return false; }
    void onStarted(const StoredSnapshot& /*snapshot*/, const std::string& /*target*/) override {}
    void onStatus(const RestoreStatus& /*status*/) override {}
    void onItem(const RestoreItem& /*item*/) override {}
    void onFailure(const std::string& /*path*/, const std::string& message) override {
        if (first_.empty()) first_ = message;
    }
    void onWarning(const std::string& /*message*/) override {}

    [[nodiscard]] const std::string& first() const { return first_; }

  private:
    std::string first_;
};

[[noreturn]] void fail(const RestoreTrial& trial, const std::string& why) {
    throw Error{ErrorKind::Corrupted,
                "the file " + tl::quoted(trial.path) + " does not come back as it was: " + why};
}

}  // namespace

std::optional<RestoreTrial> tryRestore(const RepositoryAccess& repository,
                                       const std::string& snapshot,
                                       Browsing& browsing,
                                       Restores& restores,
                                       const std::stop_token& stop) {
    auto trial = findFile(repository, snapshot, browsing, stop);
    if (!trial) return std::nullopt;
    const TemporaryDirectory folder;
    Failures failures;
    RestoreRequest request;
    request.repository = repository;
    request.snapshot = snapshot;
    request.target = folder.path();
    request.includes = {trial->path};
    request.verify = true;
    (void)restores.run(request, failures, stop);
    const auto restored = tryReadFile(folder.path() + trial->path, kSizeMax);
    if (!restored || restored->size() != trial->sizeBytes)
        fail(*trial, failures.first().empty() ? "it is not there" : failures.first());
    if (trial->isComparedWithDisk && tryReadFile(trial->path, kSizeMax) != restored)
        fail(*trial, "its content differs");
    return trial;
}

}  // namespace tl::services
