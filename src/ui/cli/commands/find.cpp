#include "ui/cli/commands/find.h"

#include <utility>

#include "infra/errors/error.h"
#include "services/repository/text_values.h"
#include "ui/cli/commands/find_printer.h"
#include "ui/cli/snapshot_filter_options.h"

namespace tl::cli {

namespace {

using services::SearchFor;

class FindCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"oldest", 'O', "time", "only what was changed at this time or later", "", {}},
                     oldest_);
        options.text(
            {"newest", 'N', "time", "only what was changed at this time or earlier", "", {}},
            newest_);
        options.list({"snapshot", 's', "id", "look into this snapshot only (repeatable)", "", {}},
                     snapshots_);
        options.flag({"blob", '\0', "", "look for blobs by their IDs", "", {}}, isForBlobs_);
        options.flag({"tree", '\0', "", "look for trees by their IDs", "", {}}, isForTrees_);
        options.flag({"pack", '\0', "", "look for all that is in packs, by their IDs", "", {}},
                     isForPacks_);
        options.flag({"show-pack-id",
                      '\0',
                      "",
                      "with --blob or --tree: show the packs that hold them",
                      "",
                      {}},
                     wantsPacks_);
        options.flag({"ignore-case", 'i', "", "let upper and lower case be the same", "", {}},
                     isCaseIgnored_);
        options.flag({"reverse", 'R', "", "begin with the oldest snapshot", "", {}}, isReversed_);
        options.flag({"long", 'l', "", "show type, owner, size and time", "", {}}, isLong_);
        options.flag({"human-readable", '\0', "", "show sizes with units", "", {}}, isHuman_);
        options.flag({"history",
                      '\0',
                      "",
                      "show the versions of one path, from the oldest snapshot on",
                      "",
                      {}},
                     isHistory_);
        filter_.declare(options);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        if (isHistory_) return showHistory(operands, context);
        if (operands.empty())
            throw Error{ErrorKind::InvalidInput,
                        "find takes at least one name, pattern or ID to look for"};
        const services::FindRequest request = makeRequest(operands, context);
        const auto printer =
            context.global.isJson
                ? makeFindJsonPrinter(context)
                : makeFindTextPrinter({.isLong = isLong_, .isSizeHuman = isHuman_}, context);
        context.core.searches.find(request, *printer, context.stop);
        printer->finish();
        if (printer->problemCount() == 0) return {};
        return {.exitCode = 1,
                .message =
                    std::to_string(printer->problemCount()) + " folders could not be looked into"};
    }

  private:
    [[nodiscard]] SearchFor searchFor() const {
        if (isForBlobs_ + isForTrees_ + isForPacks_ > 1)
            throw Error{ErrorKind::InvalidInput, "--blob, --tree and --pack exclude each other"};
        if (isForBlobs_) return SearchFor::Blobs;
        if (isForTrees_) return SearchFor::Trees;
        return isForPacks_ ? SearchFor::Packs : SearchFor::Names;
    }

    [[nodiscard]] services::SnapshotQuery snapshotQuery(const Context& context) const {
        return {.filter = filter_.resolve(context.environment), .ids = snapshots_};
    }

    [[nodiscard]] static std::optional<WallTime> parseLimit(const std::string& text,
                                                            const Context& context) {
        if (text.empty()) return std::nullopt;
        return services::parsePointInTime(text, context.zone);
    }

    [[nodiscard]] services::FindRequest makeRequest(const std::vector<std::string>& operands,
                                                    const Context& context) const {
        const auto oldest = parseLimit(oldest_, context);
        const auto newest = parseLimit(newest_, context);
        if (oldest && newest && newest->seconds < oldest->seconds)
            throw Error{ErrorKind::InvalidInput, "--oldest must not be later than --newest"};
        return {.repository = context.access(),
                .snapshots = snapshotQuery(context),
                .order = isReversed_ ? services::SnapshotOrder::OldestFirst
                                     : services::SnapshotOrder::NewestFirst,
                .searchFor = searchFor(),
                .wanted = operands,
                .letterCase =
                    isCaseIgnored_ ? engine::LetterCase::Ignored : engine::LetterCase::Distinct,
                .oldest = oldest,
                .newest = newest,
                .wantsPacks = wantsPacks_};
    }

    CommandResult showHistory(const std::vector<std::string>& operands,
                              const Context& context) const {
        requireOperands(operands, 1, 1, "find --history takes one path in the snapshots");
        if (searchFor() != SearchFor::Names || !oldest_.empty() || !newest_.empty())
            throw Error{ErrorKind::InvalidInput,
                        "--history knows of all times, and of paths only: leave out --oldest, "
                        "--newest, --blob, --tree and --pack"};
        const auto histories = context.core.searches.history({.repository = context.access(),
                                                              .snapshots = snapshotQuery(context),
                                                              .path = operands.front()},
                                                             context.stop);
        printHistory(operands.front(), histories, context);
        return {};
    }

    std::string oldest_;
    std::string newest_;
    std::vector<std::string> snapshots_;
    bool isForBlobs_ = false;
    bool isForTrees_ = false;
    bool isForPacks_ = false;
    bool wantsPacks_ = false;
    bool isCaseIgnored_ = false;
    bool isReversed_ = false;
    bool isLong_ = false;
    bool isHuman_ = false;
    bool isHistory_ = false;
    SnapshotFilterOptions filter_;
};

}  // namespace

std::unique_ptr<Command> makeFindCommand() {
    return std::make_unique<FindCommand>();
}

}  // namespace tl::cli
