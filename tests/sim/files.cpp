#include "tests/sim/files.h"

#include <filesystem>

#include "infra/platform/file_system.h"

namespace tl::sim {

namespace {

constexpr std::uint64_t kContents = 60;
constexpr std::uint64_t kNames = 10;
constexpr std::uint64_t kFolders = 3;
constexpr std::size_t kSizeUnit = 3000;

/// Some larger than a chunk may be, most small.
std::string contentOf(std::uint64_t number) {
    std::mt19937_64 generator{number};
    const std::size_t size =
        number % 20 == 0 ? 1'500'000 : kSizeUnit * static_cast<std::size_t>(number % 7);
    std::string content(size, '\0');
    for (char& byte : content)
        byte = static_cast<char>(generator() >> 56U);
    return content;
}

}  // namespace

void Files::change(std::mt19937_64& chance) {
    for (std::uint64_t changes = 1 + chance() % 6; changes > 0; --changes) {
        const std::string folder = folder_ / std::to_string(chance() % kFolders);
        const std::string file = folder + "/" + std::to_string(chance() % kNames);
        makeDirectories(folder, 0755);
        std::filesystem::remove(file);
        if (chance() % 4 != 0) writeFile(file, contentOf(chance() % kContents));
    }
}

}  // namespace tl::sim
