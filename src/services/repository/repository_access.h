// How a caller names a repository and the way into it. Every use case of the core takes one of
// these.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "infra/engine/format/compression.h"
#include "infra/platform/secret.h"
#include "infra/resources/limit_control.h"
#include "infra/resources/memory_plan.h"
#include "infra/resources/time_of_day.h"

namespace tl::services {

/// Asks for a password, with `prompt` as the question, when nothing else gives one; again after a
/// wrong answer, for at most three in all. **Errors:** whatever it throws ends the operation.
using PasswordPrompt = std::function<Secret(const std::string& prompt)>;

// Fields without a better default have `{}`, so that g++ lets a designated initializer leave them
// out.

/// Where a password comes from, in order of precedence (blueprint D7). Empty fields are not used.
struct PasswordSource {
    std::string file{};       ///< Its content, trimmed; BOM and UTF-16 understood.
    std::string command{};    ///< Run without a shell; its output, trimmed.
    std::string reference{};  ///< As parseSecretReference() reads it: keyring, vault, plugin.
    std::optional<std::string> environmentValue{};  ///< Taken as it is.
    bool isEmptyAllowed =
        false;  ///< `--insecure-no-password`: the password is empty, nothing is asked.
    PasswordPrompt prompt{};  ///< Last resort; may be empty.
};

enum class Locking : std::uint8_t { Take, Skip };

/// How to talk to a storage service, and how much of the line to it to take.
struct ConnectionSettings {
    LineLimits limits;                    ///< Of what goes up and comes down; of the whole process.
    std::string limitFile;                ///< Overrides them while it exists; see LimitControl.
    std::size_t connectionsMax = 0;       ///< Calls at once; 0: as many as make sense.
    std::uint64_t callsPerSecondMax = 0;  ///< 0: no limit.
    /// The hours in which the repository is worked with; outside of them, work pauses.
    std::optional<DaySpan> window;
    /// How long a call that failed is tried again. Nothing: as long as its kind of storage
    /// deserves.
    std::optional<std::chrono::nanoseconds> retryFor;
    /// Told a sentence about what is waited for. Called from any thread; may be empty.
    std::function<void(const std::string& news)> tell;
    std::vector<std::string> certificateFiles;  ///< Root certificates; empty: the system's.
    std::string clientCertificateFile;          ///< PEM with certificate and key; may be empty.
    bool isTlsUnchecked = false;                ///< Accept any server certificate.
    std::string userAgent;                      ///< Empty: ours.
    std::chrono::nanoseconds stuckRequestTimeout = std::chrono::minutes{5};
};

/// The local cache of a repository's metadata.
struct CacheSettings {
    bool isOn = true;
    std::string folder;        ///< Empty: the user's cache folder.
    bool isCleanedUp = false;  ///< Remove caches that have not been used for long.
    /// The most that the copies of a repository's files may take, in bytes; 0: no bound.
    std::uint64_t sizeMax = 0;
};

struct RepositoryAccess {
    std::string name{};      ///< In the catalog; empty for one that is named by its location.
    std::string location{};  ///< As restic's `-r`: a path, `local:…`, `s3:…`.
    PasswordSource password{};
    std::string keyHint{};  ///< Key ID or unique prefix to try first.
    Locking locking = Locking::Take;
    std::chrono::nanoseconds retryLock{0};  ///< How long to wait for another's lock.
    engine::CompressionMode compression = engine::CompressionMode::Automatic;
    std::uint32_t packSizeMiB = 16;                ///< 4 to 128.
    bool isExtraVerifyOn = true;                   ///< Check what was sealed before it is stored.
    std::map<std::string, std::string> options{};  ///< `-o key=value`.
    ConnectionSettings connection{};
    CacheSettings cache{};
    MemoryPlan memory{};  ///< What working on it may take; two repositories at once share theirs.
};

}  // namespace tl::services
