#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include <sys/xattr.h>

#include "infra/platform/extended_attributes.h"
#include "infra/platform/file.h"
#include "infra/platform/named_entry.h"
#include "infra/platform/posix_calls.h"
#include "infra/platform/system_error.h"

namespace tl {

namespace {

/// The calls on a path, which never follow a link.
struct ByPath {
    const std::string& path;
    const char* systemPath = posix::systemPath(path);

    [[nodiscard]] ssize_t list(char* out, std::size_t size) const {
        return ::llistxattr(systemPath, out, size);
    }
    [[nodiscard]] ssize_t get(const char* name, char* out, std::size_t size) const {
        return ::lgetxattr(systemPath, name, out, size);
    }
    [[nodiscard]] int set(const char* name, const std::string& value) const {
        return ::lsetxattr(systemPath, name, value.data(), value.size(), 0);
    }
    [[nodiscard]] int remove(const char* name) const { return ::lremovexattr(systemPath, name); }
};

/// The same calls on an open file.
struct ByDescriptor {
    const std::string& path;
    int descriptor;

    [[nodiscard]] ssize_t list(char* out, std::size_t size) const {
        return ::flistxattr(descriptor, out, size);
    }
    [[nodiscard]] ssize_t get(const char* name, char* out, std::size_t size) const {
        return ::fgetxattr(descriptor, name, out, size);
    }
    [[nodiscard]] int set(const char* name, const std::string& value) const {
        return ::fsetxattr(descriptor, name, value.data(), value.size(), 0);
    }
    [[nodiscard]] int remove(const char* name) const { return ::fremovexattr(descriptor, name); }
};

/// Runs `call(buffer, size)`, a system call that fails with ERANGE until the buffer is large
/// enough, on a small buffer first, which nearly always does. Nothing on failure, with errno set.
template <typename Call>
bool readGrowing(const Call& call, std::string& out) {
    std::array<char, 512> small;  // NOLINT(*-member-init): the kernel writes what is read
    ssize_t length = call(small.data(), small.size());
    if (length >= 0) {
        out.assign(small.data(), static_cast<std::size_t>(length));
        return true;
    }
    while (errno == ERANGE) {
        const ssize_t needed = call(nullptr, 0);
        if (needed < 0) return false;
        out.resize(static_cast<std::size_t>(needed));
        length = call(out.data(), out.size());
        if (length < 0) continue;  // It grew meanwhile.
        out.resize(static_cast<std::size_t>(length));
        return true;
    }
    return false;
}

bool meansNone(int errorNumber) {
    return errorNumber == ENOTSUP || errorNumber == ENODATA || errorNumber == ENOSYS;
}

Error attributeError(int errorNumber, const std::string& name, const std::string& path) {
    try {
        throwSystemError(errorNumber, "use the extended attribute " + name + " of", path);
    } catch (const Error& error) {
        return error;
    }
}

template <typename Target>
std::vector<NamedAttribute> readAll(const Target& target, const AttributeProblem& onProblem) {
    std::string names;
    const auto list = [&](char* out, std::size_t size) { return target.list(out, size); };
    if (!readGrowing(list, names)) {
        if (meansNone(errno)) return {};
        throwSystemError(errno, "list the extended attributes of", target.path);
    }
    std::vector<NamedAttribute> attributes;
    // The list is a row of names, each ended by a zero byte.
    for (std::size_t at = 0; at < names.size(); at += attributes.back().name.size() + 1) {
        attributes.push_back({.name = names.c_str() + at, .value = {}});
    }
    std::erase_if(attributes, [&](NamedAttribute& attribute) {
        const auto get = [&](char* out, std::size_t size) {
            return target.get(attribute.name.c_str(), out, size);
        };
        if (readGrowing(get, attribute.value)) return false;
        // Removed since it was listed: there is nothing to report.
        if (errno != ENODATA && onProblem)
            onProblem(attribute.name, attributeError(errno, attribute.name, target.path));
        return true;
    });
    return attributes;
}

template <typename Target>
void set(const Target& target, const std::string& name, const std::string& value) {
    if (target.set(posix::systemPath(name), value) != 0)
        throw attributeError(errno, name, target.path);
}

template <typename Target>
bool remove(const Target& target, const std::string& name) {
    if (target.remove(posix::systemPath(name)) == 0) return true;
    if (errno == ENODATA) return false;
    throw attributeError(errno, name, target.path);
}

}  // namespace

std::vector<NamedAttribute> readExtendedAttributes(const std::string& path,
                                                   const AttributeProblem& onProblem) {
    return readAll(ByPath{path}, onProblem);
}

void setExtendedAttribute(const std::string& path,
                          const std::string& name,
                          const std::string& value) {
    set(ByPath{path}, name, value);
}

bool removeExtendedAttribute(const std::string& path, const std::string& name) {
    return remove(ByPath{path}, name);
}

std::vector<NamedAttribute> File::readExtendedAttributes(const AttributeProblem& onProblem) const {
    return readAll(ByDescriptor{path_, descriptor_}, onProblem);
}

void File::setExtendedAttribute(const std::string& name, const std::string& value) {
    set(ByDescriptor{path_, descriptor_}, name, value);
}

bool File::removeExtendedAttribute(const std::string& name) {
    return remove(ByDescriptor{path_, descriptor_}, name);
}

std::vector<NamedAttribute> NamedEntry::readExtendedAttributes() const {
    const std::string shown = path();
    const std::string used = systemPath();
    return readAll(ByPath{shown, used.c_str()}, {});
}

void NamedEntry::setExtendedAttribute(const std::string& attribute,
                                      const std::string& value) const {
    const std::string shown = path();
    const std::string used = systemPath();
    set(ByPath{shown, used.c_str()}, attribute, value);
}

bool NamedEntry::removeExtendedAttribute(const std::string& attribute) const {
    const std::string shown = path();
    const std::string used = systemPath();
    return remove(ByPath{shown, used.c_str()}, attribute);
}

}  // namespace tl
