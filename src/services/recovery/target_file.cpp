#include "services/recovery/target_file.h"

#include <array>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/file_status.h"
#include "infra/platform/file_system.h"

namespace tl::services {

namespace {

constexpr std::uint32_t kReadableByAll = 0666;  // Less the user's umask.

std::string makeTemporaryName(const std::string& path, Random& random) {
    std::array<std::byte, 4> bytes{};
    random.fill(bytes);
    std::string name = path + ".partial-";
    for (const std::byte byte : bytes)
        name += fmt::format("{:02x}", std::to_integer<unsigned>(byte));
    return name;
}

}  // namespace

TargetFile::TargetFile(const std::string& path, Random& random)
    : path_{exists(path) ? realPath(path) : path} {
    const auto status = tryReadStatus(path_, Follow::Yes);
    if (status && status->kind == FileKind::Directory)
        throw Error{ErrorKind::InvalidInput,
                    quoted(path) + " is a folder; name the file to write in it"};
    if (status && status->kind != FileKind::Regular) {
        file_ = File::openForWriting(path_);
        return;
    }
    const std::string temporary = makeTemporaryName(path_, random);
    file_ = File::createNew(temporary, kReadableByAll);
    temporary_ = temporary;
    if (status) permissionBits_ = status->permissionBits;
}

TargetFile::~TargetFile() {
    if (temporary_.empty()) return;
    try {
        removeFile(temporary_);
    } catch (const Error&) {
        // A destructor has nobody to tell; the file's name says that it is partial.
    }
}

void TargetFile::commit() {
    if (permissionBits_) file_.setPermissions(*permissionBits_);
    (void)file_.sync();
    file_.close();
    if (temporary_.empty()) return;
    rename(temporary_, path_);
    temporary_.clear();
}

}  // namespace tl::services
