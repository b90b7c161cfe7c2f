#include <array>
#include <span>

#include "infra/platform/digest.h"
#include "infra/platform/mail_client.h"
#include "infra/platform/mail_message.h"
#include "services/monitoring/notices/channel.h"
#include "services/monitoring/notices/mail_place.h"

namespace tl::services {

namespace {

class EmailChannel final : public Channel {
  public:
    EmailChannel(const ChannelDefinition& channel, const ChannelWorld& world)
        : channel_{channel},
          world_{world} {}

    void deliver(const Letter& letter, const std::stop_token& stop) override {
        const MailPlace place = parseMailPlace(channel_);
        MailServer server{.host = place.host,
                          .port = place.port,
                          .security = place.security,
                          .user = settingOf(channel_, "user")};
        const auto password = channel_.secrets.find("password");
        if (password != channel_.secrets.end())
            server.password =
                world_.secrets.fetch(parseSecretReference(password->second),
                                     "password of the mail server", Asking::Never, stop);
        const std::string authority = settingOf(channel_, "ca_file");
        if (!authority.empty()) server.certificateFiles = {authority};
        const MailMessage message{.from = settingOf(channel_, "from"),
                                  .to = listIn(settingOf(channel_, "to")),
                                  .subject = letter.title,
                                  .text = letter.text,
                                  .sentAt = world_.clock.now(),
                                  .id = newId()};
        sendMail(server, {.from = message.from, .to = message.to}, toMailText(message), stop);
    }

  private:
    [[nodiscard]] std::string newId() const {
        std::array<std::byte, 16> bytes{};
        world_.random.fill(bytes);
        return hexText(bytes);
    }

    const ChannelDefinition channel_;
    const ChannelWorld world_;
};

}  // namespace

std::unique_ptr<Channel> makeEmailChannel(const ChannelDefinition& channel,
                                          const ChannelWorld& world) {
    return std::make_unique<EmailChannel>(channel, world);
}

}  // namespace tl::services
