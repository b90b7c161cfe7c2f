#include "storage/s3/s3_profile.h"

namespace tl::storage {

namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r";
    const std::size_t first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

/// The name in "[name]"; nothing for any other line.
std::optional<std::string_view> sectionOf(std::string_view line) {
    const std::size_t end = line.find(']');
    if (!line.starts_with('[') || end == std::string_view::npos) return std::nullopt;
    return trimmed(line.substr(1, end - 1));
}

void takeSetting(std::string_view key, std::string_view value, S3Profile& profile) {
    if (key == "aws_access_key_id") profile.accessKeyId = value;
    if (key == "aws_secret_access_key") profile.secretKey = Secret::fromText(value);
    if (key == "aws_session_token") profile.sessionToken = Secret::fromText(value);
    if (key == "region") profile.region = value;
    if (key == "credential_process") profile.credentialProcess = value;
}

}  // namespace

std::optional<S3Profile> findProfile(std::string_view file, std::string_view name) {
    std::optional<S3Profile> profile;
    bool isInside = false;
    while (!file.empty()) {
        const std::size_t end = file.find('\n');
        const std::string_view raw = file.substr(0, end);
        file = end == std::string_view::npos ? std::string_view{} : file.substr(end + 1);
        const std::string_view line = trimmed(raw);
        if (line.empty() || line.starts_with('#') || line.starts_with(';')) continue;
        if (const auto section = sectionOf(line)) {
            isInside = *section == name;
            if (isInside && !profile) profile.emplace();
            continue;
        }
        // An indented line belongs to a setting of several lines, none of which is ours.
        const std::size_t equals = line.find('=');
        if (!isInside || equals == std::string_view::npos || raw.front() != line.front()) continue;
        takeSetting(trimmed(line.substr(0, equals)), trimmed(line.substr(equals + 1)), *profile);
    }
    return profile;
}

}  // namespace tl::storage
