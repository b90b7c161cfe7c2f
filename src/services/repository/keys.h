// A repository's passwords: each is a key file that opens the one master key.

#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/format/timestamp.h"
#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"

namespace tl::services {

struct KeyInfo {
    std::string id{};  ///< 64 hex digits.
    bool isCurrent = false;
    std::string userName{};
    std::string hostName{};
    engine::Timestamp created{};
    std::string problem{};  ///< Why the key file cannot be read; empty: it can.
};

/// The password of a new key, and whose it is said to be (empty: the caller's).
struct NewKey {
    PasswordSource password{};
    std::string userName{};
    std::string hostName{};
};

/// **Errors:** as Repositories. **Threads:** one call at a time an object.
class Keys {
  public:
    Keys() = default;
    Keys(const Keys&) = delete;
    Keys& operator=(const Keys&) = delete;
    virtual ~Keys() = default;

    virtual std::vector<KeyInfo> list(const RepositoryAccess& access,
                                      const std::stop_token& stop) = 0;
    /// Returns the new key's ID.
    virtual std::string add(const RepositoryAccess& access,
                            const NewKey& key,
                            const std::stop_token& stop) = 0;
    /// `id` is a unique prefix. **Errors:** InvalidInput for the key in use; NotFound.
    virtual void remove(const RepositoryAccess& access,
                        const std::string& id,
                        const std::stop_token& stop) = 0;
    /// Adds a key, opens the repository with it, then removes the one in use. Returns the new key's
    /// ID.
    virtual std::string changePassword(const RepositoryAccess& access,
                                       const NewKey& key,
                                       const std::stop_token& stop) = 0;
};

/// `context` must outlive the object.
[[nodiscard]] std::unique_ptr<Keys> makeKeys(const ServiceContext& context);

}  // namespace tl::services
