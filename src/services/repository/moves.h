// Moving a whole repository to another place as it is: the same files, the same keys, the same
// snapshots, only elsewhere.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>

#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"

namespace tl::services {

/// Whether what the new place stores is read again, and compared by its hash.
enum class ReadBack : std::uint8_t { Yes, No };

/// What becomes of the old place when all is at the new one.
enum class OldPlace : std::uint8_t { Keep, Delete };

struct MoveRequest {
    RepositoryAccess source{};
    /// Only where it is and how to get there; its password is the source's.
    RepositoryAccess destination{};
    ReadBack readBack = ReadBack::Yes;
    OldPlace oldPlace = OldPlace::Keep;
    bool isDryRun = false;
};

struct MoveStatus {
    std::chrono::nanoseconds elapsed{0};
    std::uint64_t filesDone = 0;
    std::uint64_t filesTotal = 0;
    std::uint64_t bytesDone = 0;
    std::uint64_t bytesTotal = 0;
};

struct MoveReport {
    std::uint64_t copiedFiles = 0;  ///< In a dry run: those that would be.
    std::uint64_t copiedBytes = 0;
    std::uint64_t presentFiles = 0;  ///< At the new place from an earlier run.
    std::uint64_t deletedFiles = 0;  ///< At the old place; in a dry run: those that would be.
    MoveStatus final{};
};

/// Told how a move goes. **Threads:** calls may come from any thread, one at a time.
class MoveObserver {
  public:
    MoveObserver() = default;
    MoveObserver(const MoveObserver&) = delete;
    MoveObserver& operator=(const MoveObserver&) = delete;
    virtual ~MoveObserver() = default;

    /// How often onStatus is wanted; zero: never.
    [[nodiscard]] virtual std::chrono::milliseconds statusInterval() const = 0;
    virtual void onStatus(const MoveStatus& status) = 0;
};

class Moves {
  public:
    Moves() = default;
    Moves(const Moves&) = delete;
    Moves& operator=(const Moves&) = delete;
    virtual ~Moves() = default;

    /// Copies every file of the repository, checked by its hash on both sides, and the config last:
    /// until then the new place is no repository, so nobody can use half of one. Locks stay behind.
    /// A run that was interrupted is gone on with by the next, which does not read again what the
    /// other has read at the new place in the last days. The source is locked for nobody
    /// else; nothing of it is changed before everything is at the new place.
    /// **Errors:** AlreadyExists when the new place holds another repository; InvalidInput when it
    /// holds files that the source lacks, or is the source; Corrupted for a damaged file of the
    /// source, or when the new place gives back other bytes than it was given; as
    /// RepositorySession::open().
    virtual MoveReport move(const MoveRequest& request,
                            MoveObserver& observer,
                            const std::stop_token& stop) = 0;
};

/// `context` must outlive the object.
[[nodiscard]] std::unique_ptr<Moves> makeMoves(const ServiceContext& context);

}  // namespace tl::services
