// Which entries of a snapshot are names of one file.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "infra/engine/format/node.h"
#include "infra/engine/restore/restore_plan.h"

namespace tl::engine {

/// What a further name is linked to.
struct LinkSource {
    bool isFile = true;      ///< Else a special.
    std::size_t number = 0;  ///< In RestorePlan::files or RestorePlan::specials.
};

/// Knows what a plan has under the numbers that tell files with several names apart.
class LinkRegistry {
  public:
    /// `node` is planned as `source`.
    void add(const Node& node, const LinkSource& source);

    /// What in `plan` has the same inode as `node` and the same content: a forged or mixed-up
    /// number must not make one file of two.
    [[nodiscard]] std::optional<LinkSource> find(const Node& node, const RestorePlan& plan) const;

  private:
    using InodeAndDevice = std::pair<std::uint64_t, std::uint64_t>;
    std::map<InodeAndDevice, LinkSource> sources_;
};

}  // namespace tl::engine
