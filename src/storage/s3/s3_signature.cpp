#include "storage/s3/s3_signature.h"

#include <algorithm>
#include <chrono>
#include <span>

#include <fmt/format.h>

#include "infra/platform/digest.h"

namespace tl::storage {

namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

std::span<const std::byte> bytesOf(std::string_view text) {
    return std::as_bytes(std::span{text});
}

std::string lowerCase(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

/// Without spaces at its ends, and with one where several were.
std::string trimmed(std::string_view text) {
    std::string result;
    for (const char c : text) {
        const bool isSpace = c == ' ' || c == '\t';
        if (!isSpace)
            result += c;
        else if (!result.empty() && result.back() != ' ')
            result += ' ';
    }
    if (result.ends_with(' ')) result.pop_back();
    return result;
}

struct CanonicalHeaders {
    std::string lines;  ///< "name:value\n" each.
    std::string names;  ///< "a;b;c"
};

void wipeText(std::string& text) {
    wipe(std::as_writable_bytes(std::span{text}));
}

CanonicalHeaders canonicalize(const std::vector<HttpHeader>& headers, const Secret& token) {
    std::vector<HttpHeader> sorted;
    for (const HttpHeader& header : headers)
        sorted.push_back({lowerCase(header.name), trimmed(header.value)});
    if (!token.isEmpty()) sorted.push_back({"x-amz-security-token", std::string{token.text()}});
    std::ranges::sort(sorted, {}, &HttpHeader::name);
    CanonicalHeaders canonical;
    for (const HttpHeader& header : sorted) {
        canonical.lines += header.name + ':' + header.value + '\n';
        canonical.names.append(canonical.names.empty() ? "" : ";").append(header.name);
    }
    for (HttpHeader& header : sorted)
        wipeText(header.value);
    return canonical;
}

Sha256Digest mac(std::span<const std::byte> key, std::string_view text) {
    return hmacSha256(key, bytesOf(text));
}

/// A key that signs for one day, region and service only. Derived anew each time: four short MACs
/// take some microseconds.
Secret signingKey(const Secret& secretKey, std::string_view day, const SigningScope& scope) {
    std::string start = "AWS4" + std::string{secretKey.text()};
    Sha256Digest key = mac(bytesOf(start), day);
    wipeText(start);
    for (const std::string_view step :
         {scope.region, scope.service, std::string_view{"aws4_request"}})
        key = mac(key, step);
    Secret result{key};
    wipe(key);
    return result;
}

}  // namespace

std::string signatureTime(WallTime time) {
    const std::chrono::sys_seconds point{std::chrono::seconds{time.seconds}};
    const auto day = std::chrono::floor<std::chrono::days>(point);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{point - day};
    return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string authorizationFor(const RequestToSign& request,
                             const S3Credentials& credentials,
                             const SigningScope& scope,
                             std::string_view time) {
    CanonicalHeaders headers = canonicalize(request.headers, credentials.sessionToken);
    std::string canonicalRequest =
        fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method, request.path, request.query,
                    headers.lines, headers.names, request.payloadHash);
    const std::string_view day = time.substr(0, 8);
    const std::string scopeText =
        fmt::format("{}/{}/{}/aws4_request", day, scope.region, scope.service);
    const std::string textToSign = fmt::format("{}\n{}\n{}\n{}", kAlgorithm, time, scopeText,
                                               hexText(sha256(bytesOf(canonicalRequest))));
    wipeText(canonicalRequest);
    wipeText(headers.lines);
    const Secret key = signingKey(credentials.secretKey, day, scope);
    return fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}", kAlgorithm,
                       credentials.accessKeyId, scopeText, headers.names,
                       hexText(mac(key.bytes(), textToSign)));
}

}  // namespace tl::storage
