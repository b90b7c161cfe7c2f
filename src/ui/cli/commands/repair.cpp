#include "ui/cli/commands/repair.h"

#include <fmt/format.h>

#include "ui/cli/commands/repair_reporter.h"
#include "ui/cli/snapshot_filter_options.h"

namespace tl::cli {

namespace {

void declareDryRun(OptionSet& options, bool& target) {
    options.flag({"dry-run", 'n', "", "only show what would be done", "", {}}, target);
}

/// "modified" or "would be modified" are told apart by the verb alone.
const char* doneOr(bool isDryRun, const char* done, const char* wouldBe) {
    return isDryRun ? wouldBe : done;
}

class RepairIndexCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.flag({"read-all-packs",
                      '\0',
                      "",
                      "read the headers of all packs, not only of those in doubt",
                      "",
                      {}},
                     areAllHeadersRead_);
        declareDryRun(options, isDryRun_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "repair index takes no arguments");
        const auto reporter = makeRepairReporter(context);
        const auto summary =
            context.core.repairs.repairIndex({.repository = context.access(),
                                              .areAllHeadersRead = areAllHeadersRead_,
                                              .isDryRun = isDryRun_},
                                             *reporter, context.stop);
        reporter->finish(describe(summary), Json{{"damaged_index_files", summary.damagedFiles},
                                                 {"rewritten_index_files", summary.rewrittenFiles},
                                                 {"missing_packs", summary.missingPacks},
                                                 {"relisted_packs", summary.relistedPacks},
                                                 {"repeated_packs", summary.repeatedPacks},
                                                 {"unreadable_packs", summary.unreadablePacks},
                                                 {"damaged_packs", summary.damagedPacks},
                                                 {"dry_run", isDryRun_}});
        return {};
    }

  private:
    [[nodiscard]] std::vector<std::string> describe(
        const services::IndexRepairSummary& summary) const {
        std::vector<std::string> sentences;
        if (!summary.damagedPacks.empty())
            sentences.push_back(
                fmt::format("some packs are damaged; go on with `tl repair packs {}`",
                            fmt::join(summary.damagedPacks, " ")));
        sentences.push_back(
            summary.isAnythingChanged()
                ? fmt::format(
                      "{} {} index files, listing {} packs anew and {} missing ones no more",
                      doneOr(isDryRun_, "replaced", "would replace"),
                      summary.damagedFiles + summary.rewrittenFiles, summary.relistedPacks,
                      summary.missingPacks)
                : "the index is right; nothing to do");
        return sentences;
    }

    bool areAllHeadersRead_ = false;
    bool isDryRun_ = false;
};

class RepairConfigCommand final : public Command {
  public:
    void declare(OptionSet& options) override { declareDryRun(options, isDryRun_); }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "repair config takes no arguments");
        const auto reporter = makeRepairReporter(context);
        const std::string id = context.core.repairs.repairConfig(
            {.repository = context.access(), .isDryRun = isDryRun_}, context.stop);
        reporter->finish({isDryRun_ ? "would make a new config"
                                    : "made a new config; the repository's ID is " + id + " now"},
                         Json{{"repository_id", id}, {"dry_run", isDryRun_}});
        return {};
    }

  private:
    bool isDryRun_ = false;
};

class RepairPacksCommand final : public Command {
  public:
    void declare(OptionSet& options) override { declareDryRun(options, isDryRun_); }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, operands.size(), "repair packs takes the IDs of packs");
        const auto reporter = makeRepairReporter(context);
        const auto summary = context.core.repairs.repairPacks({.repository = context.access(),
                                                               .ids = operands,
                                                               .copyFolder = ".",
                                                               .isDryRun = isDryRun_},
                                                              *reporter, context.stop);
        reporter->finish(describe(summary), Json{{"saved_blobs", summary.savedBlobs},
                                                 {"lost_blobs", summary.lostBlobs},
                                                 {"removed_packs", summary.removedPacks},
                                                 {"kept_packs", summary.keptPacks},
                                                 {"dry_run", isDryRun_}});
        return {};
    }

  private:
    [[nodiscard]] std::vector<std::string> describe(
        const services::PacksRepairSummary& summary) const {
        std::vector<std::string> sentences;
        for (const std::string& blob : summary.lostBlobs)
            sentences.push_back("lost: " + blob);
        sentences.push_back(fmt::format("{} {} blobs in new packs and {} {} damaged packs",
                                        doneOr(isDryRun_, "saved", "would save"),
                                        summary.savedBlobs, doneOr(isDryRun_, "removed", "remove"),
                                        summary.removedPacks));
        if (!isDryRun_ && summary.removedPacks > 0)
            sentences.emplace_back("copies of the damaged packs are in the current folder");
        if (!summary.lostBlobs.empty())
            sentences.emplace_back(
                "back up again, which may bring lost files back; then use `tl repair snapshots "
                "--forget` to take out what is lost");
        return sentences;
    }

    bool isDryRun_ = false;
};

class RepairSnapshotsCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        filter_.declare(options);
        options.flag({"forget", '\0', "", "remove the damaged snapshots", "", {}}, isForgetting_);
        declareDryRun(options, isDryRun_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        const auto reporter = makeRepairReporter(context);
        const auto summary =
            context.core.repairs.repairSnapshots({.repository = context.access(),
                                                  .filter = filter_.resolve(context.environment),
                                                  .ids = operands,
                                                  .areOriginalsForgotten = isForgetting_,
                                                  .isDryRun = isDryRun_},
                                                 *reporter, context.stop);
        reporter->finish(describe(summary), Json{{"repaired_snapshots", summary.repairedSnapshots},
                                                 {"lost_snapshots", summary.lostSnapshots},
                                                 {"removed_snapshots", summary.removedSnapshots},
                                                 {"dry_run", isDryRun_}});
        return {};
    }

  private:
    [[nodiscard]] std::vector<std::string> describe(
        const services::SnapshotsRepairSummary& summary) const {
        std::vector<std::string> sentences;
        if (summary.lostSnapshots > 0)
            sentences.push_back(fmt::format("{} snapshots cannot be saved", summary.lostSnapshots));
        if (summary.repairedSnapshots + summary.removedSnapshots == 0) {
            sentences.emplace_back(
                doneOr(isDryRun_, "no snapshots were modified", "no snapshots would be modified"));
            return sentences;
        }
        sentences.push_back(fmt::format("{} {} snapshots",
                                        doneOr(isDryRun_, "modified", "would modify"),
                                        summary.repairedSnapshots));
        if (isForgetting_)
            sentences.push_back(fmt::format("{} {} damaged snapshots",
                                            doneOr(isDryRun_, "removed", "would remove"),
                                            summary.removedSnapshots));
        return sentences;
    }

    SnapshotFilterOptions filter_;
    bool isForgetting_ = false;
    bool isDryRun_ = false;
};

class RecoverCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"host", 'H', "name", "the host name of the snapshot", "", {}}, host_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "recover takes no arguments");
        const auto reporter = makeRepairReporter(context);
        const auto summary = context.core.repairs.recover(
            {.repository = context.access(), .host = host_}, *reporter, context.stop);
        reporter->finish(describe(summary),
                         Json{{"folders", summary.folders},
                              {"snapshot_id",
                               summary.snapshot ? Json(summary.snapshot->hex()) : Json(nullptr)}});
        return {};
    }

  private:
    static std::vector<std::string> describe(const services::RecoverSummary& summary) {
        std::vector<std::string> sentences{
            fmt::format("found {} unreferenced roots", summary.folders.size())};
        sentences.push_back(summary.snapshot ? "saved new snapshot " + summary.snapshot->shortHex()
                                             : std::string{"no snapshot to write"});
        return sentences;
    }

    std::string host_;
};

}  // namespace

std::unique_ptr<Command> makeRepairConfigCommand() {
    return std::make_unique<RepairConfigCommand>();
}

std::unique_ptr<Command> makeRepairIndexCommand() {
    return std::make_unique<RepairIndexCommand>();
}

std::unique_ptr<Command> makeRepairPacksCommand() {
    return std::make_unique<RepairPacksCommand>();
}

std::unique_ptr<Command> makeRepairSnapshotsCommand() {
    return std::make_unique<RepairSnapshotsCommand>();
}

std::unique_ptr<Command> makeRecoverCommand() {
    return std::make_unique<RecoverCommand>();
}

}  // namespace tl::cli
