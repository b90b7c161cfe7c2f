#include <algorithm>

#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "infra/platform/secret_variables.h"
#include "services/monitoring/notices/channel.h"
#include "services/program_call.h"

namespace tl::services {

namespace {

/// The specification's body is a markup of its own.
std::string withoutMarkup(const std::string& text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '&')
            escaped += "&amp;";
        else if (c == '<')
            escaped += "&lt;";
        else if (c == '>')
            escaped += "&gt;";
        else if (c == '\\')
            escaped += "\\\\";  // notify-send reads escapes.
        else if (c != '\0')
            escaped += c;
    }
    return escaped;
}

const char* urgencyOf(NoticeEvent event) {
    if (event == NoticeEvent::Success) return "low";
    return isUrgent(event) ? "critical" : "normal";
}

class DesktopChannel final : public Channel {
  public:
    explicit DesktopChannel(const ChannelWorld& world) : world_{world} {}

    void deliver(const Letter& letter, const std::stop_token& stop) override {
        std::string title = letter.title;
        title.erase(std::remove(title.begin(), title.end(), '\0'), title.end());
        try {
            callProgram({.words = {"notify-send", "--app-name=TimeLocker",
                                   std::string{"--urgency="} + urgencyOf(letter.notice.event), "--",
                                   title, withoutMarkup(letter.text)},
                         .environment = environment()},
                        stop);
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::NotFound) throw;
            throw Error{ErrorKind::Unsupported,
                        "the desktop is told by notify-send, which is not here: install "
                        "libnotify-bin"};
        }
    }

  private:
    /// A timer or a service knows nothing of the session's bus; it is where systemd puts it.
    [[nodiscard]] std::vector<std::string> environment() const {
        std::vector<std::string> lines = environmentWithoutSecrets();
        if (world_.variable("DBUS_SESSION_BUS_ADDRESS")) return lines;
        const std::string bus = "/run/user/" + std::to_string(userId()) + "/bus";
        if (!exists(bus))
            throw Error{ErrorKind::Unavailable,
                        "this user has no desktop session that could show anything"};
        lines.push_back("DBUS_SESSION_BUS_ADDRESS=unix:path=" + bus);
        return lines;
    }

    const ChannelWorld world_;
};

}  // namespace

std::unique_ptr<Channel> makeDesktopChannel(const ChannelWorld& world) {
    return std::make_unique<DesktopChannel>(world);
}

}  // namespace tl::services
