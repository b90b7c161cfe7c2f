// What a check of a repository tells while it runs, and what it says in the end.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tl::engine {

enum class FindingSeverity : std::uint8_t {
    Note,   ///< Nothing is lost: a pack that no index lists, packs that two indexes list.
    Error,  ///< Something is damaged or missing.
};

/// What a person does about a finding. In the order in which it is best done: one often makes those
/// behind it needless.
enum class Remedy : std::uint8_t {
    CheckAgain,       ///< It could not be read just now, for a reason that may pass.
    ReplaceKey,       ///< Nobody can use the key any more: remove it, and add the password anew.
    RepairIndex,      ///< Bring the index in line with the packs.
    RepairPacks,      ///< Save what is good in the pack.
    Recover,          ///< Look for files of a snapshot or a folder that is lost.
    RepairSnapshots,  ///< Take out of the snapshots what is lost.
    Nothing,          ///< It may stay as it is.
};

struct Finding {
    FindingSeverity severity = FindingSeverity::Error;
    std::string object{};   ///< What is hit: "pack 1a2b…", "snapshot 3c4d…, /home/a/b".
    std::string message{};  ///< What is wrong with it.
    Remedy remedy = Remedy::Nothing;
    std::string id{};  ///< Of the pack or key that the remedy is for.
};

struct CheckStatus {
    std::string phase{};  ///< "index", "packs", "snapshots, trees and blobs", "data".
    std::uint64_t done = 0;
    std::uint64_t total = 0;  ///< 0: not known.
    std::uint64_t bytesDone = 0;
    std::uint64_t bytesTotal = 0;
};

/// When the packs that the index lists were last read whole and found sound, as this machine knows
/// it.
struct ReadAges {
    std::uint64_t packs = 0;
    std::uint64_t neverReadPacks = 0;
    std::uint64_t neverReadBytes = 0;
    std::optional<std::int64_t> oldest{};  ///< Of the others; seconds since 1970.
};

struct CheckReport {
    std::uint64_t errorCount = 0;
    std::vector<std::string> brokenPacks{};  ///< 64 hex digits each, sorted.
    bool isIndexRepairSuggested = false;
    bool isPruneSuggested = false;
    std::optional<ReadAges> readAges{};  ///< Nothing: no record is kept.
};

/// Told what a check finds. **Threads:** calls may come from any thread, one at a time.
class CheckObserver {
  public:
    CheckObserver() = default;
    CheckObserver(const CheckObserver&) = delete;
    CheckObserver& operator=(const CheckObserver&) = delete;
    virtual ~CheckObserver() = default;
    virtual void onStatus(const CheckStatus& status) = 0;
    virtual void onFinding(const Finding& finding) = 0;
};

}  // namespace tl::engine
