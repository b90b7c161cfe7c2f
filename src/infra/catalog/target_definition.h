// What is backed up together: paths, what is left out of them, and where to.

#pragma once

#include <cstdint>
#include <string>

#include "infra/catalog/fields.h"

namespace tl::catalog {

struct TargetDefinition {
    std::string name{};
    std::string description{};
    std::string machine{};  ///< The host that has the data.
    Texts paths{};          ///< Absolute.
    Texts repositories{};   ///< Names; each gets its own snapshot.
    Texts patternGroups{};  ///< Names of own and shipped ones.
    Texts includes{};       ///< As those of a pattern group.
    Texts excludes{};
    Texts excludesIgnoringCase{};
    Texts excludeIfPresent{};            ///< `NAME[:HEADER]`.
    bool excludesCaches = false;         ///< Folders marked by CACHEDIR.TAG.
    std::int64_t excludeLargerThan = 0;  ///< Bytes; 0: no limit.
    bool oneFileSystem = false;
    bool skipsIfUnchanged = false;
    Texts tags{};
    std::string hookBefore{};  ///< Command lines, as BackupHooks has them.
    std::string hookAfter{};
    std::string hookOnError{};
    Texts hookPlugins{};             ///< Names of plugins of kind hook.
    std::int64_t hookTimeLimit = 0;  ///< Seconds; 0: an hour.
    /// "structure", "data", or "N%" of the data that a backup stored; empty: no verification.
    std::string verifyAfter{};
    bool operator==(const TargetDefinition&) const = default;
};

/// All of it, in the order that people read it in.
[[nodiscard]] Fields fieldsOf(TargetDefinition& definition);

}  // namespace tl::catalog
