#include "storage/rest/rest_backend.h"

#include <charconv>
#include <string_view>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/stop.h"
#include "infra/platform/digest.h"
#include "storage/rest/rest_errors.h"
#include "storage/rest/rest_listing.h"

namespace tl::storage {

namespace {

/// A list has some 90 bytes for a file: five million of them.
constexpr std::size_t kListingBytesMax = std::size_t{512} << 20U;
/// Far above any file of a repository; an index file is a few megabytes, a pack up to some 150.
constexpr std::size_t kFileBytesMax = std::size_t{1} << 30U;

std::string nameOf(const FileId& id) {
    return id.type == FileType::Config ? "config" : std::string{folderOf(id.type)} + "/" + id.name;
}

/// RFC 7617. The copies of the password on the way are wiped.
Secret basicAuthorization(const RestOptions& options) {
    if (options.user.empty() && options.password.isEmpty()) return {};
    std::string both;
    both.reserve(options.user.size() + 1 + options.password.text().size());
    both.append(options.user).append(":").append(options.password.text());
    std::string encoded = base64Text(std::as_bytes(std::span{both}));
    std::string value;
    value.reserve(6 + encoded.size());
    value.append("Basic ").append(encoded);
    Secret authorization = Secret::fromText(value);
    for (std::string* text : {&both, &encoded, &value})
        wipe(std::as_writable_bytes(std::span{*text}));
    return authorization;
}

std::optional<std::uint64_t> numberIn(std::optional<std::string_view> text) {
    if (!text) return std::nullopt;
    std::uint64_t number = 0;
    const char* const end = text->data() + text->size();
    const auto [rest, status] = std::from_chars(text->data(), end, number);
    if (status != std::errc{} || rest != end) return std::nullopt;
    return number;
}

/// How large the file is that an answer has a part of: the number behind the slash of
/// "bytes 0-9/1000". Nothing when the server does not say.
std::optional<std::uint64_t> wholeSize(const HttpResponse& response) {
    const auto range = response.findHeader("Content-Range");
    if (!range) return std::nullopt;
    const auto slash = range->rfind('/');
    if (slash == std::string_view::npos) return std::nullopt;
    return numberIn(range->substr(slash + 1));
}

}  // namespace

HttpSettings restHttpSettings(const RestOptions& rest, HttpSettings settings) {
    settings.connections = rest.connectionsFar;
    settings.unixSocket = rest.unixSocket;
    return settings;
}

RestBackend::RestBackend(const RestOptions& options, std::unique_ptr<HttpClient> client)
    : url_{options.url},
      properties_{.location = restLocationText(options),
                  .connections = options.connections,
                  .connectionsFar = options.connectionsFar},
      authorization_{basicAuthorization(options)},
      client_{std::move(client)} {}

std::string RestBackend::urlOf(const FileId& id) const {
    return url_ + nameOf(id);
}

HttpResponse RestBackend::send(HttpRequest request, const std::stop_token& stop) {
    request.headers.push_back({.name = "Accept", .value = "application/vnd.x.restic.rest.v2"});
    if (!authorization_.isEmpty())
        request.secretHeaders.push_back({.name = "Authorization", .value = &authorization_});
    return client_->send(request, stop);
}

Error RestBackend::refused(const HttpResponse& response, const std::string& doing) const {
    return restError(response.status, doing, properties_.location);
}

void RestBackend::create(const std::stop_token& stop) {
    const HttpResponse response = send({.method = "POST", .url = url_ + "?create=true"}, stop);
    if (!response.isSuccess()) throw refused(response, "cannot make the repository's folders");
}

void RestBackend::save(const FileId& id,
                       std::span<const std::byte> content,
                       const std::stop_token& stop) {
    const auto hold = names_.hold(nameOf(id), stop);
    removeUnfinished(id, stop);
    const auto throwIfThere = [&] {
        if (trySize(id, stop))
            throw Error{ErrorKind::AlreadyExists,
                        nameOf(id) + " exists already",
                        {{"location", properties_.location}}};
    };
    throwIfThere();
    try {
        upload(id, content, stop);
    } catch (const Error& error) {
        // rest-server's answer to a name that is taken is that of any forbidden request.
        if (error.kind() == ErrorKind::PermissionDenied) throwIfThere();
        throw;
    }
}

void RestBackend::upload(const FileId& id,
                         std::span<const std::byte> content,
                         const std::stop_token& stop) {
    // The config has no content of its own to tell it from another client's: it is never removed.
    const bool isRemovable = id.type != FileType::Config;
    if (isRemovable) {
        const MutexLock lock{mutex_};
        unfinished_.insert(id);
    }
    const HttpResponse response =
        send({.method = "POST",
              .url = urlOf(id),
              .headers = {{.name = "Content-Type", .value = "application/octet-stream"}},
              .body = content},
             stop);
    if (response.status < 500 && isRemovable) {
        const MutexLock lock{mutex_};
        unfinished_.erase(id);
    }
    if (!response.isSuccess()) throw refused(response, "cannot store " + nameOf(id));
}

void RestBackend::removeUnfinished(const FileId& id, const std::stop_token& stop) {
    {
        const MutexLock lock{mutex_};
        if (!unfinished_.contains(id)) return;
    }
    (void)remove(id, stop);
    const MutexLock lock{mutex_};
    unfinished_.erase(id);
}

std::optional<std::vector<std::byte>> RestBackend::tryLoad(const FileId& id,
                                                           const std::stop_token& stop) {
    HttpResponse response = send({.url = urlOf(id), .bodyMaxBytes = kFileBytesMax}, stop);
    if (response.status == 404) return std::nullopt;
    if (response.status != 200) throw refused(response, "cannot read " + nameOf(id));
    return std::move(response.body);
}

std::optional<std::size_t> RestBackend::tryLoadRange(const FileId& id,
                                                     std::uint64_t offset,
                                                     std::span<std::byte> out,
                                                     const std::stop_token& stop) {
    if (out.empty()) return trySize(id, stop) ? std::optional<std::size_t>{0} : std::nullopt;
    const std::string range =
        "bytes=" + std::to_string(offset) + "-" + std::to_string(offset + out.size() - 1);
    const HttpResponse response = send(
        {.url = urlOf(id), .headers = {{.name = "Range", .value = range}}, .target = out}, stop);
    const std::string doing = "cannot read a part of " + nameOf(id);
    if (response.status == 404) return std::nullopt;
    if (response.status == 416) return 0;  // The file ends before.
    if (response.status == 200 && offset > 0)
        throw Error{ErrorKind::Unsupported,
                    doing + ": the server sends whole files only",
                    {{"location", properties_.location}}};
    if (response.status != 206 && response.status != 200) throw refused(response, doing);
    const auto whole = wholeSize(response);
    if (response.status == 206 && whole && response.targetBytes < out.size() &&
        offset + response.targetBytes < *whole)
        throw Error{ErrorKind::Unavailable,
                    doing + ": the server sent less than it was asked for",
                    {{"location", properties_.location}}};
    return response.targetBytes;
}

std::optional<std::uint64_t> RestBackend::trySize(const FileId& id, const std::stop_token& stop) {
    const HttpResponse response = send({.method = "HEAD", .url = urlOf(id)}, stop);
    const std::string doing = "cannot find the size of " + nameOf(id);
    if (response.status == 404) return std::nullopt;
    if (response.status != 200) throw refused(response, doing);
    const auto size = numberIn(response.findHeader("Content-Length"));
    if (!size)
        throw Error{ErrorKind::Unavailable,
                    doing + ": the server does not tell it",
                    {{"location", properties_.location}}};
    return size;
}

void RestBackend::list(FileType type, const Visitor& visit, const std::stop_token& stop) {
    if (type == FileType::Config) {
        const FileId config{.type = type, .name = {}};
        if (const auto size = trySize(config, stop)) visit(config, *size);
        return;
    }
    const std::string url = url_ + folderOf(type) + "/";
    const HttpResponse response = send({.url = url, .bodyMaxBytes = kListingBytesMax}, stop);
    if (response.status == 404) return;
    if (response.status != 200)
        throw refused(response, std::string{"cannot list "} + folderOf(type));
    readRestListing(response.body, [&](const std::string& name, std::optional<std::uint64_t> size) {
        throwIfStopped(stop);
        const FileId id{.type = type, .name = name};
        if (!isListed(id)) return;
        if (!size) size = trySize(id, stop);
        if (size) visit(id, *size);  // A file of version 1 may be gone meanwhile.
    });
}

bool RestBackend::remove(const FileId& id, const std::stop_token& stop) {
    const HttpResponse response = send({.method = "DELETE", .url = urlOf(id)}, stop);
    if (response.status == 404) return false;
    if (!response.isSuccess()) throw refused(response, "cannot remove " + nameOf(id));
    return true;
}

}  // namespace tl::storage
