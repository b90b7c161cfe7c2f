#include "ui/cli/commands/check.h"

#include "infra/errors/error.h"
#include "ui/cli/commands/check_reporter.h"
#include "ui/cli/repository_range.h"
#include "ui/cli/snapshot_filter_options.h"

namespace tl::cli {

namespace {

class CheckCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.flag({"read-data", '\0', "", "read and check all data", "", {}}, isDataRead_);
        options.text(
            {"read-data-subset",
             '\0',
             "subset",
             "read and check part of the data: n/t for part n of t, or x% or a size such as "
             "50M of what was not read for longest",
             "",
             {}},
            subset_);
        options.text({"read-data-within",
                      '\0',
                      "duration",
                      "read and check the data that was not read for as long, such as 30d",
                      "",
                      {}},
                     within_);
        options.flag({"with-cache", '\0', "", "use the local cache, too", "", {}}, isCacheUsed_);
        filter_.declare(options);
        range_.declare(options);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        if (isDataRead_ && !subset_.empty())
            throw Error{ErrorKind::InvalidInput,
                        "--read-data and --read-data-subset exclude each other"};
        services::CheckRequest request;
        if (isDataRead_) request.reading.readData = services::ReadAll{};
        if (!subset_.empty()) request.reading.readData = services::parseReadDataSubset(subset_);
        if (!within_.empty()) request.reading.within = services::parseReadWithin(within_);
        request.filter = filter_.resolve(Environment{[](const std::string&) {
            return std::nullopt;  // The whole repository, unless the command line limits it.
        }});
        request.ids = operands;
        return range_.visit(context, [&](const services::RepositoryAccess& access) {
            request.repository = access;
            request.repository.cache.isOn = access.cache.isOn && isCacheUsed_;
            return check(request, context);
        });
    }

  private:
    static CommandResult check(const services::CheckRequest& request, const Context& context) {
        const auto reporter = makeCheckReporter(context);
        const auto report = context.core.checks.check(request, *reporter, context.stop);
        reporter->finish(report);
        if (report.errorCount == 0) return {};
        return {.exitCode = 1, .message = "the repository contains errors"};
    }

    bool isDataRead_ = false;
    std::string subset_;
    std::string within_;
    bool isCacheUsed_ = false;
    SnapshotFilterOptions filter_;
    RepositoryRange range_;
};

}  // namespace

std::unique_ptr<Command> makeCheckCommand() {
    return std::make_unique<CheckCommand>();
}

}  // namespace tl::cli
