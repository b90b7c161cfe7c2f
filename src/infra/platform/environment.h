// What a process knows about itself and its machine.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace tl {

/// Nothing when it is not set; empty when it is set to nothing.
[[nodiscard]] std::optional<std::string> environmentVariable(const std::string& name);

/// Where this user's programs keep what can be made again; nothing when the user has no home.
[[nodiscard]] std::optional<std::string> userCacheFolder();

/// The machine's own name, as the system has it.
[[nodiscard]] std::string hostName();
/// The name of the user that this process acts for; empty when the system knows none.
[[nodiscard]] std::string userName();
[[nodiscard]] std::uint32_t userId();   ///< The effective one.
[[nodiscard]] std::uint32_t groupId();  ///< The effective one.
/// Whether the process may read and set everything.
[[nodiscard]] bool isRoot();

[[nodiscard]] std::int64_t processId();
/// Whether a process of this machine has this id, whosever it is.
[[nodiscard]] bool isProcessAlive(std::int64_t processId);

/// How many threads can run at once: the processors that this process may use, less if its control
/// group has a smaller share. At least 1.
[[nodiscard]] std::size_t processorCount();

/// The machine's memory in bytes, or what our control group may have of it; 0 when nobody knows.
[[nodiscard]] std::uint64_t machineMemory();

}  // namespace tl
