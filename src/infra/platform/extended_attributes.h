// Extended attributes: named values beside a file's content; access control lists are among them.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "infra/errors/error.h"

namespace tl {

struct NamedAttribute {
    std::string name;
    std::string value;  ///< Any bytes; may be empty.
    bool operator==(const NamedAttribute&) const = default;
};

/// Told of an attribute that is listed and cannot be read.
using AttributeProblem = std::function<void(const std::string& name, const Error& error)>;

/// All attributes of `path` itself, not of a link's target, in the kernel's order. None where the
/// file system has no such thing. An attribute that cannot be read is left out and told to
/// `onProblem` if there is one.
/// **Errors:** NotFound, PermissionDenied, Unavailable.
[[nodiscard]] std::vector<NamedAttribute> readExtendedAttributes(
    const std::string& path, const AttributeProblem& onProblem = {});

/// Sets an attribute of `path` itself, new or not.
/// **Errors:** PermissionDenied, NotFound, ResourceExhausted, Unsupported by the file system.
void setExtendedAttribute(const std::string& path,
                          const std::string& name,
                          const std::string& value);

/// Removes an attribute of `path` itself. False when there was none.
/// **Errors:** PermissionDenied, NotFound (the file), Unsupported.
bool removeExtendedAttribute(const std::string& path, const std::string& name);

}  // namespace tl
