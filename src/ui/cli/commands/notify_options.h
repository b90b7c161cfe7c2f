// The options that describe a notification channel.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/monitoring/notices/channel_rules.h"
#include "ui/cli/option_set.h"

namespace tl::cli {

class NotifyOptions {
  public:
    void declare(OptionSet& options);
    /// Changes what was given. **Errors:** InvalidInput for taking away what is not there.
    void apply(services::ChannelDefinition& channel) const;

  private:
    void applySettings(services::ChannelDefinition& channel) const;

    std::optional<std::string> description_;
    std::vector<std::string> events_;
    std::map<std::string, std::string> settings_;
    std::map<std::string, std::string> secrets_;
    std::vector<std::string> removed_;
    std::vector<std::string> targets_;
    std::vector<std::string> repositories_;
    std::optional<std::string> quietHours_;
    std::optional<std::string> template_;
    std::optional<std::string> title_;
    std::optional<bool> isPaused_;
};

}  // namespace tl::cli
