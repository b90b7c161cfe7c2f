// Whether a plugin's files may be believed: a program that others can change would do what they
// like with this user's rights.

#pragma once

#include <string>

namespace tl::plugins {

/// A sentence about what is wrong when others than root and this user may change the file or
/// folder, or what it lies in; empty when nothing is. A missing one is not its business.
[[nodiscard]] std::string findUnsafe(const std::string& path);

/// The program's path: an absolute one as it stands, one with a slash from `folder` on, a mere name
/// as PATH has it. Empty when there is no such file that can be run.
[[nodiscard]] std::string findProgram(const std::string& program, const std::string& folder);

}  // namespace tl::plugins
