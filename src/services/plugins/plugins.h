// What a person does with plugins: look at them, trust them or not, make one, try one.

#pragma once

#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/platform/secret.h"
#include "infra/plugins/plugin_catalog.h"
#include "services/repository/repository_access.h"

namespace tl::services {

using plugins::Plugin;
using plugins::PluginKind;
using plugins::PluginOption;

struct NewPlugin {
    std::string name;
    PluginKind kind = PluginKind::Storage;
    std::string folder{};  ///< To be made; empty: of that name, where the user's plugins are.
};

/// A plugin at work.
struct PluginUse {
    std::string name;
    /// Of storage: the path of an empty place. Of a source of secrets: the name of one. Of a hook:
    /// an event; of a notifier: a text. Empty: something that suits.
    std::string subject{};
    std::map<std::string, std::string> options{};  ///< `-o key=value`.
    ConnectionSettings connection{};
};

/// What was tried with a plugin, and how it went.
struct PluginCheck {
    std::string name;       ///< What is wanted of it, as a sentence without a stop.
    std::string problem{};  ///< What it did instead; empty when all is well.
};

/// Called after each check, from the calling thread.
using PluginCheckListener = std::function<void(const PluginCheck& check)>;

class Plugins {
  public:
    Plugins() = default;
    Plugins(const Plugins&) = delete;
    Plugins& operator=(const Plugins&) = delete;
    virtual ~Plugins() = default;

    /// By name, also those that cannot be used. **Errors:** InvalidInput for a wrong state file.
    [[nodiscard]] virtual std::vector<Plugin> list() = 0;
    /// **Errors:** NotFound; as list().
    [[nodiscard]] virtual Plugin load(const std::string& name) = 0;
    /// **Errors:** NotFound; InvalidInput for one that cannot be used.
    virtual void enable(const std::string& name) = 0;
    /// **Errors:** NotFound.
    virtual void disable(const std::string& name) = 0;
    /// Writes a working example of the kind under a name of its own; returns its folder.
    /// **Errors:** AlreadyExists, InvalidInput, PermissionDenied, ResourceExhausted.
    [[nodiscard]] virtual std::string create(const NewPlugin& wanted) = 0;
    /// Holds a plugin to the protocol; returns how many checks it failed. What it stores meanwhile
    /// is removed. **Errors:** NotFound; InvalidInput for one that may not be used, or a wrong
    /// option, or a place that is not empty.
    [[nodiscard]] virtual std::size_t test(const PluginUse& use,
                                           const PluginCheckListener& listener,
                                           const std::stop_token& stop) = 0;
    /// What a source of secrets says. **Errors:** as test(); NotFound when it has no such secret;
    /// Unavailable when it fails.
    [[nodiscard]] virtual Secret secret(const PluginUse& use, const std::stop_token& stop) = 0;
};

}  // namespace tl::services
