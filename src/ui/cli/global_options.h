// The options that every command has (blueprint D2: restic's, by the same names), and what they
// and the environment say about the repository.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "infra/platform/process_priority.h"
#include "services/repository/named_repositories.h"
#include "services/repository/repository_access.h"
#include "ui/cli/console.h"
#include "ui/cli/environment.h"
#include "ui/cli/option_set.h"
#include "ui/cli/password_options.h"

namespace tl::cli {

/// How much a command tells.
enum class Verbosity : std::uint8_t { Quiet, Normal, Verbose, VeryVerbose };

struct GlobalOptions {
    std::string repository;
    std::string repositoryFile;
    std::string repositoryName;
    std::string catalog;
    PasswordOptions password;
    std::string keyHint;
    std::string retryLock;
    std::string cacheFolder;
    std::string compression;
    std::optional<std::uint64_t> packSizeMiB;
    services::ConnectionSettings connection;
    std::map<std::string, std::string> extended;  ///< `-o key=value`.
    int verboseCount = 0;
    bool isLockSkipped = false;
    bool isCacheOff = false;
    bool isCacheCleaned = false;
    std::optional<std::uint64_t> cacheSizeMax;
    bool isExtraVerifyOff = false;
    std::optional<std::uint64_t> memoryMax;  ///< Bytes.
    ProcessPriority priority = ProcessPriority::Normal;
    bool isTrafficWanted = false;
    bool isJson = false;
    bool isQuiet = false;
    bool isHelpWanted = false;

    /// Makes the options write into this object, which must stay where it is.
    void declare(OptionSet& options);
    /// **Errors:** InvalidInput when both quiet and verbose.
    [[nodiscard]] Verbosity verbosity() const;
};

/// The repository that options and environment name, or else the default one of the catalog.
/// Borrows `console` for a prompt.
/// **Errors:** InvalidInput: no repository is named, or a value is malformed; NotFound for a name
/// that the catalog does not have.
[[nodiscard]] services::RepositoryAccess resolveAccess(const GlobalOptions& options,
                                                       const Environment& environment,
                                                       services::NamedRepositories& names,
                                                       PasswordUse use,
                                                       Console& console);

/// The repository of a definition, with all else as options and environment say; what they say of
/// the place and the password of one repository does not count but for options of the password.
[[nodiscard]] services::RepositoryAccess accessTo(const services::RepositoryDefinition& definition,
                                                  const GlobalOptions& options,
                                                  const Environment& environment,
                                                  PasswordUse use,
                                                  Console& console);

/// The local cache that options and environment name. **Errors:** InvalidInput.
[[nodiscard]] services::CacheSettings resolveCache(const GlobalOptions& options,
                                                   const Environment& environment);

/// A location as given, or as the first line of `file` says; empty when neither is.
/// **Errors:** InvalidInput for both, or for an empty file; NotFound and others for the file.
[[nodiscard]] std::string resolveLocation(const std::string& location, const std::string& file);

}  // namespace tl::cli
