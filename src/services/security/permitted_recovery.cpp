#include <utility>

#include "services/security/permitted_services.h"

namespace tl::services {

namespace {

class PermittedBackups final : public Backups {
  public:
    PermittedBackups(Backups& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] BackupReport run(const BackupRequest& request,
                                   BackupObserver& observer,
                                   const std::stop_token& stop) override {
        gate_.require(ServiceCall::BackupsRun);
        return inner_.run(request, observer, stop);
    }

  private:
    Backups& inner_;
    Gate& gate_;
};

class PermittedRestores final : public Restores {
  public:
    PermittedRestores(Restores& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] RestoreReport run(const RestoreRequest& request,
                                    RestoreObserver& observer,
                                    const std::stop_token& stop) override {
        gate_.require(ServiceCall::RestoresRun);
        return inner_.run(request, observer, stop);
    }

  private:
    Restores& inner_;
    Gate& gate_;
};

class PermittedReplacements final : public Replacements {
  public:
    PermittedReplacements(Replacements& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] std::vector<KeptRestore> list(const std::vector<std::string>& folders) override {
        gate_.require(ServiceCall::ReplacementsList);
        return inner_.list(folders);
    }
    [[nodiscard]] std::vector<KeptRestore> show(const std::string& which,
                                                const OnName& onName,
                                                const std::stop_token& stop) override {
        gate_.require(ServiceCall::ReplacementsShow);
        return inner_.show(which, onName, stop);
    }
    UndoReport undo(const UndoRequest& request,
                    UndoObserver& observer,
                    const std::stop_token& stop) override {
        gate_.require(ServiceCall::ReplacementsUndo);
        return inner_.undo(request, observer, stop);
    }
    ConfirmReport confirm(const ConfirmRequest& request, const std::stop_token& stop) override {
        gate_.require(ServiceCall::ReplacementsConfirm);
        return inner_.confirm(request, stop);
    }

  private:
    Replacements& inner_;
    Gate& gate_;
};

class PermittedBrowsing final : public Browsing {
  public:
    PermittedBrowsing(Browsing& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    void listFiles(const ListFilesRequest& request,
                   FileListener& listener,
                   const std::stop_token& stop) override {
        gate_.require(ServiceCall::BrowsingListFiles);
        inner_.listFiles(request, listener, stop);
    }

  private:
    Browsing& inner_;
    Gate& gate_;
};

class PermittedDumps final : public Dumps {
  public:
    PermittedDumps(Dumps& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    void dump(const DumpRequest& request,
              const engine::WriteBytes& output,
              const std::stop_token& stop) override {
        gate_.require(ServiceCall::DumpsDump);
        inner_.dump(request, output, stop);
    }

  private:
    Dumps& inner_;
    Gate& gate_;
};

class PermittedComparisons final : public Comparisons {
  public:
    PermittedComparisons(Comparisons& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] engine::ComparisonFigures compareSnapshots(const SnapshotComparison& request,
                                                             ComparisonObserver& observer,
                                                             const std::stop_token& stop) override {
        gate_.require(ServiceCall::ComparisonsCompareSnapshots);
        return inner_.compareSnapshots(request, observer, stop);
    }
    [[nodiscard]] engine::ComparisonFigures compareWithDisk(const DiskComparison& request,
                                                            ComparisonObserver& observer,
                                                            const std::stop_token& stop) override {
        gate_.require(ServiceCall::ComparisonsCompareWithDisk);
        return inner_.compareWithDisk(request, observer, stop);
    }

  private:
    Comparisons& inner_;
    Gate& gate_;
};

class PermittedSearches final : public Searches {
  public:
    PermittedSearches(Searches& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    void find(const FindRequest& request,
              FindObserver& observer,
              const std::stop_token& stop) override {
        gate_.require(ServiceCall::SearchesFind);
        inner_.find(request, observer, stop);
    }
    [[nodiscard]] std::vector<HostHistory> history(const HistoryRequest& request,
                                                   const std::stop_token& stop) override {
        gate_.require(ServiceCall::SearchesHistory);
        return inner_.history(request, stop);
    }

  private:
    Searches& inner_;
    Gate& gate_;
};

class PermittedStatistics final : public Statistics {
  public:
    PermittedStatistics(Statistics& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] StatisticsReport count(const StatisticsRequest& request,
                                         const OnStatisticsProgress& onProgress,
                                         const std::stop_token& stop) override {
        gate_.require(ServiceCall::StatisticsCount);
        return inner_.count(request, onProgress, stop);
    }

  private:
    Statistics& inner_;
    Gate& gate_;
};

class PermittedMounts final : public Mounts {
  public:
    PermittedMounts(Mounts& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    void serve(const MountRequest& request,
               const std::function<void()>& onMounted,
               const std::stop_token& stop) override {
        gate_.require(ServiceCall::MountsServe);
        inner_.serve(request, onMounted, stop);
    }

  private:
    Mounts& inner_;
    Gate& gate_;
};

}  // namespace

std::unique_ptr<Backups> permitted(Backups& inner, Gate& gate) {
    return std::make_unique<PermittedBackups>(inner, gate);
}
std::unique_ptr<Restores> permitted(Restores& inner, Gate& gate) {
    return std::make_unique<PermittedRestores>(inner, gate);
}
std::unique_ptr<Replacements> permitted(Replacements& inner, Gate& gate) {
    return std::make_unique<PermittedReplacements>(inner, gate);
}
std::unique_ptr<Browsing> permitted(Browsing& inner, Gate& gate) {
    return std::make_unique<PermittedBrowsing>(inner, gate);
}
std::unique_ptr<Dumps> permitted(Dumps& inner, Gate& gate) {
    return std::make_unique<PermittedDumps>(inner, gate);
}
std::unique_ptr<Comparisons> permitted(Comparisons& inner, Gate& gate) {
    return std::make_unique<PermittedComparisons>(inner, gate);
}
std::unique_ptr<Searches> permitted(Searches& inner, Gate& gate) {
    return std::make_unique<PermittedSearches>(inner, gate);
}
std::unique_ptr<Statistics> permitted(Statistics& inner, Gate& gate) {
    return std::make_unique<PermittedStatistics>(inner, gate);
}
std::unique_ptr<Mounts> permitted(Mounts& inner, Gate& gate) {
    return std::make_unique<PermittedMounts>(inner, gate);
}

}  // namespace tl::services
