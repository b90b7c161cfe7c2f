#include "ui/cli/commands/ls.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "ui/cli/commands/ls_printer.h"
#include "ui/cli/snapshot_filter_options.h"

namespace tl::cli {

namespace {

LsOrder parseOrder(const std::string& name) {
    using Row = std::pair<std::string_view, LsOrder>;
    constexpr std::array<Row, 9> kOrders = {
        Row{"name", LsOrder::Name},           Row{"size", LsOrder::Size},
        Row{"time", LsOrder::Modified},       Row{"mtime", LsOrder::Modified},
        Row{"atime", LsOrder::Accessed},      Row{"ctime", LsOrder::Changed},
        Row{"extension", LsOrder::Extension}, Row{"access", LsOrder::Accessed},
        Row{"status", LsOrder::Changed}};
    const auto* const found =
        std::ranges::find_if(kOrders, [&](const Row& row) { return row.first == name; });
    if (found == kOrders.end())
        throw Error{ErrorKind::InvalidInput, "use name, size, time, atime, ctime or extension"};
    return found->second;
}

class LsCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.flag({"long", 'l', "", "show type, owner, size and time", "", {}}, isLong_);
        options.flag({"recursive", '\0', "", "list the folders below the given ones, too", "", {}},
                     isRecursive_);
        options.flag({"human-readable", '\0', "", "show sizes with units", "", {}}, isHuman_);
        options.custom({"sort",
                        's',
                        "mode",
                        "sort by name, size, time (mtime), atime, ctime or extension",
                        "",
                        {"name", "size", "time", "atime", "ctime", "extension"}},
                       [this](const std::string& value) { order_ = parseOrder(value); });
        options.flag({"reverse", '\0', "", "reverse the order", "", {}}, isReversed_);
        options.flag({"ncdu", '\0', "", "print what `ncdu -f` reads", "", {}}, isNcdu_);
        filter_.declare(options);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        if (operands.empty())
            throw Error{ErrorKind::InvalidInput,
                        "ls takes a snapshot (an ID, latest, or ID:folder), then folders"};
        services::ListFilesRequest request;
        request.snapshot = operands.front();
        request.folders.assign(operands.begin() + 1, operands.end());
        requireAbsolute(request.folders);
        const auto printer = makePrinter(request.folders, context);
        request.repository = context.access();
        request.filter = filter_.resolve(context.environment);
        request.recursive = isRecursive_;
        context.core.browsing.listFiles(request, *printer, context.stop);
        printer->finish();
        return {};
    }

  private:
    static void requireAbsolute(const std::vector<std::string>& folders) {
        for (const std::string& folder : folders)
            if (!folder.starts_with('/'))
                throw Error{ErrorKind::InvalidInput, "folders in a snapshot begin with a slash; " +
                                                         tl::quoted(folder) + " does not"};
    }

    [[nodiscard]] std::unique_ptr<LsPrinter> makePrinter(const std::vector<std::string>& folders,
                                                         const Context& context) const {
        const bool isSorted = order_ || isReversed_;
        if (isNcdu_ && context.global.isJson)
            throw Error{ErrorKind::InvalidInput, "--json and --ncdu exclude each other"};
        if (isNcdu_ && isSorted)
            throw Error{ErrorKind::InvalidInput, "--ncdu keeps its own order; leave out --sort"};
        if (isNcdu_) return makeLsNcduPrinter(context);
        auto printer =
            context.global.isJson
                ? makeLsJsonPrinter(context)
                : makeLsTextPrinter(
                      {.isLong = isLong_ || isHuman_, .isSizeHuman = isHuman_, .folders = folders},
                      context);
        if (!isSorted) return printer;
        return makeLsSorter(order_.value_or(LsOrder::Name),
                            isReversed_ ? LsDirection::Descending : LsDirection::Ascending,
                            std::move(printer));
    }

    bool isLong_ = false;
    bool isRecursive_ = false;
    bool isHuman_ = false;
    bool isReversed_ = false;
    bool isNcdu_ = false;
    std::optional<LsOrder> order_;
    SnapshotFilterOptions filter_;
};

}  // namespace

std::unique_ptr<Command> makeLsCommand() {
    return std::make_unique<LsCommand>();
}

}  // namespace tl::cli
