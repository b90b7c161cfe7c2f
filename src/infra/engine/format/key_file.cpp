#include "infra/engine/format/key_file.h"

#include <array>
#include <limits>
#include <string_view>

#include "infra/engine/format/corrupted.h"
#include "infra/engine/format/json_document.h"
#include "infra/engine/format/json_members.h"
#include "infra/engine/format/json_writer.h"
#include "infra/errors/error.h"

namespace tl::engine {

namespace {

constexpr std::string_view kScrypt = "scrypt";
constexpr std::size_t kSaltSize = 64;

/// The limits within which restic calls scrypt. Who forges a key file must not make us take more
/// than 2 GiB either.
bool areCostsAllowed(const KeyFile& key) noexcept {
    constexpr std::uint64_t kMax = std::numeric_limits<std::int32_t>::max();
    const std::uint64_t n = key.n;
    const std::uint64_t r = key.r;
    const std::uint64_t p = key.p;
    const bool isPowerOfTwo = (n & (n - 1)) == 0;
    if (n < 2 || !isPowerOfTwo || r < 1 || p < 1) return false;
    return r * p < (1U << 30U) && r <= kMax / 128 / p && r <= kMax / 256 && n <= kMax / 128 / r;
}

std::string_view readKdf(JsonElement value, std::string_view key) {
    const std::string_view name = readText(value, key);
    if (name != kScrypt) {
        throw Error{ErrorKind::Unsupported, "key derivation function " + std::string{name}};
    }
    return name;
}

constexpr std::array<JsonMember<KeyFile>, 9> kMembers = {{
    {"created", readInto<KeyFile, &KeyFile::created, readTime>},
    {"username", readInto<KeyFile, &KeyFile::username, readText>},
    {"hostname", readInto<KeyFile, &KeyFile::hostname, readText>},
    {"kdf",
     [](KeyFile& /*record*/, JsonElement value, std::string_view key) {
         (void)readKdf(value, key);
     }},
    {"N", readInto<KeyFile, &KeyFile::n, readU32>},
    {"r", readInto<KeyFile, &KeyFile::r, readU32>},
    {"p", readInto<KeyFile, &KeyFile::p, readU32>},
    {"salt", readInto<KeyFile, &KeyFile::salt, readBytes>},
    {"data", readInto<KeyFile, &KeyFile::data, readBytes>},
}};

}  // namespace

std::string writeKeyFile(const KeyFile& key) {
    return JsonObjectWriter{}
        .time("created", key.created)
        .text("username", key.username)
        .text("hostname", key.hostname)
        .text("kdf", kScrypt)
        .number("N", key.n)
        .number("r", key.r)
        .number("p", key.p)
        .base64("salt", key.salt)
        .base64("data", key.data)
        .finish();
}

KeyFile readKeyFile(std::span<const std::byte> json) {
    JsonDocument document;
    const simdjson::dom::object object = document.parseObject(json);
    requireMember(object, "kdf");
    KeyFile key;
    readMembers(object, kMembers, key);
    if (!areCostsAllowed(key)) throwCorrupted("key file: cost parameters out of range");
    if (key.salt.size() != kSaltSize) throwCorrupted("key file: a salt that has not 64 bytes");
    return key;
}

}  // namespace tl::engine
