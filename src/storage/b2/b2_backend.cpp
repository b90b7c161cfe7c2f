#include "storage/b2/b2_backend.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/stop.h"
#include "infra/platform/digest.h"
#include "storage/b2/b2_errors.h"
#include "storage/b2/b2_versions.h"
#include "storage/backend_paths.h"

namespace tl::storage {

namespace {

/// Far above any file of a repository; an index file is a few megabytes, a pack up to some 150.
constexpr std::size_t kFileBytesMax = std::size_t{1} << 30U;

std::optional<std::uint64_t> numberIn(std::optional<std::string_view> text) {
    if (!text) return std::nullopt;
    std::uint64_t number = 0;
    const char* const end = text->data() + text->size();
    const auto [rest, status] = std::from_chars(text->data(), end, number);
    if (status != std::errc{} || rest != end) return std::nullopt;
    return number;
}

}  // namespace

B2Backend::B2Backend(const B2Options& options, std::unique_ptr<HttpClient> client)
    : bucket_{options.bucket},
      prefix_{options.prefix.empty() ? "" : options.prefix + "/"},
      properties_{.location = b2LocationText(options),
                  .connections = options.connections,
                  .connectionsFar = options.connectionsFar},
      client_{std::move(client)},
      account_{options, *client_},
      uploads_{account_, *client_} {}

std::string B2Backend::nameOf(const FileId& id) const {
    return prefix_ + filePathOf(id);
}

void B2Backend::create(const std::stop_token& stop) {
    throwIfStopped(stop);
    account_.createBucket(stop);
}

std::optional<HttpResponse> B2Backend::fetch(const FileId& id,
                                             HttpRequest request,
                                             const std::stop_token& stop) {
    throwIfStopped(stop);
    request.headers.push_back({.name = "Accept", .value = "*/*"});
    for (bool isSecondTry = false;; isSecondTry = true) {
        const auto used = account_.session(stop);
        request.url = used->downloadUrl + "/file/" + bucket_ + "/" + b2EncodedName(nameOf(id));
        request.secretHeaders = {{.name = "Authorization", .value = &used->token}};
        HttpResponse response = client_->send(request, stop);
        if (response.status == 404) return std::nullopt;
        if (response.isSuccess() || response.status == 416) return response;
        const B2Refusal refusal = readB2Refusal(response);
        // The answer to HEAD has no body that would name the reason.
        const bool isOld = isTokenOld(refusal) || (refusal.status == 401 && refusal.code.empty());
        if (!isOld || isSecondTry)
            throw b2Error(refusal, "cannot read " + nameOf(id), properties_.location);
        account_.renew(used, stop);
    }
}

std::optional<B2Backend::Stored> B2Backend::find(const FileId& id, const std::stop_token& stop) {
    const auto response = fetch(id, {.method = "HEAD", .url = {}}, stop);
    if (!response) return std::nullopt;
    const auto size = numberIn(response->findHeader("Content-Length"));
    if (!size)
        throw Error{ErrorKind::Unavailable,
                    "B2 does not tell the size of " + nameOf(id),
                    {{"location", properties_.location}}};
    // A large file has the hash in the place where its writer put it.
    auto sha1 = response->findHeader("X-Bz-Content-Sha1").value_or("");
    if (sha1 == "none") sha1 = response->findHeader("X-Bz-Info-large_file_sha1").value_or("");
    return Stored{.sizeBytes = *size, .sha1 = std::string{sha1}};
}

void B2Backend::save(const FileId& id,
                     std::span<const std::byte> content,
                     const std::stop_token& stop) {
    const auto hold = names_.hold(nameOf(id), stop);
    if (const auto stored = find(id, stop)) {
        const bool isOurs = wasLeftOpen(id) && stored->sizeBytes == content.size() &&
                            stored->sha1 == hexText(sha1(content));
        setLeftOpen(id, false);
        if (isOurs) return;
        throw Error{ErrorKind::AlreadyExists,
                    nameOf(id) + " exists already",
                    {{"location", properties_.location}}};
    }
    setLeftOpen(id, true);
    uploads_.store(nameOf(id), content, stop);
    setLeftOpen(id, false);
}

RegionAnswer B2Backend::findRegion(const std::stop_token& stop) {
    return {.region = cloudRegionOfHost(hostOfUrl(account_.session(stop)->s3ApiUrl))};
}

bool B2Backend::tryReplace(const FileId& id,
                           std::span<const std::byte> content,
                           const std::stop_token& stop) {
    const auto hold = names_.hold(nameOf(id), stop);
    uploads_.store(nameOf(id), content, stop);
    return true;
}

bool B2Backend::wasLeftOpen(const FileId& id) {
    const MutexLock lock{mutex_};
    return leftOpen_.contains(id);
}

void B2Backend::setLeftOpen(const FileId& id, bool isOpen) {
    const MutexLock lock{mutex_};
    if (isOpen)
        leftOpen_.insert(id);
    else
        leftOpen_.erase(id);
}

std::optional<std::vector<std::byte>> B2Backend::tryLoad(const FileId& id,
                                                         const std::stop_token& stop) {
    auto response = fetch(id, {.url = {}, .bodyMaxBytes = kFileBytesMax}, stop);
    if (!response) return std::nullopt;
    return std::move(response->body);
}

std::optional<std::size_t> B2Backend::tryLoadRange(const FileId& id,
                                                   std::uint64_t offset,
                                                   std::span<std::byte> out,
                                                   const std::stop_token& stop) {
    if (out.empty()) return find(id, stop) ? std::optional<std::size_t>{0} : std::nullopt;
    HttpRequest request{.url = {}, .target = out};
    request.headers.push_back({.name = "Range",
                               .value = "bytes=" + std::to_string(offset) + "-" +
                                        std::to_string(offset + out.size() - 1)});
    const auto response = fetch(id, std::move(request), stop);
    if (!response) return std::nullopt;
    if (response->status == 416) return 0;  // The file ends before.
    if (response->status == 200 && offset > 0)
        throw Error{ErrorKind::Unavailable,
                    "B2 sent all of " + nameOf(id) + " in place of a part",
                    {{"location", properties_.location}}};
    return response->targetBytes;
}

std::optional<std::uint64_t> B2Backend::trySize(const FileId& id, const std::stop_token& stop) {
    const auto stored = find(id, stop);
    return stored ? std::optional{stored->sizeBytes} : std::nullopt;
}

void B2Backend::list(FileType type, const Visitor& visit, const std::stop_token& stop) {
    throwIfStopped(stop);
    if (type == FileType::Config) {
        const FileId config{.type = type, .name = {}};
        if (const auto stored = find(config, stop)) visit(config, stored->sizeBytes);
        return;
    }
    const std::string folder = prefix_ + folderOf(type) + "/";
    const auto visitFile = [&](const B2Version& version) {
        const FileId id{.type = type, .name = version.name.substr(version.name.rfind('/') + 1)};
        if (version.action == "upload" && isListed(id) && version.name == nameOf(id))
            visit(id, version.sizeBytes);
    };
    visitB2Files(account_, folder, visitFile, stop);
}

bool B2Backend::remove(const FileId& id, const std::stop_token& stop) {
    throwIfStopped(stop);
    const std::string name = nameOf(id);
    const std::string doing = "cannot remove " + name;
    const auto versions = b2VersionsOf(account_, name, stop);
    const auto isShown = [](const B2Version& version) { return version.action == "upload"; };
    const bool isThere = !versions.empty() && isShown(versions.front());
    if (!account_.session(stop)->capabilities.contains("deleteFiles")) {
        if (isThere)
            account_.tryCall("b2_hide_file",
                             {{"bucketId", account_.bucketId(stop)}, {"fileName", name}}, doing,
                             stop);
        return isThere;
    }
    // The latest goes last: until then the file is there as before, or hidden as before.
    for (auto version = versions.rbegin(); version != versions.rend(); ++version)
        if (version->action != "start")  // A large file that another process is sending.
            account_.tryCall("b2_delete_file_version",
                             {{"fileName", name}, {"fileId", version->fileId}}, doing, stop);
    return isThere;
}

}  // namespace tl::storage
