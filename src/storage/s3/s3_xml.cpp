#include "storage/s3/s3_xml.h"

#include <charconv>
#include <pugixml.hpp>
#include <sstream>
#include <string_view>
#include <utility>

#include "infra/errors/error.h"
#include "storage/s3/s3_url.h"

namespace tl::storage {

namespace {

[[noreturn]] void throwNoAnswer(const char* what) {
    throw Error{ErrorKind::Unavailable,
                std::string{"the server's answer is no "} + what +
                    "; something on the way may have damaged it, or the address is not one of an "
                    "S3 service"};
}

/// pugixml resolves no entity of a document type and reads no other file, so a document stays as
/// large as it is.
pugi::xml_node rootOf(pugi::xml_document& document, std::span<const std::byte> xml) {
    const auto result = document.load_buffer(xml.data(), xml.size());
    return result ? document.document_element() : pugi::xml_node{};
}

/// Names with a prefix, `<s3:Key>`, are Amazon's own in no answer that was ever seen.
std::string textOf(const pugi::xml_node& node, const char* name) {
    return node.child(name).text().get();
}

std::uint64_t sizeOf(const pugi::xml_node& object) {
    const std::string text = textOf(object, "Size");
    std::uint64_t sizeBytes = 0;
    const char* end = text.data() + text.size();
    const auto [rest, status] = std::from_chars(text.data(), end, sizeBytes);
    if (text.empty() || status != std::errc{} || rest != end) throwNoAnswer("list of objects");
    return sizeBytes;
}

/// A key as the server means it: with `encoding-type=url`, as forms are encoded.
std::string decodedKey(std::string key, bool isEncoded) {
    if (!isEncoded) return key;
    for (char& c : key)
        if (c == '+') c = ' ';
    auto decoded = percentDecoded(key);
    if (!decoded) throwNoAnswer("list of objects");
    return std::move(*decoded);
}

std::string toText(const pugi::xml_document& document) {
    std::ostringstream out;
    document.save(out, "", pugi::format_raw);
    return out.str();
}

pugi::xml_node appendRoot(pugi::xml_document& document, const char* name) {
    pugi::xml_node root = document.append_child(name);
    root.append_attribute("xmlns") = "http://s3.amazonaws.com/doc/2006-03-01/";
    return root;
}

}  // namespace

S3Listing readListing(std::span<const std::byte> xml) {
    pugi::xml_document document;
    const pugi::xml_node root = rootOf(document, xml);
    if (std::string_view{root.name()} != "ListBucketResult") throwNoAnswer("list of objects");
    const bool isEncoded = textOf(root, "EncodingType") == "url";
    S3Listing listing;
    for (const pugi::xml_node& object : root.children("Contents")) {
        listing.objects.push_back(
            {.key = decodedKey(textOf(object, "Key"), isEncoded), .sizeBytes = sizeOf(object)});
    }
    if (textOf(root, "IsTruncated") != "true") return listing;
    std::string next = textOf(root, "NextContinuationToken");
    // Version 1 says it only when a delimiter is given; else the last key is where to go on.
    if (next.empty()) next = decodedKey(textOf(root, "NextMarker"), isEncoded);
    if (next.empty() && !listing.objects.empty()) next = listing.objects.back().key;
    if (next.empty()) throwNoAnswer("list of objects that could be continued");
    listing.next = std::move(next);
    return listing;
}

std::string readUploadId(std::span<const std::byte> xml) {
    pugi::xml_document document;
    std::string id = textOf(rootOf(document, xml), "UploadId");
    if (id.empty()) throwNoAnswer("start of an upload in parts");
    return id;
}

std::optional<S3ErrorAnswer> tryReadError(std::span<const std::byte> xml) {
    pugi::xml_document document;
    const pugi::xml_node root = rootOf(document, xml);
    if (std::string_view{root.name()} != "Error") return std::nullopt;
    return S3ErrorAnswer{.code = textOf(root, "Code"),
                         .message = textOf(root, "Message"),
                         .region = textOf(root, "Region"),
                         .serverTime = textOf(root, "ServerTime")};
}

std::string completionXml(const std::vector<S3UploadedPart>& parts) {
    pugi::xml_document document;
    pugi::xml_node root = appendRoot(document, "CompleteMultipartUpload");
    for (const S3UploadedPart& part : parts) {
        pugi::xml_node node = root.append_child("Part");
        node.append_child("PartNumber").text() = std::to_string(part.number).c_str();
        node.append_child("ETag").text() = part.tag.c_str();
    }
    return toText(document);
}

std::string readBucketRegion(std::span<const std::byte> xml) {
    pugi::xml_document document;
    const pugi::xml_node root = rootOf(document, xml);
    // Huawei's OBS puts it into what a bucket is made with. Servers that do not know the question
    // may list the bucket.
    if (std::string_view{root.name()} == "CreateBucketConfiguration")
        return textOf(root, "LocationConstraint");
    return std::string_view{root.name()} == "LocationConstraint" ? root.text().get() : "";
}

std::string bucketXml(std::string_view region) {
    pugi::xml_document document;
    pugi::xml_node root = appendRoot(document, "CreateBucketConfiguration");
    root.append_child("LocationConstraint").text() = std::string{region}.c_str();
    return toText(document);
}

}  // namespace tl::storage
