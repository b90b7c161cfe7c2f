// What a repair of a repository tells while it runs.

#pragma once

#include <cstdint>
#include <string>

namespace tl::engine {

enum class RepairOutcome : std::uint8_t {
    Mended,  ///< It is right now, or will be when the repair is done.
    Lost,    ///< It cannot be brought back.
    Open,    ///< Something is still to be done; the message says what.
};

/// What becomes of one damaged thing.
struct RepairNotice {
    RepairOutcome outcome = RepairOutcome::Mended;
    std::string object{};   ///< "pack 1a2b…", "snapshot 3c4d…, /home/a/b".
    std::string message{};  ///< What is, or was, done about it.
};

struct RepairStatus {
    std::string phase{};  ///< "index", "pack headers", "packs", "snapshots", "trees".
    std::uint64_t done = 0;
    std::uint64_t total = 0;  ///< 0: not known.
};

/// **Threads:** calls may come from any thread, one at a time.
class RepairObserver {
  public:
    RepairObserver() = default;
    RepairObserver(const RepairObserver&) = delete;
    RepairObserver& operator=(const RepairObserver&) = delete;
    virtual ~RepairObserver() = default;
    virtual void onStatus(const RepairStatus& status) = 0;
    virtual void onNotice(const RepairNotice& notice) = 0;
};

}  // namespace tl::engine
