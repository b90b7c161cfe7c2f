// A small repository that restic made.

#pragma once

#include <string>

namespace tl::compat {

/// Makes a repository of format `version` at `path`, which must not exist. It has two snapshots of
/// a folder with text, noise, zeros, an empty file and a link, and opens with the passwords "first"
/// and "second". The first call for a version takes restic some seconds, the others copy.
void copyResticRepository(int version, const std::string& path);

}  // namespace tl::compat
