// Checking a repository's health.

#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "services/repository/repository_access.h"
#include "services/repository/snapshot_query.h"

namespace tl::services {

/// No pack is read beyond what the structure needs.
struct ReadNothing {};
struct ReadAll {};
/// The packs whose first byte modulo `count` is `part` − 1.
struct ReadBucket {
    std::uint32_t part = 1;
    std::uint32_t count = 1;
};
/// A random share of the packs, above 0 and up to 100.
struct ReadPercentage {
    double percent = 100;
};
/// A random share of packs that makes up about this many bytes.
struct ReadBytes {
    std::uint64_t bytes = 0;
};
using ReadData = std::variant<ReadNothing, ReadAll, ReadBucket, ReadPercentage, ReadBytes>;

/// Reads "n/t", "x%" and sizes ("50M"). **Errors:** InvalidInput.
[[nodiscard]] ReadData parseReadDataSubset(std::string_view text);

struct CheckRequest {
    RepositoryAccess repository;
    ReadData readData = ReadNothing{};
    SnapshotFilter filter;  ///< Limits trees and packs to those of the snapshots it selects…
    std::vector<std::string> ids;  ///< …or to these snapshots.
};

enum class FindingSeverity : std::uint8_t {
    Note,   ///< Nothing is lost: a pack that no index lists, a blob stored twice.
    Error,  ///< Something is damaged or missing.
};

struct Finding {
    FindingSeverity severity = FindingSeverity::Error;
    std::string object;   ///< What is hit: "pack 1a2b…", "snapshot 3c4d…, /home/a/b".
    std::string message;  ///< What is wrong with it.
};

struct CheckStatus {
    std::string phase;  ///< "index", "packs", "snapshots, trees and blobs", "data".
    std::uint64_t done = 0;
    std::uint64_t total = 0;  ///< 0: not known.
    std::uint64_t bytesDone = 0;
    std::uint64_t bytesTotal = 0;
};

struct CheckReport {
    std::uint64_t errorCount = 0;
    std::vector<std::string> brokenPacks;  ///< 64 hex digits each.
    bool isIndexRepairSuggested = false;
    bool isPruneSuggested = false;
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

class Checks {
  public:
    Checks() = default;
    Checks(const Checks&) = delete;
    Checks& operator=(const Checks&) = delete;
    virtual ~Checks() = default;
    /// Damage is a finding; only what keeps the check from going on is thrown.
    virtual CheckReport check(const CheckRequest& request,
                              CheckObserver& observer,
                              const std::stop_token& stop) = 0;
};

}  // namespace tl::services
