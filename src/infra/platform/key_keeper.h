// A place in memory for secrets that outlive the process: the kernel's keyring of this user. What
// is kept there is never written to a disk, and the kernel forgets it when its time is up.

#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "infra/platform/secret.h"

namespace tl {

/// Other programs of the same user can read what is kept, as they could read our memory.
/// **Errors:** all calls: Unsupported where the kernel has no keyrings or does not let us use them;
/// ResourceExhausted when the user's share is used up. **Threads:** any.
class KeyKeeper {
  public:
    KeyKeeper() = default;
    KeyKeeper(const KeyKeeper&) = delete;
    KeyKeeper& operator=(const KeyKeeper&) = delete;
    virtual ~KeyKeeper() = default;

    /// Keeps `secret` under `name`, in place of what was there, for so long: whole seconds, at
    /// least one.
    virtual void keep(const std::string& name,
                      const Secret& secret,
                      std::chrono::seconds duration) = 0;
    /// Nothing when there is none, or its time is up.
    [[nodiscard]] virtual std::optional<Secret> find(const std::string& name) = 0;
    /// Gives what is kept so long from now. False when there is none.
    virtual bool prolong(const std::string& name, std::chrono::seconds duration) = 0;
    /// False when there was none.
    virtual bool forget(const std::string& name) = 0;
};

/// **Source:** keyrings(7), user-keyring(7).
[[nodiscard]] std::unique_ptr<KeyKeeper> makeKernelKeyKeeper();

}  // namespace tl
