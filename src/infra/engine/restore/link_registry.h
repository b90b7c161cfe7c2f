// Which entries of a snapshot are names of one file.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "infra/engine/crypto/sha256.h"
#include "infra/engine/format/node.h"
#include "infra/engine/restore/restore_plan.h"

namespace tl::engine {

/// Knows what is planned under the numbers that tell files with several names apart. Keeps them for
/// the whole restore, some 120 bytes each.
class LinkRegistry {
  public:
    /// `node` is planned as `source`.
    void add(const Node& node, const LinkSource& source);

    /// What has the same inode as `node` and the same content: a forged or mixed-up number must not
    /// make one file of two.
    [[nodiscard]] std::optional<LinkSource> find(const Node& node) const;

    /// Calls `visit` with each source, which it may change, in the same order each time.
    void forEach(const std::function<void(LinkSource& source)>& visit);

  private:
    using InodeAndDevice = std::pair<std::uint64_t, std::uint64_t>;
    struct Entry {
        LinkSource source;
        Sha256Digest content;
    };

    std::map<InodeAndDevice, Entry> entries_;
};

}  // namespace tl::engine
