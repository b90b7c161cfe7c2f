#include "services/backup/hooked_backups.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/command_line.h"
#include "infra/platform/secret_variables.h"
#include "infra/plugins/plugin_call.h"
#include "infra/plugins/plugin_settings.h"
#include "infra/resources/stop_after.h"
#include "services/program_call.h"

namespace tl::services {

namespace {

/// After a stop: long enough to start again what was halted, short enough for who waits.
constexpr std::chrono::seconds kAfterStop{30};

/// What is told of how the backup went; all empty before it.
struct Ending {
    std::string result{};  ///< "success", "warning", "failure" or "cancelled".
    std::string snapshot{};
    std::string message{};
};

Ending endingOf(const BackupReport& report) {
    Ending ending{.result = "success"};
    if (report.snapshot) ending.snapshot = report.snapshot->hex();
    if (report.failureCount > 0) {
        ending.result = "warning";
        ending.message = "some files could not be read";
    }
    if (report.isUnsound()) {
        const VerificationReport& found = *report.verification;
        ending.result = "failure";
        ending.message = found.errorCount > 0 ? "the verification found damage"
                                              : "it could not be verified: " + found.problem;
    }
    return ending;
}

/// The hooks of one backup.
class Hooks {
  public:
    Hooks(const HookWorld& world, const BackupRequest& request, BackupObserver& observer)
        : world_{world},
          request_{request},
          hooks_{request.hooks},
          observer_{observer} {}

    /// **Errors:** whatever a hook fails with.
    void before(const std::stop_token& stop) {
        if (!hooks_.before.empty()) callCommand("before", hooks_.before, {}, stop);
        for (const std::string& plugin : hooks_.plugins) {
            tell(plugin, "before-backup", {}, stop);
            told_.push_back(plugin);
        }
    }

    /// What of the hooks has failed, in sentences. A stop leaves them some time: what was halted
    /// before the backup is to run again.
    std::vector<std::string> after(const Ending& ending, const std::stop_token& stop) {
        const StopLater late{world_.clock, kAfterStop, stop};
        std::vector<std::string> failures;
        const auto attempt = [&failures](const std::string& who, const auto& work) {
            try {
                work();
            } catch (const Error& error) {
                failures.push_back(error.describe());
            } catch (const Cancelled&) {
                failures.push_back(who + " was stopped");
            }
        };
        std::ranges::reverse(told_);
        for (const std::string& plugin : std::exchange(told_, {}))
            attempt("the plugin " + tl::quoted(plugin),
                    [&] { tell(plugin, "after-backup", ending, late.token()); });
        const bool isWell = ending.result == "success" || ending.result == "warning";
        const std::string& command = isWell ? hooks_.after : hooks_.onError;
        const std::string event = isWell ? "after" : "on-error";
        if (!command.empty())
            attempt("the hook " + event,
                    [&] { callCommand(event, command, ending, late.token()); });
        return failures;
    }

    /// The same, where there is another failure to tell of.
    void afterFailure(const Ending& ending, const std::stop_token& stop) {
        for (const std::string& failure : after(ending, stop))
            observer_.onWarning(failure);
    }

  private:
    void callCommand(const std::string& event,
                     const std::string& command,
                     const Ending& ending,
                     const std::stop_token& stop) {
        constexpr std::size_t kLinesMax = 200;  // The history keeps a thousand for the whole run.
        std::size_t lines = 0;
        const auto show = [&](const std::string& line) {
            if (++lines <= kLinesMax) observer_.onHookLine(event + ": " + line);
            if (lines == kLinesMax + 1) observer_.onHookLine(event + ": more lines are left out");
        };
        try {
            callProgram({.words = splitCommandLine(command),
                         .environment = environmentFor(event, ending),
                         .timeMax = hooks_.timeMax,
                         .onLine = show},
                        stop);
        } catch (const Error& error) {
            throw Error{error.kind(), "the hook " + event + " failed: " + error.what()};
        }
    }

    [[nodiscard]] std::vector<std::string> environmentFor(const std::string& event,
                                                          const Ending& ending) const {
        constexpr std::size_t kVariableBytesMax = std::size_t{64} << 10U;
        std::vector<std::string> lines = environmentWithoutSecrets();
        for (const auto& [name, value] : factsOf(event, ending)) {
            std::string line = "TIMELOCKER_HOOK_" + name + "=" + value;
            std::erase(line, '\0');
            lines.push_back(line.substr(0, kVariableBytesMax));
        }
        return lines;
    }

    [[nodiscard]] std::vector<std::pair<std::string, std::string>> factsOf(
        const std::string& event, const Ending& ending) const {
        return {{"EVENT", event},
                {"TARGET", request_.targetName},
                {"REPOSITORY", request_.repository.name},
                {"RESULT", ending.result},
                {"SNAPSHOT", ending.snapshot},
                {"MESSAGE", ending.message}};
    }

    void tell(const std::string& name,
              const std::string& event,
              const Ending& ending,
              const std::stop_token& stop) {
        const plugins::Plugin plugin = world_.plugins.loadUsable(name, plugins::PluginKind::Hook);
        const auto settings =
            plugins::resolveSettings(plugin.manifest, request_.repository.options, world_.variable);
        const plugins::CallFacts facts{{"event", event},
                                       {"target", request_.targetName},
                                       {"repository", request_.repository.name},
                                       {"result", ending.result},
                                       {"snapshot", ending.snapshot},
                                       {"message", ending.message}};
        const plugins::PluginAnswer answer = plugins::callPlugin(plugin, settings, facts, stop);
        if (!answer.isOk)
            throw Error{ErrorKind::Unavailable,
                        "the plugin " + tl::quoted(name) + " says: " + answer.error};
    }

    const HookWorld& world_;
    const BackupRequest& request_;
    const BackupHooks& hooks_;
    BackupObserver& observer_;
    std::vector<std::string> told_;  ///< Plugins that know of the beginning.
};

class HookedBackups final : public Backups {
  public:
    HookedBackups(Backups& inner, HookWorld world) : inner_{inner}, world_{std::move(world)} {}

    BackupReport run(const BackupRequest& request,
                     BackupObserver& observer,
                     const std::stop_token& stop) override {
        if (request.dryRun || request.hooks.isEmpty()) return inner_.run(request, observer, stop);
        Hooks hooks{world_, request, observer};
        BackupReport report;
        try {
            hooks.before(stop);
            report = inner_.run(request, observer, stop);
        } catch (const Error& error) {
            hooks.afterFailure({.result = "failure", .message = error.describe()}, stop);
            throw;
        } catch (const Cancelled&) {
            hooks.afterFailure({.result = "cancelled", .message = "it was stopped"}, stop);
            throw;
        }
        const Ending ending = endingOf(report);
        if (report.isUnsound())
            hooks.afterFailure(ending, stop);
        else
            report.hookFailures = hooks.after(ending, stop);
        return report;
    }

  private:
    Backups& inner_;
    const HookWorld world_;
};

}  // namespace

std::unique_ptr<Backups> makeHookedBackups(Backups& inner, HookWorld world) {
    return std::make_unique<HookedBackups>(inner, std::move(world));
}

}  // namespace tl::services
