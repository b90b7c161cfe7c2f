#include "infra/plugins/plugin_files.h"

#include <optional>
#include <string_view>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_status.h"

namespace tl::plugins {

namespace {

constexpr std::uint32_t kOthersMayWrite = 0002;
constexpr std::uint32_t kGroupMayWrite = 0020;
constexpr std::uint32_t kSticky = 01000;
constexpr std::uint32_t kAnyMayRun = 0111;

std::optional<FileStatus> statusOf(const std::string& path) {
    try {
        return tryReadStatus(path, Follow::Yes);
    } catch (const Error&) {
        return std::nullopt;  // What cannot be looked at cannot be run, either.
    }
}

/// Whether somebody else may change the file, or the names in the folder.
bool isChangeable(const FileStatus& status) {
    if (status.userId != 0 && status.userId != userId()) return true;
    // In a sticky folder, everybody may change their own names only.
    if (status.kind == FileKind::Directory && (status.permissionBits & kSticky) != 0) return false;
    if ((status.permissionBits & kOthersMayWrite) != 0) return true;
    // A user's own group is the user; files of it are often writable for it.
    const bool isOwnGroup = status.groupId == 0 || status.groupId == groupId();
    return (status.permissionBits & kGroupMayWrite) != 0 && !isOwnGroup;
}

std::string folderOf(const std::string& path) {
    const auto slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

bool isProgram(const std::string& path) {
    const auto status = statusOf(path);
    return status && status->kind == FileKind::Regular &&
           (status->permissionBits & kAnyMayRun) != 0;
}

}  // namespace

std::string findUnsafe(const std::string& path) {
    for (const std::string& place : {path, folderOf(path)}) {
        const auto status = statusOf(place);
        if (status && isChangeable(*status))
            return "others can change " + tl::quoted(place) +
                   "; make it yours or root's and take their right to write (chmod go-w)";
    }
    return {};
}

std::string findProgram(const std::string& program, const std::string& folder) {
    if (program.starts_with('/')) return isProgram(program) ? program : std::string{};
    if (program.find('/') != std::string::npos) {
        const std::string path = folder + "/" + program;
        return isProgram(path) ? path : std::string{};
    }
    const std::string folders = environmentVariable("PATH").value_or("/usr/bin:/bin");
    std::string_view rest = folders;
    while (!rest.empty()) {
        const auto end = rest.find(':');
        const std::string path = std::string{rest.substr(0, end)} + "/" + program;
        if (path.starts_with('/') && isProgram(path)) return path;
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    return {};
}

}  // namespace tl::plugins
