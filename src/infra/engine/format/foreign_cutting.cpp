#include "infra/engine/format/foreign_cutting.h"

#include <array>
#include <cstdint>
#include <string_view>

#include "infra/engine/format/json_document.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"

namespace tl::engine {

namespace {

struct ChunkSetting {
    std::string_view key;
    std::uint64_t size;
};
/// rustic's settings with the values at which it cuts as restic does.
constexpr std::array<ChunkSetting, 3> kChunkSettings = {{
    {"chunk_size", 1U << 20U},
    {"chunk_min_size", 512U << 10U},
    {"chunk_max_size", 8U << 20U},
}};

/// What the setting `key` says if it makes a difference; else nothing.
std::string foreignSetting(std::string_view key, JsonElement value) {
    if (value.is_null()) return {};
    if (key == "chunker") {
        const std::string_view chunker = readText(value, key);
        if (chunker != "Rabin" && chunker != "rabin") return "chunker " + std::string{chunker};
    }
    for (const ChunkSetting& setting : kChunkSettings) {
        if (key != setting.key) continue;
        const std::uint64_t size = readU64(value, key);
        if (size != setting.size) return std::string{key} + ' ' + std::to_string(size);
    }
    return {};
}

}  // namespace

std::string foreignCuttingOf(const Config& config) {
    JsonDocument document;
    const std::string json = '{' + config.unknownMembers + '}';
    std::string found;
    for (const auto& [key, value] : document.parseObject(std::as_bytes(std::span{json}))) {
        const std::string setting = foreignSetting(key, value);
        if (found.empty()) found = setting;
    }
    return found;
}

void requireOwnCutting(const Config& config) {
    const std::string setting = foreignCuttingOf(config);
    if (setting.empty()) return;
    throw Error{ErrorKind::Unsupported,
                "the repository has rustic's setting " + tl::quoted(setting) +
                    ": files are cut otherwise than we do it, so that a backup would store "
                    "everything a second time; use rustic for backups to this repository"};
}

}  // namespace tl::engine
