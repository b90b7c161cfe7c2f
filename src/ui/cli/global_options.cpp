#include "ui/cli/global_options.h"

#include <cstddef>
#include <utility>

#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "infra/resources/memory_plan.h"
#include "services/repository/text_values.h"
#include "ui/cli/named_place.h"

namespace tl::cli {

namespace {

void storeExtended(const std::string& value, std::map<std::string, std::string>& extended) {
    const std::size_t equals = value.find('=');
    if (equals == 0 || value.empty()) throw Error{ErrorKind::InvalidInput, "key=value is needed"};
    extended[value.substr(0, equals)] =
        equals == std::string::npos ? std::string{} : value.substr(equals + 1);
}

ProcessPriority parsePriority(const std::string& name) {
    if (name == "normal") return ProcessPriority::Normal;
    if (name == "low") return ProcessPriority::Low;
    if (name == "idle") return ProcessPriority::Idle;
    throw Error{ErrorKind::InvalidInput, "a priority is normal, low or idle"};
}

void declareRepository(GlobalOptions& o, OptionSet& options) {
    options.text({"repo", 'r', "repository", "the repository's location", "REPOSITORY", {}},
                 o.repository);
    options.text({"repository-file",
                  '\0',
                  "file",
                  "read the repository's location from a file",
                  "REPOSITORY_FILE",
                  {}},
                 o.repositoryFile);
    options.text({"repo-name",
                  '\0',
                  "name",
                  "the repository of this name in the catalog; -r takes names, too",
                  "",
                  {}},
                 o.repositoryName);
    options.text({"catalog",
                  '\0',
                  "place",
                  "where definitions and history are: a file, or postgresql://USER@HOST/DATABASE "
                  "(default: TIMELOCKER_CATALOG, or a file of the user's)",
                  "",
                  {}},
                 o.catalog);
    options.text({"password-file",
                  'p',
                  "file",
                  "read the repository's password from a file",
                  "PASSWORD_FILE",
                  {}},
                 o.password.file);
    options.text({"password-command",
                  '\0',
                  "command",
                  "run a command that prints the repository's password",
                  "PASSWORD_COMMAND",
                  {}},
                 o.password.command);
    options.flag({"insecure-no-password", '\0', "", "the repository's password is empty", "", {}},
                 o.password.isEmptyAllowed);
    options.text({"key-hint", '\0', "key", "the ID of the key to try first", "KEY_HINT", {}},
                 o.keyHint);
    options.flag({"no-lock",
                  '\0',
                  "",
                  "do not lock the repository; allows reading one that cannot be written",
                  "",
                  {}},
                 o.isLockSkipped);
    options.text({"retry-lock",
                  '\0',
                  "duration",
                  "how long to try again when the repository is locked, such as 5m or 2h",
                  "",
                  {}},
                 o.retryLock);
}

void declareStorage(GlobalOptions& o, OptionSet& options) {
    options.flag({"no-cache", '\0', "", "do not use a local cache", "", {}}, o.isCacheOff);
    options.text({"cache-dir", '\0', "directory", "where the local cache is", "CACHE_DIR", {}},
                 o.cacheFolder);
    options.custom({"cache-size",
                    '\0',
                    "size",
                    "the most that the copies of a repository's files may take in the local cache, "
                    "such as 500M; those not used for longest go first",
                    "",
                    {}},
                   [&o](const std::string& value) { o.cacheSizeMax = services::parseSize(value); });
    options.flag({"cleanup-cache", '\0', "", "remove old caches", "", {}}, o.isCacheCleaned);
    options.text({"compression",
                  '\0',
                  "mode",
                  "how hard to compress, in format version 2",
                  "COMPRESSION",
                  {"auto", "off", "fastest", "better", "max"}},
                 o.compression);
    options.custom(
        {"pack-size", '\0', "size", "target size of a pack in MiB, 4 to 128", "PACK_SIZE", {}},
        [&o](const std::string& value) { o.packSizeMiB = parseNumber(value); });
    options.flag({"no-extra-verify",
                  '\0',
                  "",
                  "do not check data between sealing it and storing it",
                  "",
                  {}},
                 o.isExtraVerifyOff);
    options.customList({"option", 'o', "key=value", "set an extended option", "", {}},
                       [&o](const std::string& value) { storeExtended(value, o.extended); });
}

void declareLimits(services::ConnectionSettings& connection, OptionSet& options) {
    options.custom({"limit-upload",
                    '\0',
                    "rate",
                    "upload at most so many KiB a second; also 2M, and by the time of day, as in "
                    "08:00-18:00=500,2M",
                    "",
                    {}},
                   [&connection](const std::string& value) {
                       connection.limits.upload = RateSchedule::parse(value);
                   });
    options.custom({"limit-download",
                    '\0',
                    "rate",
                    "download at most so many KiB a second, in the same forms",
                    "",
                    {}},
                   [&connection](const std::string& value) {
                       connection.limits.download = RateSchedule::parse(value);
                   });
    options.text({"limit-file",
                  '\0',
                  "file",
                  "a file that may change the limits at any time, by lines upload=RATE and "
                  "download=RATE",
                  "LIMIT_FILE",
                  {}},
                 connection.limitFile);
    options.custom({"limit-connections",
                    '\0',
                    "n",
                    "make at most so many calls to the storage at once",
                    "",
                    {}},
                   [&connection](const std::string& value) {
                       connection.connectionsMax = parseNumber(value);
                   });
    options.number(
        {"limit-requests", '\0', "n", "make at most so many calls to the storage a second", "", {}},
        connection.callsPerSecondMax);
    options.custom(
        {"window",
         '\0',
         "hours",
         "work in these hours only, such as 22:00-06:00, and pause outside of them",
         "",
         {}},
        [&connection](const std::string& value) {
            connection.window = parseDaySpan(value);
            if (!connection.window)
                throw Error{ErrorKind::InvalidInput, "hours are needed, such as 22:00-06:00"};
        });
    options.custom({"retry-for",
                    '\0',
                    "duration",
                    "how long to try again when the storage fails, such as 1h; by default 15m, and "
                    "30s for local folders; 0: not at all",
                    "",
                    {}},
                   [&connection](const std::string& value) {
                       connection.retryFor = services::parseDuration(value);
                   });
}

void declareConnection(services::ConnectionSettings& connection, OptionSet& options) {
    declareLimits(connection, options);
    options.list({"cacert", '\0', "file", "trust the root certificates in this file", "CACERT", {}},
                 connection.certificateFiles);
    options.text({"tls-client-cert",
                  '\0',
                  "file",
                  "a client's certificate and private key (PEM)",
                  "TLS_CLIENT_CERT",
                  {}},
                 connection.clientCertificateFile);
    options.flag(
        {"insecure-tls", '\0', "", "do not check the server's certificate (insecure)", "", {}},
        connection.isTlsUnchecked);
    options.text({"http-user-agent",
                  '\0',
                  "text",
                  "how to introduce ourselves to HTTP servers",
                  "HTTP_USER_AGENT",
                  {}},
                 connection.userAgent);
    options.custom({"stuck-request-timeout",
                    '\0',
                    "duration",
                    "give up a request without progress after this time",
                    "",
                    {}},
                   [&connection](const std::string& value) {
                       connection.stuckRequestTimeout = services::parseDuration(value);
                   });
}

void declareOutput(GlobalOptions& o, OptionSet& options) {
    options.flag({"json", '\0', "", "print JSON, where the command can", "", {}}, o.isJson);
    options.flag({"quiet", 'q', "", "print no progress and no summary", "", {}}, o.isQuiet);
    options.counter(
        {"verbose", 'v', "n", "tell more; twice, or --verbose=2, for every item", "", {}},
        o.verboseCount);
    options.flag({"traffic",
                  '\0',
                  "",
                  "tell at the end how much was sent and received, in how many calls",
                  "",
                  {}},
                 o.isTrafficWanted);
    options.custom({"priority",
                    '\0',
                    "level",
                    "let other programs have the processors and disks first",
                    "",
                    {"normal", "low", "idle"}},
                   [&o](const std::string& value) { o.priority = parsePriority(value); });
    options.custom({"memory",
                    '\0',
                    "size",
                    "the most memory to take, such as 512M; by default a quarter of the machine's, "
                    "and at least 256M",
                    "",
                    {}},
                   [&o](const std::string& value) { o.memoryMax = services::parseSize(value); });
    options.flag({"help", 'h', "", "show help", "", {}}, o.isHelpWanted);
}

NamedPlace resolvePlace(const GlobalOptions& options,
                        const Environment& environment,
                        services::NamedRepositories& names,
                        Console& console) {
    if (!options.repositoryName.empty()) {
        if (!options.repository.empty() || !options.repositoryFile.empty())
            throw Error{ErrorKind::InvalidInput,
                        "--repo-name and a repository's location exclude each other"};
        auto definition = names.load(options.repositoryName).definition;
        return {.location = definition.location, .definition = std::move(definition)};
    }
    std::string location = resolveLocation(options.repository, options.repositoryFile);
    for (const std::string prefix : {"TIMELOCKER_", "RESTIC_"}) {
        if (!location.empty()) break;
        location =
            resolveLocation(findWithPrefix(environment, prefix, "REPOSITORY").value_or(""),
                            findWithPrefix(environment, prefix, "REPOSITORY_FILE").value_or(""));
    }
    if (!location.empty()) return findPlace(location, names, console);
    if (auto standard = names.findDefault())
        return {.location = standard->location, .definition = std::move(standard)};
    throw Error{ErrorKind::InvalidInput,
                "no repository is named: give one with -r, with --repository-file, or in "
                "TIMELOCKER_REPOSITORY or RESTIC_REPOSITORY, or choose one with `tl repo default`"};
}

engine::CompressionMode resolveCompression(const GlobalOptions& options,
                                           const Environment& environment) {
    const std::string name = !options.compression.empty()
                                 ? options.compression
                                 : findSetting(environment, "COMPRESSION").value_or("auto");
    const auto mode = engine::parseCompressionMode(name);
    if (!mode)
        throw Error{ErrorKind::InvalidInput, "unknown compression mode \"" + name +
                                                 "\": use auto, off, fastest, better or max"};
    return *mode;
}

std::uint32_t resolvePackSize(const GlobalOptions& options, const Environment& environment) {
    constexpr std::uint64_t kDefault = 16;
    constexpr std::uint64_t kMin = 4;
    constexpr std::uint64_t kMax = 128;
    std::uint64_t size = kDefault;
    if (options.packSizeMiB)
        size = *options.packSizeMiB;
    else if (const auto setting = findSetting(environment, "PACK_SIZE"))
        size = parseNumber(*setting);
    if (size == 0) size = kDefault;  // As restic: 0 is "not given".
    if (size < kMin || size > kMax)
        throw Error{ErrorKind::InvalidInput, "a pack size is between 4 and 128 MiB"};
    return static_cast<std::uint32_t>(size);
}

MemoryPlan resolveMemory(const GlobalOptions& options,
                         const Environment& environment,
                         std::uint32_t packSizeMiB) {
    std::uint64_t bytes = usualMemoryBound(machineMemory());
    if (options.memoryMax)
        bytes = *options.memoryMax;
    else if (const auto setting = environment("TIMELOCKER_MEMORY"); setting && !setting->empty())
        bytes = services::parseSize(*setting);
    return planMemory(bytes, std::size_t{packSizeMiB} << 20U);
}

std::uint64_t resolveCacheSize(const GlobalOptions& options, const Environment& environment) {
    if (options.cacheSizeMax) return *options.cacheSizeMax;
    const auto setting = environment("TIMELOCKER_CACHE_SIZE");
    return setting && !setting->empty() ? services::parseSize(*setting) : 0;
}

services::ConnectionSettings resolveConnection(const GlobalOptions& options,
                                               const Environment& environment,
                                               Console& console) {
    services::ConnectionSettings connection = options.connection;
    connection.tell = [&console](const std::string& news) { console.notify(news); };
    if (connection.limitFile.empty())
        connection.limitFile = findSetting(environment, "LIMIT_FILE").value_or("");
    if (connection.certificateFiles.empty()) {
        if (const auto file = findSetting(environment, "CACERT"))
            connection.certificateFiles.push_back(*file);
    }
    if (connection.clientCertificateFile.empty())
        connection.clientCertificateFile = findSetting(environment, "TLS_CLIENT_CERT").value_or("");
    if (connection.userAgent.empty())
        connection.userAgent = findSetting(environment, "HTTP_USER_AGENT").value_or("");
    return connection;
}

}  // namespace

void GlobalOptions::declare(OptionSet& options) {
    declareRepository(*this, options);
    declareStorage(*this, options);
    declareConnection(connection, options);
    declareOutput(*this, options);
}

Verbosity GlobalOptions::verbosity() const {
    if (isQuiet && verboseCount > 0)
        throw Error{ErrorKind::InvalidInput, "--quiet and --verbose exclude each other"};
    if (isQuiet) return Verbosity::Quiet;
    if (verboseCount == 0) return Verbosity::Normal;
    return verboseCount == 1 ? Verbosity::Verbose : Verbosity::VeryVerbose;
}

services::RepositoryAccess resolveAccess(const GlobalOptions& options,
                                         const Environment& environment,
                                         services::NamedRepositories& names,
                                         PasswordUse use,
                                         Console& console) {
    const NamedPlace place = resolvePlace(options, environment, names, console);
    if (place.definition) return accessTo(*place.definition, options, environment, use, console);
    services::RepositoryAccess access = accessTo({}, options, environment, use, console);
    access.location = place.location;
    return access;
}

services::RepositoryAccess accessTo(const services::RepositoryDefinition& definition,
                                    const GlobalOptions& options,
                                    const Environment& environment,
                                    PasswordUse use,
                                    Console& console) {
    // A password that the environment has is for a repository that says nothing of its own.
    const Environment none = [](const std::string&) { return std::nullopt; };
    const bool hasOwn = !definition.passwordKind.empty();
    services::RepositoryAccess access;
    access.password =
        resolvePassword(options.password, hasOwn ? none : environment, "", use, console);
    access.keyHint = options.keyHint;
    if (access.keyHint.empty() && definition.keyHint.empty())
        access.keyHint = findSetting(environment, "KEY_HINT").value_or("");
    access.locking = options.isLockSkipped ? services::Locking::Skip : services::Locking::Take;
    if (!options.retryLock.empty()) access.retryLock = services::parseDuration(options.retryLock);
    access.compression = resolveCompression(options, environment);
    access.packSizeMiB = resolvePackSize(options, environment);
    access.isExtraVerifyOn = !options.isExtraVerifyOff;
    access.options = options.extended;
    access.connection = resolveConnection(options, environment, console);
    access.cache = resolveCache(options, environment);
    applyDefinition(definition, access);
    access.memory = resolveMemory(options, environment, access.packSizeMiB);
    return access;
}

services::CacheSettings resolveCache(const GlobalOptions& options, const Environment& environment) {
    services::CacheSettings cache;
    cache.isOn = !options.isCacheOff;
    cache.isCleanedUp = options.isCacheCleaned;
    cache.sizeMax = resolveCacheSize(options, environment);
    cache.folder = !options.cacheFolder.empty()
                       ? options.cacheFolder
                       : findSetting(environment, "CACHE_DIR").value_or("");
    return cache;
}

std::string resolveLocation(const std::string& location, const std::string& file) {
    if (!location.empty() && !file.empty())
        throw Error{ErrorKind::InvalidInput,
                    "a repository and a repository file exclude each other"};
    if (file.empty()) return location;
    constexpr std::size_t kSizeMax = std::size_t{64} * 1024;
    constexpr const char* kWhite = " \t\r\n";
    const std::string content = readFile(file, kSizeMax);
    const std::size_t start = content.find_first_not_of(kWhite);
    if (start == std::string::npos)
        throw Error{ErrorKind::InvalidInput, "the repository file is empty", {{"file", file}}};
    return content.substr(start, content.find_last_not_of(kWhite) - start + 1);
}

}  // namespace tl::cli
