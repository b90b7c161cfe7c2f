#include "app/backends.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <string_view>
#include <utility>

#include "app/plugin_backends.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/cloud_region.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "infra/platform/http_client.h"
#include "services/backup/backup_sources.h"
#include "storage/b2/b2_backend.h"
#include "storage/b2/b2_options.h"
#include "storage/local/local_backend.h"
#include "storage/local/local_options.h"
#include "storage/nfs/nfs_backend.h"
#include "storage/nfs/nfs_options.h"
#include "storage/region/region_backend.h"
#include "storage/rest/rest_backend.h"
#include "storage/rest/rest_options.h"
#include "storage/s3/s3_open.h"
#include "storage/s3/s3_options.h"
#include "storage/sftp/sftp_backend.h"
#include "storage/sftp/sftp_options.h"
#include "storage/smb/smb_backend.h"
#include "storage/smb/smb_options.h"

namespace tl::app {

namespace {

using OpenedBackend = std::unique_ptr<storage::Backend>;

OpenedBackend openLocal(const BackendRequest& request) {
    auto local = storage::parseLocalLocation(request.location);
    storage::applyLocalOptions(request.options, *local);
    local->traffic = request.traffic;
    return std::make_unique<storage::LocalBackend>(std::move(*local));
}

/// For how long a server may be silent.
std::chrono::milliseconds silenceMax(const BackendRequest& request) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        request.connection.stuckRequestTimeout);
}

OpenedBackend openSftp(const BackendRequest& request) {
    auto sftp = storage::parseSftpLocation(request.location);
    storage::applySftpOptions(request.options, *sftp);
    sftp->silenceMax = silenceMax(request);
    sftp->traffic = request.traffic;
    return std::make_unique<storage::SftpBackend>(std::move(*sftp));
}

/// How this command speaks to web services.
HttpSettings httpSettings(const BackendRequest& request) {
    const services::ConnectionSettings& connection = request.connection;
    return {.certificateFiles = connection.certificateFiles,
            .clientCertificateFile = connection.clientCertificateFile,
            .isTlsUnchecked = connection.isTlsUnchecked,
            .userAgent = connection.userAgent.empty() ? "timelocker" : connection.userAgent,
            .stuckTimeout = connection.stuckRequestTimeout,
            .traffic = request.traffic};
}

/// With a judge, the backend asks where it is: S3Backend and B2Backend can.
template <typename Located>
OpenedBackend guarded(const BackendRequest& request,
                      std::unique_ptr<Located> backend,
                      storage::RegionAsking asking) {
    if (!request.judgeRegion) return backend;
    Located& place = *backend;
    return storage::makeRegionGuarded(
        std::move(backend),
        {.find = [&place](const std::stop_token& stop) { return place.findRegion(stop); },
         .judge = request.judgeRegion,
         .asking = asking});
}

OpenedBackend openB2(const BackendRequest& request) {
    auto b2 = storage::parseB2Location(request.location);
    storage::applyB2Options(request.options, *b2);
    storage::applyB2Environment(environmentVariable, *b2);
    HttpSettings settings = httpSettings(request);
    settings.connections = b2->connectionsFar;
    return guarded(request, std::make_unique<storage::B2Backend>(*b2, makeHttpClient(settings)),
                   storage::RegionAsking::Before);
}

OpenedBackend openRest(const BackendRequest& request) {
    auto rest = storage::parseRestLocation(request.location);
    storage::applyRestEnvironment(environmentVariable, *rest);
    storage::applyRestOptions(request.options, *rest);
    auto client = makeHttpClient(storage::restHttpSettings(*rest, httpSettings(request)));
    return std::make_unique<storage::RestBackend>(*rest, std::move(client));
}

OpenedBackend openNfs(const BackendRequest& request) {
    auto nfs = storage::parseNfsLocation(request.location);
    storage::applyNfsOptions(request.options, *nfs);
    nfs->timeout = silenceMax(request);
    return std::make_unique<storage::NfsBackend>(std::move(*nfs), request.traffic, request.clock);
}

OpenedBackend openSmb(const BackendRequest& request) {
    auto smb = storage::parseSmbLocation(request.location);
    storage::applySmbOptions(request.options, *smb);
    smb->timeout = silenceMax(request);
    return std::make_unique<storage::SmbBackend>(std::move(*smb), request.traffic);
}

OpenedBackend openS3(const BackendRequest& request) {
    auto s3 = storage::parseS3Location(request.location);
    storage::applyS3Options(request.options, *s3);
    HttpSettings settings = httpSettings(request);
    settings.connections = s3->connectionsFar;
    const auto told = cloudRegionOfHost(s3->host);
    if (told && request.judgeRegion) request.judgeRegion(told);
    auto backend = storage::openS3(std::move(*s3), settings, request.clock);
    if (told) return backend;
    return guarded(request, std::move(backend), storage::RegionAsking::Beside);
}

struct BackendRow {
    std::string_view prefix;                               ///< How its locations begin.
    OpenedBackend (*open)(const BackendRequest& request);  ///< Null: this version has none.
    bool tellsRegion = false;                              ///< Judges it, or has it judged later.
};

constexpr BackendRow kBackends[] = {
    // Amazon S3, and what speaks like it.
    {"s3:", openS3, true},
    // Backblaze.
    {"b2:", openB2, true},
    // The user's own ssh.
    {"sftp:", openSftp},
    // restic's REST server.
    {"rest:", openRest},
    // rclone, as a REST server on its standard streams.
    {"rclone:", openRclone},
    // Programs that others wrote.
    {"plugin:", openPlugin},
    // Windows shares.
    {"smb:", openSmb},
    // Unix exports.
    {"nfs:", openNfs},
    // Microsoft's, Google's and OpenStack's: not planned; rclone reaches them.
    {"azure:", nullptr},
    {"gs:", nullptr},
    {"swift:", nullptr},
};

/// **Errors:** InvalidInput; Unsupported for storage that this version lacks.
const BackendRow& rowFor(const std::string& location) {
    const auto* const row = std::ranges::find_if(kBackends, [&](const BackendRow& candidate) {
        return location.starts_with(candidate.prefix);
    });
    if (row != std::end(kBackends) && row->open != nullptr) return *row;
    if (row != std::end(kBackends))
        throw Error{ErrorKind::Unsupported, "this version has no storage of the kind " +
                                                tl::quoted(location.substr(0, location.find(':')))};
    throw Error{ErrorKind::InvalidInput, "no storage is known by the location " +
                                             tl::quoted(location) +
                                             "; write ./NAME for a folder whose name has a colon"};
}

}  // namespace

std::unique_ptr<storage::Backend> openBackend(const BackendRequest& request) {
    if (storage::parseLocalLocation(request.location)) return openLocal(request);
    const BackendRow& row = rowFor(request.location);
    if (!row.tellsRegion && request.judgeRegion) request.judgeRegion(std::nullopt);
    return row.open(request);
}

std::string settleLocation(const std::string& location) {
    if (const auto local = storage::parseLocalLocation(location))
        return services::absolutePath(local->path, currentDirectory());
    (void)rowFor(location);
    return location;
}

services::PlaceByLocation placeOf(const std::string& location,
                                  const std::map<std::string, std::string>& options) {
    using Kind = services::PlaceByLocation::Kind;
    if (storage::parseLocalLocation(location)) return {.kind = Kind::Local};
    if (!rowFor(location).tellsRegion) return {.kind = Kind::Never};
    auto s3 = storage::parseS3Location(location);
    if (!s3) return {.kind = Kind::Later};
    storage::applyS3Options(options, *s3);
    auto region = cloudRegionOfHost(s3->host);
    if (!region) region = cloudRegionNamed(cloudOfHost(s3->host), s3->region);
    return {.kind = region ? Kind::Told : Kind::Later, .region = region};
}

}  // namespace tl::app
