#include "ui/cli/commands/cache.h"

#include <fmt/format.h>

#include "infra/errors/error.h"
#include "ui/cli/json_line.h"
#include "ui/cli/text_format.h"
#include "ui/cli/text_table.h"

namespace tl::cli {

namespace {

using services::CacheInfo;
using services::CacheList;

constexpr std::int64_t kSecondsPerDay = 86400;

std::string formatUse(const CacheInfo& cache, const Clock& clock) {
    return fmt::format("{} days ago", (clock.now().seconds - cache.used.seconds) / kSecondsPerDay);
}

std::string formatList(const CacheList& list, const Context& context) {
    TextTable table;
    for (const char* title : {"Repo ID", "Last Used", "Old"})
        table.addColumn(title);
    table.addColumn("Size", Align::Right);
    for (const CacheInfo& cache : list.caches)
        table.addRow({cache.repositoryId.substr(0, 10), formatUse(cache, context.clock),
                      cache.isOld ? "yes" : "",
                      cache.sizeBytes ? formatBytes(*cache.sizeBytes) : std::string{}});
    table.addFoot(fmt::format("{} cache dirs in {}", list.caches.size(), list.folder));
    return table.format(RowGap::None, context.tableColumns());
}

std::string formatJson(const CacheList& list, const TimeZone& zone) {
    Json json = Json::array();
    for (const CacheInfo& cache : list.caches) {
        Json item{{"repository_id", cache.repositoryId},
                  {"last_used", formatTime(cache.used.seconds, zone)},
                  {"old", cache.isOld}};
        if (cache.sizeBytes) item["size"] = *cache.sizeBytes;
        json.push_back(std::move(item));
    }
    return toLine(json);
}

class CacheCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.flag({"cleanup", '\0', "", "remove old caches", "", {}}, isCleanup_);
        options.number({"max-age", '\0', "days", "what was not used for so long is old", "", {}},
                       ageMaxDays_);
        options.flag({"no-size", '\0', "", "do not add up the sizes", "", {}}, isSizeOff_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "cache takes no arguments");
        const services::CacheSettings settings = resolveCache(context.global, context.environment);
        if (!settings.isOn)
            throw Error{ErrorKind::InvalidInput, "--no-cache leaves nothing for this command"};
        if (ageMaxDays_ > kAgeMaxDaysMax)
            throw Error{ErrorKind::InvalidInput, "--max-age is a number of days up to 36500"};
        const services::CacheQuery query{
            .folder = settings.folder,
            .ageMax = std::chrono::hours{24 * static_cast<std::int64_t>(ageMaxDays_)},
            .isSizeWanted = !isSizeOff_};
        if (isCleanup_ || settings.isCleanedUp)
            removeOld(query, context);
        else
            show(context.core.caches.list(query, context.stop), context);
        return {};
    }

  private:
    static constexpr std::uint64_t kAgeMaxDaysMax = 36500;

    static void show(const CacheList& list, const Context& context) {
        if (context.global.isJson)
            context.console.print(formatJson(list, context.zone));
        else
            context.console.print(formatList(list, context));
    }

    static void removeOld(const services::CacheQuery& query, const Context& context) {
        const CacheList removed = context.core.caches.removeOld(query, context.stop);
        if (context.global.isJson) {
            context.console.print(formatJson(removed, context.zone));
            return;
        }
        if (removed.caches.empty()) {
            context.tell("no old cache dirs found");
            return;
        }
        context.tell(fmt::format("removed {} old cache dirs from {}", removed.caches.size(),
                                 removed.folder));
    }

    bool isCleanup_ = false;
    std::uint64_t ageMaxDays_ = 30;
    bool isSizeOff_ = false;
};

}  // namespace

std::unique_ptr<Command> makeCacheCommand() {
    return std::make_unique<CacheCommand>();
}

}  // namespace tl::cli
