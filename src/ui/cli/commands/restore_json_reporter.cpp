// Format section 16.2, "restore".
#include <algorithm>

#include "ui/cli/commands/restore_reporter.h"
#include "ui/cli/json_line.h"
#include "ui/cli/progress.h"

namespace tl::cli {

namespace {

const char* nameOf(services::RestoreAction action) {
    switch (action) {
        case services::RestoreAction::Restored:
            return "restored";
        case services::RestoreAction::Updated:
            return "updated";
        case services::RestoreAction::Unchanged:
            return "unchanged";
        case services::RestoreAction::Deleted:
            return "deleted";
    }
    return "";
}

void addCounts(Json& json, const services::RestoreStatus& status) {
    addUnlessZero(json, "total_files", status.filesTotal);
    addUnlessZero(json, "files_restored", status.filesRestored);
    addUnlessZero(json, "files_skipped", status.filesSkipped);
    addUnlessZero(json, "files_deleted", status.filesDeleted);
    addUnlessZero(json, "total_bytes", status.bytesTotal);
    addUnlessZero(json, "bytes_restored", status.bytesRestored);
    addUnlessZero(json, "bytes_skipped", status.bytesSkipped);
}

Json beginMessage(const char* type, const services::RestoreStatus& status) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(status.elapsed).count();
    Json json{{"message_type", type}};
    addUnlessZero(json, "seconds_elapsed",
                  static_cast<std::uint64_t>(std::max<std::int64_t>(0, seconds)));
    return json;
}

/// The lists have the first hundred of each.
Json previewJson(const services::RestorePreview& preview) {
    return {{"files_new", preview.newFiles},     {"files_changed", preview.changedFiles},
            {"files_newer", preview.newerFiles}, {"files_unchanged", preview.unchangedFiles},
            {"deleted", preview.deletedEntries}, {"bytes", preview.bytes},
            {"newer", preview.newerPaths},       {"to_delete", preview.deletedPaths}};
}

class RestoreJsonReporter final : public RestoreReporter {
  public:
    explicit RestoreJsonReporter(const Context& context)
        : console_{context.console},
          verbosity_{context.global.verbosity()},
          interval_{progressInterval({.isQuiet = verbosity_ == Verbosity::Quiet,
                                      .isJson = true,
                                      .isTerminal = console_.isTerminal()},
                                     context.environment)} {}

    [[nodiscard]] std::chrono::milliseconds statusInterval() const override { return interval_; }
    [[nodiscard]] bool wantsItems() const override { return verbosity_ >= Verbosity::VeryVerbose; }

    void onStarted(const services::StoredSnapshot& /*snapshot*/,
                   const std::string& /*target*/) override {}

    void onStatus(const services::RestoreStatus& status) override {
        Json json = beginMessage("status", status);
        const double share = status.bytesTotal == 0 ? 0.0
                                                    : static_cast<double>(status.bytesRestored) /
                                                          static_cast<double>(status.bytesTotal);
        json["percent_done"] = std::min(1.0, share);
        addCounts(json, status);
        console_.print(toLine(json));
    }

    void onItem(const services::RestoreItem& item) override {
        console_.print(toLine(Json{{"message_type", "verbose_status"},
                                   {"action", nameOf(item.action)},
                                   {"item", item.isDirectory ? item.path + "/" : item.path},
                                   {"size", item.size}}));
    }

    void onFailure(const std::string& path, const std::string& message) override {
        console_.printError(toLine(Json{{"message_type", "error"},
                                        {"error", {{"message", message}}},
                                        {"during", "restore"},
                                        {"item", path}}));
    }

    void onWarning(const std::string& message) override { console_.printError(message + "\n"); }

    void onKept(const std::string& folder) override {
        console_.print(toLine(Json{{"message_type", "replaced_kept"}, {"folder", folder}}));
    }

    void finish(const services::RestoreReport& report) override {
        Json json = beginMessage("summary", report.final);
        addCounts(json, report.final);
        if (!report.keptFolders.empty()) json["replaced_kept_in"] = report.keptFolders;
        if (report.preview) json["preview"] = previewJson(*report.preview);
        console_.print(toLine(json));
    }

  private:
    Console& console_;
    Verbosity verbosity_;
    std::chrono::milliseconds interval_;
};

}  // namespace

std::unique_ptr<RestoreReporter> makeRestoreJsonReporter(const Context& context) {
    return std::make_unique<RestoreJsonReporter>(context);
}

}  // namespace tl::cli
