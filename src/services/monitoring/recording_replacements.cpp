// What was done about what restores replaced. Its repository is that which was restored from.

#include "infra/platform/environment.h"
#include "services/monitoring/operation_recorder.h"
#include "services/monitoring/recording.h"
#include "services/monitoring/recording_observers.h"
#include "services/recovery/kept_folders.h"

namespace tl::services {

namespace {

class RecordingObserver final : public UndoObserver {
  public:
    RecordingObserver(UndoObserver& inner, OperationRecorder& recorder)
        : inner_{inner},
          recorder_{recorder} {}

    void onUndone(const std::string& path, UndoAction action) override {
        inner_.onUndone(path, action);
    }
    void onLeft(const std::string& path, const std::string& why) override {
        recorder_.log("warning", path + ": " + why);
        inner_.onLeft(path, why);
    }

  private:
    UndoObserver& inner_;
    OperationRecorder& recorder_;
};

catalog::OperationResult resultOf(const UndoReport& report) {
    catalog::OperationResult result{.figures = {{"files_restored", number(report.broughtBack)},
                                                {"files_deleted", number(report.removed)},
                                                {"files_set_aside", number(report.setAside)},
                                                {"files_left", number(report.left)}}};
    if (report.left == 0) return result;
    result.state = catalog::OperationState::Warned;
    result.message = "not all could be taken back";
    return result;
}

catalog::OperationResult resultOf(const ConfirmReport& report) {
    return {.figures = {{"files_deleted", number(report.files)},
                        {"bytes_deleted", number(report.bytes)}}};
}

class RecordingReplacements final : public Replacements {
  public:
    RecordingReplacements(Replacements& inner, CatalogAccess& catalog, Clock& clock)
        : inner_{inner},
          catalog_{catalog},
          clock_{clock} {}

    [[nodiscard]] std::vector<KeptRestore> list(const std::vector<std::string>& folders) override {
        return inner_.list(folders);
    }
    [[nodiscard]] std::vector<KeptRestore> show(const std::string& which,
                                                const OnName& onName,
                                                const std::stop_token& stop) override {
        return inner_.show(which, onName, stop);
    }

    UndoReport undo(const UndoRequest& request,
                    UndoObserver& observer,
                    const std::stop_token& stop) override {
        const std::string repository = repositoryOf(request);
        if (repository.empty()) return inner_.undo(request, observer, stop);
        return recorded(
            callOf("undo restore", repository, stop),
            [&](OperationRecorder& recorder) {
                RecordingObserver recording{observer, recorder};
                return inner_.undo(request, recording, recorder.stop());
            },
            [](const UndoReport& report, OperationRecorder&) { return resultOf(report); });
    }

    ConfirmReport confirm(const ConfirmRequest& request, const std::stop_token& stop) override {
        const std::string repository = repositoryOf(request);
        if (repository.empty()) return inner_.confirm(request, stop);
        return recorded(
            callOf("confirm restore", repository, stop),
            [&](OperationRecorder& recorder) { return inner_.confirm(request, recorder.stop()); },
            [](const ConfirmReport& report, OperationRecorder&) { return resultOf(report); });
    }

  private:
    /// Empty when nothing is to be recorded.
    template <typename Request>
    [[nodiscard]] std::string repositoryOf(const Request& request) {
        return request.dryRun ? std::string{} : repositoryOfKept(catalog_, request.which);
    }

    RecordedCall callOf(const char* kind,
                        const std::string& repository,
                        const std::stop_token& stop) {
        return {
            catalog_,
            clock_,
            {.kind = kind, .repository = repository, .machine = hostName(), .actor = userName()},
            {},
            stop};
    }

    Replacements& inner_;
    CatalogAccess& catalog_;
    Clock& clock_;
};

}  // namespace

std::unique_ptr<Replacements> makeRecordingReplacements(Replacements& inner,
                                                        CatalogAccess& catalog,
                                                        Clock& clock) {
    return std::make_unique<RecordingReplacements>(inner, catalog, clock);
}

}  // namespace tl::services
