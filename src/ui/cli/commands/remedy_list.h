// What to do about what a check has found, as commands to type.

#pragma once

#include <set>
#include <string>
#include <vector>

#include "services/repository/checks.h"

namespace tl::cli {

/// The command that helps against this finding: "tl repair packs 1a2b…". Empty when there is
/// nothing to do.
[[nodiscard]] std::string commandFor(const services::Finding& finding);

/// Puts the commands for many findings together, each once. Of repairs only the first that is due:
/// another check will tell whether the next is needed at all.
class RemedyList {
  public:
    void add(const services::Finding& finding);
    /// The commands, each followed by what has to be known about it, further to the right.
    [[nodiscard]] std::vector<std::string> lines() const;

  private:
    /// Those to be done before the next check.
    [[nodiscard]] std::vector<services::Remedy> due() const;
    [[nodiscard]] std::string commandWithIds(services::Remedy remedy) const;

    std::set<services::Remedy> remedies_;
    std::set<std::string> packs_;
    std::set<std::string> keys_;
};

}  // namespace tl::cli
