#include "tests/support/backup_source.h"

#include <random>

#include "infra/platform/file_system.h"

namespace tl::services {

namespace {

constexpr std::uint32_t kMany = 60;

std::string randomText(std::size_t size, std::uint32_t seed) {
    std::mt19937 generator{seed};
    std::string text(size, '\0');
    for (char& byte : text)
        byte = static_cast<char>(generator() & 0xffU);
    return text;
}

}  // namespace

BackupSource::BackupSource() {
    for (std::uint32_t i = 0; i < 8; ++i)
        writeFile(folder_ / ("small" + std::to_string(i)), randomText(2000, 10 + i));
    makeDirectories(folder_ / "folder", 0755);
    writeFile(folder_ / "folder/kept", randomText(100'000, 1));
}

void BackupSource::grow() {
    writeFile(folder_ / "folder/large", randomText(5'000'000, 2));
    writeFile(folder_ / "larger", randomText(6'000'000, 3));
    writeFile(folder_ / "small3", randomText(2500, 4));
}

void BackupSource::growALittle() {
    for (std::uint32_t i = 3; i < 6; ++i)
        writeFile(folder_ / ("folder/more" + std::to_string(i)), randomText(3000, 20 + i));
    writeFile(folder_ / "small3", randomText(2500, 4));
}

void BackupSource::shrink() {
    removeFile(folder_ / "larger");
    writeFile(folder_ / "small5", randomText(3000, 5));
    writeFile(folder_ / "folder/other", randomText(200'000, 6));
}

void BackupSource::addMany() {
    makeDirectories(folder_ / "many", 0755);
    for (std::uint32_t i = 0; i < kMany; ++i)
        writeFile(folder_ / ("many/" + std::to_string(i)), randomText(500, 100 + i));
}

void BackupSource::removeHalfOfMany() {
    for (std::uint32_t i = 0; i < kMany; i += 2)
        removeFile(folder_ / ("many/" + std::to_string(i)));
}

BackupRequest BackupSource::request(const RepositoryAccess& repository) const {
    BackupRequest request;
    request.repository = repository;
    request.repository.packSizeMiB = 4;
    request.targets = {folder_.path()};
    request.host = "host";
    return request;
}

}  // namespace tl::services
