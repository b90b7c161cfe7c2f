#include "infra/engine/index/temporary_name.h"

#include <array>
#include <cstdint>
#include <cstring>

#include "infra/errors/error.h"
#include "infra/platform/directory.h"
#include "infra/platform/file_system.h"

namespace tl::engine {

namespace {

constexpr std::int64_t kSecondsPerDay = 86400;

}  // namespace

std::string temporaryName(const std::string& folder, Random& random) {
    std::array<std::byte, 8> bytes{};
    random.fill(bytes);
    std::uint64_t number = 0;
    std::memcpy(&number, bytes.data(), sizeof number);
    return folder + '/' + kTemporaryPrefix + std::to_string(number);
}

File createNameless(const std::string& folder, Random& random) {
    if (auto file = File::tryCreateNameless(folder)) return std::move(*file);
    const std::string path = temporaryName(folder, random);
    File file = File::createNew(path, 0600);
    (void)removeFile(path);
    return file;
}

void removeAbandoned(const std::string& folder, WallTime now) {
    try {
        const auto directory = Directory::tryOpen(folder, Follow::Yes);
        if (!directory) return;
        for (const DirectoryEntry& entry : directory->entries()) {
            if (!entry.name.starts_with(kTemporaryPrefix)) continue;
            const auto status = directory->tryStatus(entry.name);
            if (status && now.seconds - status->modified.seconds > kSecondsPerDay)
                (void)removeFile(folder + '/' + entry.name);
        }
    } catch (const Error&) {
        // It is only room on the disk.
    }
}

}  // namespace tl::engine
