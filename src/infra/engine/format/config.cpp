#include "infra/engine/format/config.h"

#include <array>
#include <charconv>
#include <string_view>

#include "infra/engine/format/corrupted.h"
#include "infra/engine/format/foreign_cutting.h"
#include "infra/engine/format/id.h"
#include "infra/engine/format/json_document.h"
#include "infra/engine/format/json_members.h"
#include "infra/engine/format/json_writer.h"
#include "infra/errors/error.h"

namespace tl::engine {

namespace {

constexpr std::uint32_t kVersionMin = 1;
constexpr std::uint32_t kVersionMax = 2;

std::string readRepositoryId(JsonElement value, std::string_view key) {
    // It names the cache folder, so that nothing but an ID will do.
    return toHex(readDigest(value, key));
}

std::uint64_t readPolynomial(JsonElement value, std::string_view key) {
    const std::string_view text = readText(value, key);
    std::uint64_t polynomial = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), polynomial, 16);
    if (error != std::errc{} || end != text.data() + text.size()) {
        throwBadMember(key, "up to 16 hex digits");
    }
    return polynomial;
}

constexpr std::array<JsonMember<Config>, 3> kMembers = {{
    {"version", readInto<Config, &Config::version, readU32>},
    {"id", readInto<Config, &Config::id, readRepositoryId>},
    {"chunker_polynomial", readInto<Config, &Config::chunkerPolynomial, readPolynomial>},
}};

[[noreturn]] void throwUnsupported(const std::string& message) {
    throw Error{ErrorKind::Unsupported, message};
}

}  // namespace

std::string writeConfig(const Config& config) {
    std::array<char, 16> polynomial;
    const char* const end = std::to_chars(polynomial.data(), polynomial.data() + polynomial.size(),
                                          config.chunkerPolynomial, 16)
                                .ptr;
    return JsonObjectWriter{}
        .number("version", config.version)
        .text("id", config.id)
        .text("chunker_polynomial",
              {polynomial.data(), static_cast<std::size_t>(end - polynomial.data())})
        .members(config.unknownMembers)
        .finish();
}

Config readConfig(std::span<const std::byte> json) {
    JsonDocument document;
    const simdjson::dom::object object = document.parseObject(json);
    requireMember(object, "version");
    requireMember(object, "id");
    requireMember(object, "chunker_polynomial");
    Config config;
    readMembers(object, kMembers, config, [&config](std::string_view key, JsonElement value) {
        appendMember(config.unknownMembers, key, value);
    });
    if (config.version < kVersionMin || config.version > kVersionMax) {
        throwUnsupported("repository format " + std::to_string(config.version));
    }
    (void)foreignCuttingOf(config);  // Refuses settings that are not what rustic writes.
    return config;
}

}  // namespace tl::engine
