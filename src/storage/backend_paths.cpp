#include "storage/backend_paths.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "infra/platform/random.h"

namespace tl::storage {

namespace {

/// How many hex digits of a pack's name make the name of its folder.
constexpr std::size_t kPackFolderDigits = 2;

/// Between the name that a file will have and what makes it no other writer's.
constexpr const char* kTemporaryMark = "-tmp-";

std::string hexOf(std::span<const std::byte> bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    for (const std::byte byte : bytes) {
        hex += kDigits[std::to_integer<std::size_t>(byte >> 4U)];
        hex += kDigits[std::to_integer<std::size_t>(byte & std::byte{0x0F})];
    }
    return hex;
}

}  // namespace

std::string folderPathOf(const FileId& id) {
    if (id.type == FileType::Config) return {};
    std::string folder = folderOf(id.type);
    if (id.type == FileType::Pack) folder += '/' + id.name.substr(0, kPackFolderDigits);
    return folder;
}

std::string filePathOf(const FileId& id) {
    if (id.type == FileType::Config) return folderOf(id.type);
    return folderPathOf(id) + '/' + id.name;
}

std::vector<std::string> foldersOfNewRepository() {
    std::vector<std::string> folders;
    for (const FileType type :
         {FileType::Key, FileType::Lock, FileType::Snapshot, FileType::Index, FileType::Pack})
        folders.emplace_back(folderOf(type));
    const std::string packs = folders.back() + '/';
    for (unsigned first = 0; first < 256; ++first) {
        const std::byte digits[] = {static_cast<std::byte>(first)};
        folders.push_back(packs + hexOf(digits));
    }
    return folders;
}

std::string temporaryPathFor(const std::string& path) {
    std::array<std::byte, 8> chance{};
    SystemRandom{}.fill(chance);
    return path + kTemporaryMark + hexOf(chance);
}

bool isTemporaryName(std::string_view name) {
    const std::size_t mark = name.rfind(kTemporaryMark);
    if (mark == std::string_view::npos) return false;
    const std::string whole{name.substr(0, mark)};
    const std::string_view rest = name.substr(mark + std::string_view{kTemporaryMark}.size());
    const auto isChance = [](char letter) {
        return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
    };
    return !rest.empty() && std::ranges::all_of(rest, isChance) &&
           (whole == folderOf(FileType::Config) || isListed({FileType::Pack, whole}));
}

}  // namespace tl::storage
