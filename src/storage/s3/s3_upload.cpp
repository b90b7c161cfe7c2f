#include "storage/s3/s3_upload.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/stop.h"
#include "infra/platform/digest.h"
#include "infra/resources/stop_after.h"
#include "storage/s3/s3_xml.h"

namespace tl::storage {

namespace {

constexpr std::chrono::milliseconds kAbortMax{900};

/// Parts that never become an object cost their owner money until they are removed.
class RemovedUnlessComplete {
  public:
    RemovedUnlessComplete(S3Connection& connection, std::string key, std::string id)
        : connection_{connection},
          key_{std::move(key)},
          id_{std::move(id)} {}
    ~RemovedUnlessComplete() {
        if (!isComplete_) tryAbort();
    }
    RemovedUnlessComplete(const RemovedUnlessComplete&) = delete;
    RemovedUnlessComplete& operator=(const RemovedUnlessComplete&) = delete;
    void keep() noexcept { isComplete_ = true; }

  private:
    void tryAbort() noexcept {
        try {
            const StopAfter limit{connection_.clock(), kAbortMax};
            (void)connection_.send({.method = "DELETE", .key = key_, .query = {{"uploadId", id_}}},
                                   limit.token());
        } catch (const std::exception&) {
            // The first error counts. A lifecycle rule of the bucket removes what is left.
        }
    }

    S3Connection& connection_;
    const std::string key_;
    const std::string id_;
    bool isComplete_ = false;
};

HttpResponse sendOrThrow(S3Connection& connection,
                         const S3Request& request,
                         const std::string& doing,
                         const std::stop_token& stop) {
    HttpResponse response = connection.send(request, stop);
    if (!response.isSuccess()) throw connection.errorOf(response, doing);
    return response;
}

}  // namespace

HttpHeader md5Header(std::span<const std::byte> body) {
    return {"Content-MD5", base64Text(md5(body))};
}

HttpResponse uploadInParts(S3Connection& connection,
                           const S3Upload& upload,
                           std::span<const std::byte> content,
                           const std::string& doing,
                           const std::stop_token& stop) {
    const HttpResponse started = sendOrThrow(connection,
                                             {.method = "POST",
                                              .key = upload.key,
                                              .query = {{"uploads", ""}},
                                              .headers = upload.headers},
                                             doing, stop);
    const std::string id = readUploadId(started.body);
    RemovedUnlessComplete unfinished{connection, upload.key, id};
    std::vector<S3UploadedPart> parts;
    while (!content.empty()) {
        throwIfStopped(stop);
        const auto body = content.first(std::min(upload.partBytes, content.size()));
        const std::size_t number = parts.size() + 1;
        S3Request request{.method = "PUT",
                          .key = upload.key,
                          .query = {{"partNumber", std::to_string(number)}, {"uploadId", id}},
                          .body = body};
        if (upload.hasMd5) request.headers.push_back(md5Header(body));
        const HttpResponse stored = sendOrThrow(connection, request, doing, stop);
        const auto tag = stored.findHeader("ETag");
        if (!tag)
            throw Error{ErrorKind::Unavailable,
                        doing + ": the server's answer to a part of the upload names no ETag"};
        parts.push_back({number, std::string{*tag}});
        content = content.subspan(body.size());
    }
    const std::string xml = completionXml(parts);
    HttpResponse response = connection.send({.method = "POST",
                                             .key = upload.key,
                                             .query = {{"uploadId", id}},
                                             .headers = upload.completionHeaders,
                                             .body = std::as_bytes(std::span{xml})},
                                            stop);
    // Putting the parts together takes time, so success is said first, and may be taken back.
    if (response.isSuccess() && tryReadError(response.body))
        throw connection.errorOf(response, doing);
    if (response.isSuccess()) unfinished.keep();
    return response;
}

}  // namespace tl::storage
