// From what the file system says to a node of a tree.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "infra/engine/format/node.h"
#include "infra/platform/file_status.h"
#include "infra/platform/time_zone.h"
#include "infra/platform/users.h"

namespace tl::engine {

enum class AccessTime : std::uint8_t {
    AsModified,  ///< Trees stay the same when files are only read.
    Keep,
};

/// Makes nodes (format section 7). Remembers the last user, group and zone range, so each thread
/// has one.
/// **Threads:** one at a time.
class NodeBuilder {
  public:
    /// `users` and `zone` must outlive the object.
    NodeBuilder(UserNames& users, const TimeZone& zone, AccessTime accessTime)
        : users_{users},
          zone_{zone},
          accessTime_{accessTime} {}

    /// The node of a file, folder, link or device with everything that `status` tells. Content,
    /// subtree, link target and extended attributes are the caller's.
    [[nodiscard]] Node build(const std::string& name, const FileStatus& status);

    [[nodiscard]] Timestamp toTimestamp(WallTime time);

  private:
    struct LastName {
        std::optional<std::uint32_t> id;
        std::string name;
    };

    UserNames& users_;
    TimeZone::Cursor zone_;
    const AccessTime accessTime_;
    LastName user_;
    LastName group_;
};

}  // namespace tl::engine
