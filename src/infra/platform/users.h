// Names and numbers of users and groups.

#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace tl {

/// Asks the system once for each name and number, then remembers.
/// **Threads:** safe from any thread.
class UserNames {
  public:
    /// Empty when the number has no name.
    [[nodiscard]] std::string userName(std::uint32_t userId);
    [[nodiscard]] std::string groupName(std::uint32_t groupId);
    /// Nothing when the system knows no such name.
    [[nodiscard]] std::optional<std::uint32_t> userId(const std::string& name);
    [[nodiscard]] std::optional<std::uint32_t> groupId(const std::string& name);

  private:
    std::mutex mutex_;  ///< Guards all below.
    std::unordered_map<std::uint32_t, std::string> userNames_;
    std::unordered_map<std::uint32_t, std::string> groupNames_;
    std::unordered_map<std::string, std::optional<std::uint32_t>> userIds_;
    std::unordered_map<std::string, std::optional<std::uint32_t>> groupIds_;
};

}  // namespace tl
