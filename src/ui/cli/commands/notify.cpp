#include "ui/cli/commands/notify.h"

#include <chrono>

#include <fmt/format.h>

#include "infra/errors/error.h"
#include "services/monitoring/notices/notifications.h"
#include "services/repository/text_values.h"
#include "ui/cli/commands/notify_options.h"
#include "ui/cli/definition_output.h"
#include "ui/cli/text_format.h"
#include "ui/cli/text_table.h"

namespace tl::cli {

namespace {

using services::ChannelDefinition;

constexpr const char* kNameWanted =
    "the name of a notification channel is wanted; see `tl notify list`";

std::string eventsText(const ChannelDefinition& channel) {
    return channel.events.empty() ? "all but success" : joined(channel.events);
}

void tellChannel(const std::string& name, const std::string& what, const Context& context) {
    if (context.global.isJson) {
        ChannelDefinition channel = context.core.notifications.load(name);
        context.console.print(toLine(toJson(fieldsOf(channel))));
    }
    context.tell(what + " " + name);
}

class NotifyAddCommand final : public Command {
  public:
    void declare(OptionSet& options) override { options_.declare(options); }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 2, 2,
                        "a name and a kind are wanted: " + joined(services::channelKindNames()));
        ChannelDefinition channel{.name = operands[0], .kind = operands[1]};
        options_.apply(channel);
        context.core.notifications.add(channel);
        tellChannel(channel.name, "added", context);
        context.tell("`tl notify test " + channel.name + "` tries it");
        return {};
    }

  private:
    NotifyOptions options_;
};

class NotifyEditCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"name", '\0', "name", "its new name", "", {}}, name_);
        options_.declare(options);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        context.core.notifications.edit(operands[0], [&](ChannelDefinition& channel) {
            options_.apply(channel);
            if (!name_.empty()) channel.name = name_;
        });
        tellChannel(name_.empty() ? operands[0] : name_, "changed", context);
        return {};
    }

  private:
    std::string name_;
    NotifyOptions options_;
};

class NotifyListCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "notify list takes no arguments");
        auto channels = context.core.notifications.list();
        Json json = Json::array();
        TextTable table;
        for (const char* title : {"Name", "Kind", "Told of", "Paused", "Description"})
            table.addColumn(title);
        for (ChannelDefinition& channel : channels) {
            json.push_back(toJson(fieldsOf(channel)));
            table.addRow({channel.name, channel.kind, eventsText(channel),
                          channel.isPaused ? "yes" : "", channel.description});
        }
        table.addFoot(formatCount(channels.size(), "channel"));
        context.console.print(context.global.isJson
                                  ? toLine(json)
                                  : table.format(RowGap::None, context.tableColumns()));
        return {};
    }
};

class NotifyShowCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        ChannelDefinition channel = context.core.notifications.load(operands[0]);
        context.console.print(context.global.isJson ? toLine(toJson(fieldsOf(channel)))
                                                    : describe(fieldsOf(channel)));
        return {};
    }
};

class NotifyRemoveCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        context.core.notifications.remove(operands[0]);
        if (context.global.isJson)
            context.console.print(toLine({{"name", operands[0]}, {"removed", true}}));
        context.tell("removed the notification channel " + operands[0]);
        return {};
    }
};

class NotifyTestCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text(
            {"event", '\0', "event", "what the test pretends has happened (default: success)", "",
             services::noticeEventNames()},
            event_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        const auto event = services::parseNoticeEvent(event_);
        if (!event)
            throw Error{ErrorKind::InvalidInput,
                        "--event is to be one of " + joined(services::noticeEventNames())};
        context.core.notifications.test(operands[0], *event, context.stop);
        if (context.global.isJson)
            context.console.print(toLine({{"name", operands[0]}, {"delivered", true}}));
        context.tell("the channel " + operands[0] + " has taken the test");
        return {};
    }

  private:
    std::string event_ = "success";
};

class NotifyOverdueCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"after",
                      '\0',
                      "duration",
                      "the age at which a backup is overdue, such as 1d6h (default: 1d12h)",
                      "",
                      {}},
                     after_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "notify overdue takes no arguments");
        const std::size_t count = context.core.notifications.tellOverdue(age());
        if (context.global.isJson) context.console.print(toLine({{"overdue", count}}));
        context.tell(count == 0
                         ? "nothing is overdue"
                         : fmt::format("{} backup{} overdue", count, count == 1 ? " is" : "s are"));
        return {};
    }

  private:
    [[nodiscard]] std::chrono::seconds age() const {
        const auto parsed = services::parseCalendarDuration(after_);
        if (parsed.isZero() || parsed.years != 0 || parsed.months != 0)
            throw Error{ErrorKind::InvalidInput,
                        "--after is to be days and hours, such as 1d6h (m would be months)"};
        return std::chrono::days{parsed.days} + std::chrono::hours{parsed.hours};
    }

    std::string after_ = "1d12h";
};

}  // namespace

std::unique_ptr<Command> makeNotifyAddCommand() {
    return std::make_unique<NotifyAddCommand>();
}
std::unique_ptr<Command> makeNotifyEditCommand() {
    return std::make_unique<NotifyEditCommand>();
}
std::unique_ptr<Command> makeNotifyListCommand() {
    return std::make_unique<NotifyListCommand>();
}
std::unique_ptr<Command> makeNotifyOverdueCommand() {
    return std::make_unique<NotifyOverdueCommand>();
}
std::unique_ptr<Command> makeNotifyRemoveCommand() {
    return std::make_unique<NotifyRemoveCommand>();
}
std::unique_ptr<Command> makeNotifyShowCommand() {
    return std::make_unique<NotifyShowCommand>();
}
std::unique_ptr<Command> makeNotifyTestCommand() {
    return std::make_unique<NotifyTestCommand>();
}

}  // namespace tl::cli
