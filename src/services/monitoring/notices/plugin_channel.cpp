#include <map>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/plugins/plugin_call.h"
#include "infra/plugins/plugin_settings.h"
#include "services/monitoring/notices/channel.h"

namespace tl::services {

namespace {

const char* levelOf(NoticeEvent event) {
    if (event == NoticeEvent::Success) return "info";
    return isUrgent(event) ? "error" : "warning";
}

class PluginChannel final : public Channel {
  public:
    PluginChannel(const ChannelDefinition& channel, const ChannelWorld& world)
        : channel_{channel},
          world_{world} {}

    void deliver(const Letter& letter, const std::stop_token& stop) override {
        const std::string name = settingOf(channel_, "plugin");
        const plugins::Plugin plugin =
            world_.plugins.loadUsable(name, plugins::PluginKind::Notifier);
        std::map<std::string, std::string> options;
        constexpr std::string_view kPrefix = "option.";
        for (const auto& [key, value] : channel_.settings)
            if (key.starts_with(kPrefix))
                options["plugin." + name + "." + key.substr(kPrefix.size())] = value;
        const auto settings = plugins::resolveSettings(plugin.manifest, options, world_.variable);
        const plugins::CallFacts facts{{"level", levelOf(letter.notice.event)},
                                       {"title", letter.title},
                                       {"text", letter.text},
                                       {"event", nameOf(letter.notice.event)},
                                       {"target", letter.notice.target},
                                       {"repository", letter.notice.repository}};
        const plugins::PluginAnswer answer = plugins::callPlugin(plugin, settings, facts, stop);
        if (!answer.isOk)
            throw Error{ErrorKind::Unavailable,
                        "the plugin " + tl::quoted(name) + " says: " + answer.error};
    }

  private:
    const ChannelDefinition channel_;
    const ChannelWorld world_;
};

}  // namespace

std::unique_ptr<Channel> makePluginChannel(const ChannelDefinition& channel,
                                           const ChannelWorld& world) {
    return std::make_unique<PluginChannel>(channel, world);
}

}  // namespace tl::services
