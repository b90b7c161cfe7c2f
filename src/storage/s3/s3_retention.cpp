#include "storage/s3/s3_retention.h"

#include <chrono>

#include <fmt/format.h>

#include "storage/s3/s3_signature.h"

namespace tl::storage {

namespace {

/// "20130524T010203Z" as "2013-05-24T01:02:03Z".
std::string isoTime(WallTime time) {
    const std::string text = signatureTime(time);
    return fmt::format("{}-{}-{}:{}:{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 5),
                       text.substr(11, 2), text.substr(13));
}

}  // namespace

bool isStorageClassFor(std::string_view storageClass, const FileId& id) {
    if (storageClass.empty()) return false;
    const bool isArchive = storageClass == "GLACIER" || storageClass == "DEEP_ARCHIVE";
    return !isArchive || (id.type == FileType::Pack && !id.holdsTrees);
}

std::vector<HttpHeader> retentionHeaders(const S3Options& options, const FileId& id, WallTime now) {
    if (options.retention == RetentionMode::None || id.type == FileType::Lock) return {};
    const std::chrono::days days{options.retentionDays};
    now.seconds += std::chrono::seconds{days}.count();
    return {{"x-amz-object-lock-mode",
             options.retention == RetentionMode::Compliance ? "COMPLIANCE" : "GOVERNANCE"},
            {"x-amz-object-lock-retain-until-date", isoTime(now)}};
}

}  // namespace tl::storage
