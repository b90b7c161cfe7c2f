#include "infra/engine/crypto/key.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <openssl/evp.h>
#include <simdjson.h>

#include "infra/engine/crypto/openssl.h"
#include "infra/errors/error.h"

namespace tl::engine {
namespace {

using Derived = std::array<std::byte, 64>;

bool isZero(std::span<const std::byte> bytes) noexcept {
    return std::ranges::all_of(bytes, [](std::byte byte) { return byte == std::byte{0}; });
}

constexpr std::size_t base64Size(std::size_t size) noexcept {
    return (size + 2) / 3 * 4;
}

void appendBase64(std::string& text, std::span<const std::byte> bytes) {
    // EVP_EncodeBlock ends what it writes with a zero byte.
    std::array<char, base64Size(32) + 1> encoded{};
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                     openssl(bytes.data()), static_cast<int>(bytes.size()));
    text.append(encoded.data(), static_cast<std::size_t>(size));
    wipe(std::as_writable_bytes(std::span{encoded}));
}

/// Decodes `text` when it is the base64 of exactly as many bytes as `bytes` has.
bool decodeBase64(std::string_view text, std::span<std::byte> bytes) {
    if (text.size() != base64Size(bytes.size())) return false;
    // EVP_DecodeBlock writes zeros for the padding, so up to two bytes more.
    std::array<std::byte, 32 + 2> decoded{};
    const int size = EVP_DecodeBlock(openssl(decoded.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
    std::copy_n(decoded.begin(), bytes.size(), bytes.begin());
    wipe(decoded);
    // It also takes text with blanks or too much padding; only the one proper form comes back.
    std::string again;
    appendBase64(again, bytes);
    const bool isProper = size > 0 && again == text;
    wipe(std::as_writable_bytes(std::span{again}));
    return isProper;
}

/// Reads a JSON string without a copy: the parser's own buffers would keep the secret.
bool readPart(simdjson::simdjson_result<simdjson::ondemand::value> value,
              std::span<std::byte> part) {
    std::string_view token;
    if (value.raw_json_token().get(token) != simdjson::SUCCESS || !token.starts_with('"'))
        return false;
    const std::size_t size = token.find_last_of('"') - 1;  // Blanks may follow the token.
    return decodeBase64(token.substr(1, size), part);
}

}  // namespace

Key::~Key() {
    wipe(encryption);
    wipe(macK);
    wipe(macR);
}

bool Key::isValid() const noexcept {
    return !isZero(encryption) && !isZero(macK) && !isZero(macR);
}

Key makeRandomKey(Random& random) {
    Key key;
    while (!key.isValid()) {
        random.fill(key.encryption);
        random.fill(key.macK);
        random.fill(key.macR);
    }
    return key;
}

Key deriveKey(const Secret& password,
              std::span<const std::byte> salt,
              const ScryptParameters& parameters) {
    Derived derived{};
    scrypt(password, salt, parameters, derived);
    Key key;
    std::copy_n(derived.begin(), 32, key.encryption.begin());
    std::copy_n(derived.begin() + 32, 16, key.macK.begin());
    std::copy_n(derived.begin() + 48, 16, key.macR.begin());
    wipe(derived);
    return key;
}

ScryptParameters chooseScryptParameters() {
    return {.n = 32768, .r = 8, .p = 2};
}

Secret writeMasterKey(const Key& key) {
    std::string json;
    json.reserve(256);  // Room for all of it, so that no half-written copy stays in freed memory.
    json += R"({"mac":{"k":")";
    appendBase64(json, key.macK);
    json += R"(","r":")";
    appendBase64(json, key.macR);
    json += R"("},"encrypt":")";
    appendBase64(json, key.encryption);
    json += R"("})";
    Secret secret = Secret::fromText(json);
    wipe(std::as_writable_bytes(std::span{json}));
    return secret;
}

Key readMasterKey(std::span<const std::byte> json) {
    std::vector<char> padded(json.size() + simdjson::SIMDJSON_PADDING);
    std::ranges::copy(json, std::as_writable_bytes(std::span{padded}).begin());
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    Key key;
    const bool isRead = parser.iterate(padded.data(), json.size(), padded.size()).get(document) ==
                            simdjson::SUCCESS &&
                        readPart(document["mac"]["k"], key.macK) &&
                        readPart(document["mac"]["r"], key.macR) &&
                        readPart(document["encrypt"], key.encryption);
    wipe(std::as_writable_bytes(std::span{padded}));
    if (!isRead || !key.isValid())
        throw Error{ErrorKind::Corrupted, "the master key in the key file is not in order"};
    return key;
}

}  // namespace tl::engine
