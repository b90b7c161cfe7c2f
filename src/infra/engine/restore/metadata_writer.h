// Giving restored things their owner, extended attributes, times and permissions.
//
// In this order: changing the owner clears setuid bits and capabilities, access control lists
// change the permissions, and a file that may not be written takes no attributes. An ordinary user
// cannot do all of it; what is refused for that reason is counted, not reported one by one.

#pragma once

#include <string>
#include <vector>

#include "infra/engine/restore/restore_plan.h"
#include "infra/engine/restore/restore_progress.h"
#include "infra/engine/restore/restore_selection.h"
#include "infra/platform/file.h"
#include "infra/platform/named_entry.h"

namespace tl::engine {

/// **Threads:** safe from any thread.
class MetadataWriter {
  public:
    using Problems = std::vector<std::string>;

    /// Both must outlive the object.
    MetadataWriter(const RestoreSelection& selection, RestoreCounters& counters);

    /// Makes the metadata of an open file or folder equal; what is so already is not touched.
    /// Returns what could not be set, in words.
    [[nodiscard]] Problems apply(File& file, const ItemMetadata& metadata) const;
    /// As above, for a link, fifo or device.
    [[nodiscard]] Problems apply(const NamedEntry& entry, const ItemMetadata& metadata) const;

  private:
    using Attributes = std::vector<NamedAttribute>;

    template <typename Item>
    Problems applyTo(Item& item, const ItemMetadata& metadata, const FileStatus& current) const;
    template <typename Item>
    bool trySetOwner(Item& item, const ItemMetadata& metadata) const;
    template <typename Item>
    bool setAttributes(Item& item,
                       const Attributes& wanted,
                       const Attributes& existing,
                       Problems& problems) const;
    template <typename Item>
    void setAttribute(Item& item, const NamedAttribute& attribute) const;
    template <typename Item>
    bool removeAttributes(Item& item,
                          const Attributes& wanted,
                          const Attributes& existing,
                          Problems& problems) const;
    template <typename Item>
    static void removeAttribute(Item& item, const std::string& name);

    const RestoreSelection& selection_;
    RestoreCounters& counters_;
    const bool isRoot_;
};

}  // namespace tl::engine
