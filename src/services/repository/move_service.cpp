// Moving a repository, file by file. All files but the config bear the hash of their content as
// their name, so each can be checked where it lies, without a key.

#include <algorithm>
#include <atomic>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "infra/engine/crypto/sha256.h"
#include "infra/engine/format/id.h"
#include "infra/engine/repository/second_look.h"
#include "infra/errors/error.h"
#include "infra/resources/parallel.h"
#include "infra/resources/ticker.h"
#include "services/repository/move_plan.h"
#include "services/repository/moves.h"
#include "services/repository/reading_log.h"
#include "services/repository/session.h"
#include "services/repository/verification_store.h"

namespace tl::services {

using storage::Backend;
using storage::FileId;
using storage::FileType;

namespace {

using Bytes = std::vector<std::byte>;

FileId configId() {
    return {FileType::Config, {}};
}

std::string nameOf(const FileId& id) {
    return std::string{storage::folderOf(id.type)} + "/" + id.name;
}

bool hasItsHash(const FileId& id, std::span<const std::byte> content) {
    return engine::toHex(engine::sha256(content)) == id.name;
}

FileSizes filesOf(Backend& backend, const std::stop_token& stop) {
    FileSizes sizes;
    for (const FileType type : {FileType::Key, FileType::Snapshot, FileType::Index, FileType::Pack})
        backend.list(
            type,
            [&sizes](const FileId& id, std::uint64_t sizeBytes) { sizes.emplace(id, sizeBytes); },
            stop);
    return sizes;
}

Bytes loadWhole(Backend& source, const FileId& id, const std::stop_token& stop) {
    return engine::withSecondLook([&] {
        auto content = source.tryLoad(id, stop);
        if (!content)
            throw Error{ErrorKind::NotFound,
                        nameOf(id) +
                            " went away at the source while it was being moved; run the "
                            "command again"};
        if (!hasItsHash(id, *content))
            throw Error{ErrorKind::Corrupted,
                        nameOf(id) +
                            " is damaged at the source; repair that first (`tl check` "
                            "says how), then run the command again"};
        return std::move(*content);
    });
}

/// The record of what one move has read at the new place. Its name says from which repository and
/// to where, and tells nobody.
VerificationStore storeFor(const ServiceContext& context,
                           const engine::Repository& source,
                           const std::string& destination) {
    const std::string both = source.config().id + '\n' + destination;
    return {context.stateFolder, engine::toHex(engine::sha256(std::as_bytes(std::span{both})))};
}

/// Writes the record of a run that ends before it is done: the next goes on with it.
class KeptRecord {
  public:
    explicit KeptRecord(ReadingLog& log) : log_{log} {}
    ~KeptRecord() {
        if (!isDone_) log_.save();
    }
    KeptRecord(const KeptRecord&) = delete;
    KeptRecord& operator=(const KeptRecord&) = delete;

    void done() {
        isDone_ = true;
        log_.remove();
    }

  private:
    ReadingLog& log_;
    bool isDone_ = false;
};

class MoveRun {
  public:
    MoveRun(const MoveRequest& request,
            const Clock& clock,
            Backend& source,
            Backend& destination,
            ReadingLog& log)
        : request_{request},
          log_{log},
          clock_{clock},
          start_{clock.monotonic()},
          source_{source},
          destination_{destination} {}

    void run(const std::stop_token& stop) {
        const Bytes config = requireSameRepository(stop);
        plan_ = planMove(filesOf(source_, stop), filesOf(destination_, stop));
        filesTotal_ = plan_.files.size();
        bytesTotal_ = plan_.bytesTotal;
        if (request_.isDryRun) return countOnly();
        KeptRecord record{log_};
        recallWhatWasRead();
        destination_.create(stop);
        copyAll(stop);
        requireComplete(stop);
        if (!isConfigThere_) destination_.save(configId(), config, stop);
        if (destination_.tryLoad(configId(), stop) != config)
            throw Error{ErrorKind::Corrupted,
                        "the new place gives back another config than it was given"};
        if (request_.oldPlace == OldPlace::Delete) deleteSource(stop);
        record.done();
    }

    [[nodiscard]] MoveStatus status() const {
        return {.elapsed = clock_.monotonic() - start_,
                .filesDone = filesDone_,
                .filesTotal = filesTotal_,
                .bytesDone = bytesDone_,
                .bytesTotal = bytesTotal_};
    }

    [[nodiscard]] MoveReport report() const {
        return {.copiedFiles = copiedFiles_,
                .copiedBytes = copiedBytes_,
                .presentFiles = presentFiles_,
                .deletedFiles = deletedFiles_,
                .final = status()};
    }

  private:
    /// Returns the source's config.
    Bytes requireSameRepository(const std::stop_token& stop) {
        auto config = source_.tryLoad(configId(), stop);
        if (!config) throw Error{ErrorKind::NoRepository, "the source has lost its config"};
        const auto other = destination_.tryLoad(configId(), stop);
        isConfigThere_ = other.has_value();
        if (other && *other != *config)
            throw Error{ErrorKind::AlreadyExists, "there is another repository at the new place"};
        return std::move(*config);
    }

    /// What was read longer ago is read again: disks go bad, and this may be the only copy soon.
    void recallWhatWasRead() {
        constexpr std::chrono::seconds kTrusted = std::chrono::days{7};
        for (PlannedFile& file : plan_.files) {
            const auto name = engine::PackId::parse(file.id.name);
            const auto read = name ? log_.record().lastRead(*name) : std::nullopt;
            file.isVerified = file.isPresent && read && *read <= log_.now() &&
                              log_.now() - *read < kTrusted.count();
        }
    }

    void countOnly() {
        for (const PlannedFile& file : plan_.files)
            count(file);
        if (request_.oldPlace == OldPlace::Delete) deletedFiles_ = plan_.files.size() + 1;
    }

    void count(const PlannedFile& file) {
        if (file.isPresent) {
            ++presentFiles_;
        } else {
            ++copiedFiles_;
            copiedBytes_ += file.sizeBytes;
        }
    }

    void copyAll(const std::stop_token& stop) {
        const std::size_t threads =
            std::min({source_.properties().connections, destination_.properties().connections,
                      request_.source.memory.filesAtOnce(2 * largestFile())});
        forEachInParallel(
            plan_.files.size(), threads,
            [this](std::size_t i, const std::stop_token& inner) {
                const PlannedFile& file = plan_.files[i];
                bring(file, inner);
                ++filesDone_;
                bytesDone_ += file.sizeBytes;
            },
            stop);
    }

    /// Each is held twice: as it was read here, and as the new place gives it back.
    [[nodiscard]] std::uint64_t largestFile() const {
        std::uint64_t largest = 0;
        for (const PlannedFile& file : plan_.files)
            largest = std::max(largest, file.sizeBytes);
        return largest;
    }

    void bring(PlannedFile file, const std::stop_token& stop) {
        if (file.isPresent && !file.isVerified && !isSound(file.id, stop)) {
            file.isPresent = false;
            file.isReplaced = true;
        }
        count(file);
        if (file.isPresent) return;
        const Bytes content = loadWhole(source_, file.id, stop);
        // Its name says what it must hold, and it does not hold that: nobody can miss it.
        if (file.isReplaced) destination_.remove(file.id, stop);
        destination_.save(file.id, content, stop);
        if (!isSound(file.id, stop))
            throw Error{ErrorKind::Corrupted, "the new place gives back other bytes of " +
                                                  nameOf(file.id) +
                                                  " than it was given; it cannot be trusted"};
    }

    bool isSound(const FileId& id, const std::stop_token& stop) {
        if (request_.readBack == ReadBack::No) return true;
        for (int look = 0; look < 2; ++look) {
            const auto content = destination_.tryLoad(id, stop);
            if (!content || !hasItsHash(id, *content)) continue;
            // The log knows names of packs; those of all other files are hashes just the same.
            log_.note(engine::PackId::parse(id.name).value(), true);
            return true;
        }
        return false;
    }

    void requireComplete(const std::stop_token& stop) {
        if (filesOf(destination_, stop) == filesOf(source_, stop)) return;
        throw Error{ErrorKind::Unavailable,
                    "the two places do not list the same files after the move; run the command "
                    "again"};
    }

    /// Snapshots first, so that none is ever listed that cannot be restored; config and keys last,
    /// so that a run that was interrupted can be gone on with.
    void deleteSource(const std::stop_token& stop) {
        for (const FileType type :
             {FileType::Snapshot, FileType::Index, FileType::Pack, FileType::Key})
            for (const PlannedFile& file : plan_.files)
                if (file.id.type == type && source_.remove(file.id, stop)) ++deletedFiles_;
        if (source_.remove(configId(), stop)) ++deletedFiles_;
    }

    const MoveRequest& request_;
    ReadingLog& log_;
    const Clock& clock_;
    const std::chrono::nanoseconds start_;
    Backend& source_;
    Backend& destination_;
    bool isConfigThere_ = false;
    MovePlan plan_;
    std::atomic<std::uint64_t> filesDone_ = 0;
    std::atomic<std::uint64_t> filesTotal_ = 0;
    std::atomic<std::uint64_t> bytesDone_ = 0;
    std::atomic<std::uint64_t> bytesTotal_ = 0;
    std::atomic<std::uint64_t> copiedFiles_ = 0;
    std::atomic<std::uint64_t> copiedBytes_ = 0;
    std::atomic<std::uint64_t> presentFiles_ = 0;
    std::atomic<std::uint64_t> deletedFiles_ = 0;
};

class MoveService final : public Moves {
  public:
    explicit MoveService(const ServiceContext& context) : context_{context} {}

    MoveReport move(const MoveRequest& request,
                    MoveObserver& observer,
                    const std::stop_token& stop) override {
        if (request.source.location == request.destination.location)
            throw Error{ErrorKind::InvalidInput, "the repository is there already"};
        const auto session = request.isDryRun
                                 ? RepositorySession::openUnlocked(context_, request.source, stop)
                                 : RepositorySession::openForWriting(
                                       context_, request.source, engine::LockMode::Exclusive, stop);
        session->confirmLock(stop);
        const auto destination = context_.openBackend(request.destination);
        ReadingLog log{
            storeFor(context_, session->repository(), request.destination.location), context_.clock,
            [&](const std::string& problem) {
                if (request.source.connection.tell)
                    request.source.connection.tell("what was read is not remembered: " + problem);
            }};
        MoveRun run{request, context_.clock, session->backend(), *destination, log};
        session->run([&](const std::stop_token& work) {
            const Ticker ticker{context_.clock, observer.statusInterval(),
                                [&] { observer.onStatus(run.status()); }};
            run.run(work);
        });
        session->close();
        return run.report();
    }

  private:
    const ServiceContext& context_;
};

}  // namespace

std::unique_ptr<Moves> makeMoves(const ServiceContext& context) {
    return std::make_unique<MoveService>(context);
}

}  // namespace tl::services
