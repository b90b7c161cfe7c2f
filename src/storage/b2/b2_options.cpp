#include "storage/b2/b2_options.h"

#include <algorithm>
#include <span>
#include <vector>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "storage/backend_options.h"

namespace tl::storage {

namespace {

/// Without empty parts and dots, as restic's path.Clean() makes it.
std::string cleanPath(std::string_view path) {
    std::vector<std::string_view> parts;
    while (!path.empty()) {
        const std::string_view part = path.substr(0, path.find('/'));
        path.remove_prefix(std::min(path.size(), part.size() + 1));
        if (part == ".." && !parts.empty())
            parts.pop_back();
        else if (!part.empty() && part != "." && part != "..")
            parts.push_back(part);
    }
    std::string cleaned;
    for (const std::string_view part : parts)
        cleaned.append(cleaned.empty() ? "" : "/").append(part);
    return cleaned;
}

void checkBucket(std::string_view bucket) {
    constexpr std::size_t kLengthMin = 6;
    constexpr std::size_t kLengthMax = 63;
    const auto isAllowed = [](char character) {
        return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
               (character >= '0' && character <= '9') || character == '-';
    };
    if (bucket.size() < kLengthMin || bucket.size() > kLengthMax ||
        !std::ranges::all_of(bucket, isAllowed))
        throw Error{ErrorKind::InvalidInput,
                    tl::quoted(bucket) +
                        " cannot be a bucket of B2; write b2:BUCKET:PATH, with a "
                        "bucket of 6 to 63 letters, digits and hyphens"};
}

}  // namespace

std::optional<B2Options> parseB2Location(std::string_view location) {
    constexpr std::string_view kScheme = "b2:";
    if (!location.starts_with(kScheme)) return std::nullopt;
    location.remove_prefix(kScheme.size());
    const auto colon = location.find(':');
    B2Options b2;
    b2.bucket = location.substr(0, colon);
    checkBucket(b2.bucket);
    if (colon != std::string_view::npos) b2.prefix = cleanPath(location.substr(colon + 1));
    return b2;
}

void applyB2Environment(const B2VariableReader& variable, B2Options& b2) {
    const auto find = [&](const std::string& name) {
        auto value = variable("TIMELOCKER_" + name);
        return value ? value : variable(name);
    };
    b2.keyId = find("B2_ACCOUNT_ID").value_or("");
    b2.key = {};
    if (auto key = find("B2_ACCOUNT_KEY")) {
        b2.key = Secret::fromText(*key);
        wipe(std::as_writable_bytes(std::span{*key}));
    }
    if (b2.keyId.empty() || b2.key.isEmpty())
        throw Error{ErrorKind::InvalidInput,
                    "B2 needs an application key: set B2_ACCOUNT_ID and B2_ACCOUNT_KEY"};
}

void applyB2Options(const std::map<std::string, std::string>& options, B2Options& b2) {
    BackendOptions mine{"b2", options};
    mine.readConnections(b2.connections, b2.connectionsFar);
    mine.readText("endpoint", b2.endpoint);
    mine.refuseOthers();
    while (b2.endpoint.ends_with('/'))
        b2.endpoint.pop_back();
    if (!b2.endpoint.starts_with("https://") && !b2.endpoint.starts_with("http://"))
        throw Error{ErrorKind::InvalidInput, "option b2.endpoint begins with https:// or http://"};
}

std::string b2LocationText(const B2Options& b2) {
    return b2.prefix.empty() ? "b2:" + b2.bucket : "b2:" + b2.bucket + ":" + b2.prefix;
}

}  // namespace tl::storage
