#include "services/plugins/plugin_service.h"

#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/plugins/plugin_call.h"
#include "infra/plugins/shipped_plugins.h"
#include "infra/plugins/storage_conformance.h"

namespace tl::services {

namespace {

using plugins::CallFacts;
using plugins::PluginAnswer;

/// A name that no source of secrets has.
constexpr const char* kNoSecret = "timelocker-has-no-such-secret";

class PluginService final : public Plugins {
  public:
    PluginService(const plugins::PluginCatalog& catalog,
                  plugins::VariableReader variable,
                  PluginOpener openStorage)
        : catalog_{catalog},
          variable_{std::move(variable)},
          openStorage_{std::move(openStorage)} {}

    [[nodiscard]] std::vector<Plugin> list() override { return catalog_.list(); }
    [[nodiscard]] Plugin load(const std::string& name) override { return catalog_.load(name); }
    void enable(const std::string& name) override { catalog_.enable(name); }
    void disable(const std::string& name) override { catalog_.disable(name); }

    [[nodiscard]] std::string create(const NewPlugin& wanted) override {
        const std::string& home = catalog_.places().userFolder;
        if (wanted.folder.empty() && home.empty())
            throw Error{ErrorKind::InvalidInput,
                        "there is no folder for the user's plugins; name one with --folder, or "
                        "set HOME"};
        const std::string folder = wanted.folder.empty() ? home + "/" + wanted.name : wanted.folder;
        plugins::writeNewPlugin(wanted.kind, wanted.name, folder);
        return folder;
    }

    [[nodiscard]] std::size_t test(const PluginUse& use,
                                   const PluginCheckListener& listener,
                                   const std::stop_token& stop) override {
        const PluginKind kind = catalog_.load(use.name).manifest.kind;
        const Plugin plugin = catalog_.loadUsable(use.name, kind);
        switch (kind) {
            case PluginKind::Storage:
                return testStorage(use, listener, stop);
            case PluginKind::Notifier:
                return testNotifier(plugin, use, listener, stop);
            case PluginKind::Secret:
                return testSecret(plugin, use, listener, stop);
            case PluginKind::Hook:
                break;
        }
        return testHook(plugin, use, listener, stop);
    }

    [[nodiscard]] Secret secret(const PluginUse& use, const std::stop_token& stop) override {
        const Plugin plugin = catalog_.loadUsable(use.name, PluginKind::Secret);
        PluginAnswer answer = call(plugin, use, {{"name", use.subject}}, stop);
        if (!answer.isOk)
            throw Error{ErrorKind::NotFound, "the plugin " + tl::quoted(use.name) +
                                                 " has no secret " + tl::quoted(use.subject) +
                                                 ": " + answer.error};
        if (answer.secret.isEmpty())
            throw Error{ErrorKind::Unavailable,
                        "the plugin " + tl::quoted(use.name) + " gave an empty secret"};
        return std::move(answer.secret);
    }

  private:
    [[nodiscard]] PluginAnswer call(const Plugin& plugin,
                                    const PluginUse& use,
                                    const CallFacts& facts,
                                    const std::stop_token& stop) const {
        const auto settings = plugins::resolveSettings(plugin.manifest, use.options, variable_);
        return plugins::callPlugin(plugin, settings, facts, stop);
    }

    /// One check: a call, and what is wrong with its answer. Returns how many failed, of one.
    template <typename Judge>
    [[nodiscard]] std::size_t check(const std::string& wanted,
                                    const Plugin& plugin,
                                    const PluginUse& use,
                                    const CallFacts& facts,
                                    const PluginCheckListener& listener,
                                    const std::stop_token& stop,
                                    const Judge& judge) const {
        PluginCheck done{.name = wanted};
        try {
            done.problem = judge(call(plugin, use, facts, stop));
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::Unavailable) throw;
            done.problem = error.what();
        }
        listener(done);
        return done.problem.empty() ? 0 : 1;
    }

    static std::string refusalOf(const PluginAnswer& answer) {
        return answer.isOk ? std::string{} : "it says: " + answer.error;
    }

    [[nodiscard]] std::size_t testStorage(const PluginUse& use,
                                          const PluginCheckListener& listener,
                                          const std::stop_token& stop) const {
        if (use.subject.empty())
            throw Error{ErrorKind::InvalidInput,
                        "the path of an empty place is wanted, where files may be stored: tl "
                        "plugin test " +
                            use.name + " PATH"};
        const auto backend = openStorage_(use);
        return plugins::checkStorage(
            *backend,
            [&listener](const std::string& wanted, const std::string& problem) {
                listener({.name = wanted, .problem = problem});
            },
            stop);
    }

    [[nodiscard]] std::size_t testNotifier(const Plugin& plugin,
                                           const PluginUse& use,
                                           const PluginCheckListener& listener,
                                           const std::stop_token& stop) const {
        const std::string text = use.subject.empty() ? "This is a test." : use.subject;
        return check("takes a message", plugin, use,
                     {{"level", "info"}, {"title", "Test of TimeLocker"}, {"text", text}}, listener,
                     stop, refusalOf);
    }

    [[nodiscard]] std::size_t testSecret(const Plugin& plugin,
                                         const PluginUse& use,
                                         const PluginCheckListener& listener,
                                         const std::stop_token& stop) const {
        std::size_t failed = check(
            "refuses a name that it does not know", plugin, use, {{"name", kNoSecret}}, listener,
            stop, [](const PluginAnswer& answer) {
                return answer.isOk ? std::string{"it gives a secret for any name"} : std::string{};
            });
        if (use.subject.empty()) return failed;
        failed += check("gives the secret", plugin, use, {{"name", use.subject}}, listener, stop,
                        [](const PluginAnswer& answer) {
                            if (answer.isOk && answer.secret.isEmpty())
                                return std::string{"the answer has no secret, or an empty one"};
                            return refusalOf(answer);
                        });
        return failed;
    }

    [[nodiscard]] std::size_t testHook(const Plugin& plugin,
                                       const PluginUse& use,
                                       const PluginCheckListener& listener,
                                       const std::stop_token& stop) const {
        const std::string event = use.subject.empty() ? "after-test" : use.subject;
        return check("hears of an event", plugin, use, {{"event", event}}, listener, stop,
                     refusalOf);
    }

    const plugins::PluginCatalog& catalog_;
    const plugins::VariableReader variable_;
    const PluginOpener openStorage_;
};

}  // namespace

std::unique_ptr<Plugins> makePlugins(const plugins::PluginCatalog& catalog,
                                     plugins::VariableReader variable,
                                     PluginOpener openStorage) {
    return std::make_unique<PluginService>(catalog, std::move(variable), std::move(openStorage));
}

}  // namespace tl::services
