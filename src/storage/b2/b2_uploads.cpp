#include "storage/b2/b2_uploads.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "infra/errors/error.h"
#include "infra/platform/digest.h"

namespace tl::storage {

namespace {

using Json = nlohmann::json;

constexpr const char* kContentType = "application/octet-stream";

std::string sha1Text(std::span<const std::byte> bytes) {
    return hexText(sha1(bytes));
}

/// Whether another address may do what this one would not.
bool isAddressAtFault(const B2Refusal& refusal) {
    return isTokenOld(refusal) || refusal.status == 408 || refusal.status == 429 ||
           refusal.status >= 500;
}

}  // namespace

std::string b2EncodedName(const std::string& name) {
    constexpr std::string_view kKept =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-._~";
    std::string encoded;
    for (const char character : name) {
        if (kKept.find(character) != std::string_view::npos) {
            encoded += character;
            continue;
        }
        const auto byte = static_cast<std::byte>(character);
        encoded += '%';
        for (const char digit : hexText({&byte, 1}))
            encoded += static_cast<char>(digit >= 'a' ? digit - 'a' + 'A' : digit);
    }
    return encoded;
}

B2Uploads::B2Uploads(B2Account& account, HttpClient& client) : account_{account}, client_{client} {}

void B2Uploads::store(const std::string& name,
                      std::span<const std::byte> content,
                      const std::stop_token& stop) {
    const std::size_t partSize = account_.session(stop)->partSize;
    if (content.size() > partSize)
        storeInParts(name, content, partSize, stop);
    else
        storeWhole(name, content, stop);
}

void B2Uploads::storeWhole(const std::string& name,
                           std::span<const std::byte> content,
                           const std::stop_token& stop) {
    auto address = takeAddress();
    sendTo(address, {.arguments = {{"bucketId", account_.bucketId(stop)}}},
           {{.name = "X-Bz-File-Name", .value = b2EncodedName(name)},
            {.name = "Content-Type", .value = kContentType},
            {.name = "X-Bz-Content-Sha1", .value = sha1Text(content)}},
           content, stop);
    giveBack(std::move(address));
}

void B2Uploads::storeInParts(const std::string& name,
                             std::span<const std::byte> content,
                             std::size_t partSize,
                             const std::stop_token& stop) {
    const std::string doing = "cannot store " + name;
    const Json started = account_.call("b2_start_large_file",
                                       {{"bucketId", account_.bucketId(stop)},
                                        {"fileName", name},
                                        {"contentType", kContentType},
                                        {"fileInfo", {{"large_file_sha1", sha1Text(content)}}}},
                                       doing, stop);
    const std::string fileId = b2Text(started, "fileId");
    try {
        std::optional<Address> address;
        Json hashes = Json::array();
        for (std::size_t first = 0; first < content.size(); first += partSize) {
            const auto part = content.subspan(first, std::min(partSize, content.size() - first));
            hashes.push_back(sha1Text(part));
            sendTo(address, {.call = "b2_get_upload_part_url", .arguments = {{"fileId", fileId}}},
                   {{.name = "X-Bz-Part-Number", .value = std::to_string(hashes.size())},
                    {.name = "X-Bz-Content-Sha1", .value = hashes.back().get<std::string>()}},
                   part, stop);
        }
        account_.call("b2_finish_large_file", {{"fileId", fileId}, {"partSha1Array", hashes}},
                      doing, stop);
    } catch (const Error&) {
        // Parts cost money until somebody removes them. After a lost answer to the last call the
        // file may be finished, which this leaves alone.
        try {
            account_.tryCall("b2_cancel_large_file", {{"fileId", fileId}}, doing, stop);
        } catch (const Error&) {  // NOLINT(bugprone-empty-catch): the first error tells more.
        }
        throw;
    }
}

void B2Uploads::sendTo(std::optional<Address>& address,
                       const AddressRequest& addresses,
                       const std::vector<HttpHeader>& headers,
                       std::span<const std::byte> content,
                       const std::stop_token& stop) {
    constexpr int kAddressesMax = 5;
    for (int tried = 1;; ++tried) {
        // An address of which the connection broke is not used again either.
        Address used =
            address ? *std::exchange(address, std::nullopt) : newAddress(addresses, stop);
        const HttpResponse response =
            client_.send({.method = "POST",
                          .url = used.url,
                          .headers = headers,
                          .secretHeaders = {{.name = "Authorization", .value = &used.token}},
                          .body = content},
                         stop);
        if (response.status == 200) {
            address = std::move(used);
            return;
        }
        const B2Refusal refusal = readB2Refusal(response);
        if (!isAddressAtFault(refusal) || tried == kAddressesMax)
            throw b2Error(refusal, "cannot upload", account_.location());
    }
}

B2Uploads::Address B2Uploads::newAddress(const AddressRequest& request,
                                         const std::stop_token& stop) {
    Json answer = account_.call(request.call, request.arguments, "cannot upload", stop);
    Address address{.url = b2Text(answer, "uploadUrl"),
                    .token = b2Secret(answer, "authorizationToken")};
    if (account_.session(stop)->apiUrl.starts_with("https://") &&
        !address.url.starts_with("https://"))
        throw Error{ErrorKind::PermissionDenied,
                    "B2 names an address without encryption, which gets no file"};
    return address;
}

std::optional<B2Uploads::Address> B2Uploads::takeAddress() {
    const MutexLock lock{mutex_};
    if (idle_.empty()) return std::nullopt;
    Address address = std::move(idle_.back());
    idle_.pop_back();
    return address;
}

void B2Uploads::giveBack(std::optional<Address> address) {
    if (!address) return;
    const MutexLock lock{mutex_};
    idle_.push_back(*std::move(address));
}

}  // namespace tl::storage
