#include "storage/b2/b2_versions.h"

#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/stop.h"

namespace tl::storage {

namespace {

using Json = nlohmann::json;

[[noreturn]] void throwMalformed() {
    throw Error{ErrorKind::Unavailable, "B2's list of files is malformed; is the endpoint right?"};
}

B2Version readVersion(const Json& file) {
    if (!file.is_object()) throwMalformed();
    B2Version version{.name = b2Text(file, "fileName"), .action = b2Text(file, "action")};
    const auto id = file.find("fileId");
    if (id != file.end() && id->is_string()) version.fileId = id->get<std::string>();
    const auto size = file.find("contentLength");
    if (size != file.end() && size->is_number_unsigned())
        version.sizeBytes = size->get<std::uint64_t>();
    else if (version.action == "upload")
        throwMalformed();
    return version;
}

const Json& filesOf(const Json& page) {
    const auto files = page.find("files");
    if (files == page.end() || !files->is_array()) throwMalformed();
    return *files;
}

/// Nothing at the end of a list, which is a null.
std::string nextOf(const Json& page, const char* member) {
    const auto next = page.find(member);
    return next != page.end() && next->is_string() ? next->get<std::string>() : "";
}

}  // namespace

void visitB2Files(B2Account& account,
                  const std::string& prefix,
                  const std::function<void(const B2Version& version)>& visit,
                  const std::stop_token& stop) {
    constexpr int kPageMax = 10'000;  // Costs as ten pages of 1000, and a tenth of the time.
    const auto bucket = account.tryBucketId(stop);
    if (!bucket) return;
    Json arguments{{"bucketId", *bucket}, {"maxFileCount", kPageMax}};
    if (!prefix.empty()) arguments["prefix"] = prefix;
    for (std::string start;;) {
        const Json page = account.call("b2_list_file_names", arguments, "cannot list files", stop);
        for (const Json& file : filesOf(page)) {
            throwIfStopped(stop);
            visit(readVersion(file));
        }
        std::string next = nextOf(page, "nextFileName");
        if (next.empty()) return;
        if (next <= start) throwMalformed();  // Pages without end.
        start = std::move(next);
        arguments["startFileName"] = start;
    }
}

std::vector<B2Version> b2VersionsOf(B2Account& account,
                                    const std::string& name,
                                    const std::stop_token& stop) {
    constexpr int kPageMax = 100;
    constexpr std::size_t kVersionsMax = 10'000;
    const auto bucket = account.tryBucketId(stop);
    if (!bucket) return {};
    Json arguments{{"bucketId", *bucket},
                   {"startFileName", name},
                   {"prefix", name},
                   {"maxFileCount", kPageMax}};
    std::vector<B2Version> versions;
    for (;;) {
        const Json page =
            account.call("b2_list_file_versions", arguments, "cannot list versions", stop);
        for (const Json& file : filesOf(page)) {
            B2Version version = readVersion(file);
            if (version.name != name) return versions;
            versions.push_back(std::move(version));
        }
        const std::string id = nextOf(page, "nextFileId");
        if (nextOf(page, "nextFileName") != name || id.empty()) return versions;
        if (versions.size() > kVersionsMax) throwMalformed();
        arguments["startFileId"] = id;
    }
}

}  // namespace tl::storage
