#include <vector>

#include "infra/engine/index/load_index.h"
#include "services/recovery/statistics.h"
#include "services/repository/session.h"
#include "services/repository/snapshot_selection.h"

namespace tl::services {

namespace {

constexpr std::uint32_t kFirstVersionWithCompression = 2;

engine::StatisticsFigures countFigures(StatisticsMode mode,
                                       const engine::StatisticsSource& source,
                                       const engine::OnSnapshotCounted& onCounted,
                                       const std::stop_token& stop) {
    switch (mode) {
        case StatisticsMode::RestoreSize:
            return engine::countRestoreSize(source, onCounted, stop);
        case StatisticsMode::FilesByContents:
            return engine::countFilesByContents(source, onCounted, stop);
        case StatisticsMode::BlobsPerFile:
            return engine::countBlobsPerFile(source, onCounted, stop);
        case StatisticsMode::RawData:
            break;
    }
    return engine::countRawData(source, onCounted, stop);
}

class StatisticsService final : public Statistics {
  public:
    explicit StatisticsService(const ServiceContext& context) : context_{context} {}

    StatisticsReport count(const StatisticsRequest& request,
                           const OnStatisticsProgress& onProgress,
                           const std::stop_token& stop) override {
        const auto session =
            RepositorySession::open(context_, request.repository, engine::LockMode::Shared, stop);
        StatisticsReport report;
        session->run([&](const std::stop_token& work) {
            report = countIn(*session, request, onProgress, work);
        });
        session->close();
        return report;
    }

  private:
    static StatisticsReport countIn(RepositorySession& session,
                                    const StatisticsRequest& request,
                                    const OnStatisticsProgress& onProgress,
                                    const std::stop_token& stop) {
        const engine::Repository& repository = session.repository();
        std::vector<engine::BlobId> roots;
        for (const StoredSnapshot& stored : selectSnapshots(repository, request.snapshots, stop))
            roots.push_back(stored.snapshot.tree);
        const engine::BlobIndex index = engine::loadIndex(repository, stop);
        session.confirmLock(stop);
        std::size_t done = 0;
        const auto onCounted = [&] { onProgress(++done, roots.size()); };
        return {.snapshotCount = roots.size(),
                .figures = countFigures(request.mode, {repository, index, roots}, onCounted, stop),
                .canCompress = repository.config().version >= kFirstVersionWithCompression};
    }

    const ServiceContext& context_;
};

}  // namespace

std::unique_ptr<Statistics> makeStatistics(const ServiceContext& context) {
    return std::make_unique<StatisticsService>(context);
}

}  // namespace tl::services
