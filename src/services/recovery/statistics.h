// How much there is in the snapshots of a repository.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>

#include "infra/engine/statistics/statistics.h"
#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"
#include "services/repository/snapshot_query.h"

namespace tl::services {

/// As restic's --mode.
enum class StatisticsMode : std::uint8_t { RestoreSize, FilesByContents, BlobsPerFile, RawData };

struct StatisticsRequest {
    RepositoryAccess repository{};
    SnapshotQuery snapshots{};
    StatisticsMode mode = StatisticsMode::RestoreSize;
};

struct StatisticsReport {
    std::size_t snapshotCount = 0;
    engine::StatisticsFigures figures;
    bool canCompress = false;  ///< The repository's format knows compression.
};

/// How many snapshots of how many are counted; called from any thread, one at a time.
using OnStatisticsProgress = std::function<void(std::size_t done, std::size_t total)>;

class Statistics {
  public:
    Statistics() = default;
    Statistics(const Statistics&) = delete;
    Statistics& operator=(const Statistics&) = delete;
    virtual ~Statistics() = default;

    /// **Errors:** NotFound, Corrupted, and as Repositories.
    [[nodiscard]] virtual StatisticsReport count(const StatisticsRequest& request,
                                                 const OnStatisticsProgress& onProgress,
                                                 const std::stop_token& stop) = 0;
};

/// `context` must outlive the object.
[[nodiscard]] std::unique_ptr<Statistics> makeStatistics(const ServiceContext& context);

}  // namespace tl::services
