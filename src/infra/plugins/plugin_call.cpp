#include "infra/plugins/plugin_call.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string_view>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/errors/stop.h"
#include "infra/platform/process.h"
#include "infra/platform/wake_pipe.h"
#include "infra/plugins/plugin_environment.h"
#include "infra/plugins/plugin_words.h"
#include "infra/plugins/variable_name.h"

namespace tl::plugins {

namespace {

using Time = std::chrono::steady_clock;

/// A variable of more would keep the program from being started.
constexpr std::size_t kVariableBytesMax = std::size_t{64} << 10U;

nlohmann::ordered_json valueOf(const PluginSetting& setting) {
    const std::string text{setting.value.text()};
    switch (setting.type) {
        case OptionType::Number:
            return std::stoull(text);
        case OptionType::Switch:
            return text == "on";
        case OptionType::Text:
            break;
    }
    return text;
}

/// The document that the program is sent.
Secret requestDocument(const Plugin& plugin,
                       const std::vector<PluginSetting>& settings,
                       const CallFacts& facts) {
    nlohmann::ordered_json document{{"protocol", kProtocolVersion},
                                    {"kind", nameOf(plugin.manifest.kind)},
                                    {"call", nlohmann::ordered_json::object()},
                                    {"options", nlohmann::ordered_json::object()}};
    for (const auto& [name, value] : facts)
        document["call"][name] = value;
    for (const PluginSetting& setting : settings)
        document["options"][setting.name] = valueOf(setting);
    std::string text = document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    Secret request = Secret::fromText(text);
    wipe(std::as_writable_bytes(std::span{text}));
    return request;
}

void addFacts(const CallFacts& facts, PluginEnvironment& environment) {
    for (const auto& [name, value] : facts)
        if (value.size() <= kVariableBytesMax && value.find('\0') == std::string::npos)
            environment.set(variableName("TIMELOCKER_CALL_", name), value);
}

std::vector<std::string> commandLine(const Plugin& plugin) {
    std::vector<std::string> words{plugin.program};
    words.insert(words.end(), plugin.manifest.arguments.begin(), plugin.manifest.arguments.end());
    return words;
}

/// A program at its one task.
class Call {
  public:
    Call(const Plugin& plugin, const PluginEnvironment& environment, const std::stop_token& stop)
        : plugin_{plugin},
          stop_{stop},
          until_{Time::now() + plugin.manifest.answerMax},
          process_{{.arguments = commandLine(plugin),
                    .group = ProcessGroup::Own,
                    .input = ProcessInput::Sent,
                    .errors = ProcessErrors::Kept,
                    .environment = environment.lines()}},
          wakeOnStop_{stop, [this] { wake_.wake(); }} {}

    /// Sends the document and takes all that the program prints.
    [[nodiscard]] Secret converse(std::span<const std::byte> document) {
        std::vector<std::byte> answer(kAnswerBytesMax + 1);  // Never moved: it may hold a secret.
        std::size_t size = 0;
        while (true) {
            const Exchanged done = process_.exchange({.toSend = document,
                                                      .room = std::span{answer}.subspan(size),
                                                      .wake = wake_,
                                                      .patience = timeLeft()});
            throwIfStopped(stop_);
            document = document.subspan(done.sent);
            if (document.empty()) process_.closeInput();
            size += done.received;
            if (size > kAnswerBytesMax)
                throw Error{ErrorKind::Unavailable, "it prints more than a mebibyte"};
            if (done.hasEnded) break;
            throwIfLate();
        }
        Secret taken{std::span{answer}.first(size)};
        wipe(answer);
        return taken;
    }

    [[nodiscard]] ExitStatus waitForEnd() {
        constexpr std::chrono::milliseconds kLook{100};
        while (!process_.endsWithin(std::min(kLook, timeLeft()))) {
            throwIfStopped(stop_);
            throwIfLate();
        }
        return process_.wait(stop_);
    }

    [[nodiscard]] std::string said() { return process_.errors(); }

  private:
    [[nodiscard]] std::chrono::milliseconds timeLeft() const {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until_ - Time::now());
        return std::max(left, std::chrono::milliseconds{0});
    }

    void throwIfLate() const {
        if (Time::now() < until_) return;
        throw Error{ErrorKind::Unavailable, "it has not answered and ended within " +
                                                std::to_string(plugin_.manifest.answerMax.count()) +
                                                " s"};
    }

    const Plugin& plugin_;
    const std::stop_token& stop_;
    const Time::time_point until_;
    const WakePipe wake_;
    Process process_;
    const std::stop_callback<std::function<void()>> wakeOnStop_;
};

PluginAnswer answerOf(Call& call, const Secret& request) {
    const Secret said = call.converse(request.bytes());
    const ExitStatus status = call.waitForEnd();
    if (!status.isSuccess())
        throw Error{ErrorKind::Unavailable, "it ended (" + toText(status) + ")"};
    return parseAnswer(said.bytes());
}

}  // namespace

PluginAnswer callPlugin(const Plugin& plugin,
                        const std::vector<PluginSetting>& settings,
                        const CallFacts& facts,
                        const std::stop_token& stop) {
    throwIfStopped(stop);
    PluginEnvironment environment{plugin.manifest, settings, ownEnvironment()};
    addFacts(facts, environment);
    const Secret request = requestDocument(plugin, settings, facts);
    Call call{plugin, environment, stop};
    try {
        return answerOf(call, request);
    } catch (const Error& error) {
        throw Error{error.kind(), "the plugin " + tl::quoted(plugin.name) + " failed: " +
                                      error.what() + afterWords(call.said(), settings)};
    }
}

}  // namespace tl::plugins
