#include <algorithm>

#include "infra/platform/command_line.h"
#include "infra/platform/secret_variables.h"
#include "services/monitoring/notices/channel.h"
#include "services/monitoring/notices/notice_text.h"
#include "services/program_call.h"

namespace tl::services {

namespace {

/// More would keep the program from being started.
constexpr std::size_t kVariableBytesMax = std::size_t{64} << 10U;

class CommandChannel final : public Channel {
  public:
    explicit CommandChannel(const ChannelDefinition& channel) : channel_{channel} {}

    void deliver(const Letter& letter, const std::stop_token& stop) override {
        std::vector<std::string> environment = environmentWithoutSecrets();
        const auto set = [&environment](std::string name, const std::string& value) {
            std::ranges::transform(name, name.begin(), [](char c) {
                return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
            });
            std::string line = "TIMELOCKER_NOTICE_" + name + "=" + value;
            line.erase(std::remove(line.begin(), line.end(), '\0'), line.end());
            environment.push_back(line.substr(0, kVariableBytesMax));
        };
        for (const std::string& field : noticeFields())
            set(field, noticeField(letter.notice, field, TimeZone::utc()));
        set("title", letter.title);
        set("text", letter.text);
        callProgram(
            {.words = splitCommandLine(settingOf(channel_, "command")), .environment = environment},
            stop);
    }

  private:
    const ChannelDefinition channel_;
};

}  // namespace

std::unique_ptr<Channel> makeCommandChannel(const ChannelDefinition& channel) {
    return std::make_unique<CommandChannel>(channel);
}

}  // namespace tl::services
