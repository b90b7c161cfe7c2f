#include "tests/compat/restic_repository.h"

#include <cstdint>
#include <filesystem>
#include <vector>

#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "tests/compat/restic_program.h"

namespace tl::compat {

namespace {

/// Bytes that do not compress, the same ones for the same `seed`.
std::string noise(std::size_t size, std::uint64_t seed) {
    std::string bytes;
    for (std::uint64_t state = seed * 2654435761U + 1; bytes.size() < size;) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        bytes.push_back(static_cast<char>(state >> 56U));
    }
    return bytes;
}

/// A folder with text, noise, an empty file, a link and some levels.
void makeSource(const std::string& folder) {
    for (int i = 0; i < 5; ++i) {
        const std::string sub = folder + "/folder " + std::to_string(i) + "/deep";
        makeDirectories(sub, 0755);
        for (std::uint64_t j = 0; j < 20; ++j) {
            writeFile(sub + "/file" + std::to_string(j),
                      "text " + std::to_string(i) + noise(100 * j, j));
        }
    }
    writeFile(folder + "/large", noise(5'000'000, 99));
    writeFile(folder + "/zeros", std::string(3'000'000, '\0'));
    writeFile(folder + "/empty", "");
    makeSymlink("large", folder + "/link");
}

/// Lives as long as the program, so that each test may have a copy.
class Template {
  public:
    explicit Template(int version) {
        makeSource(folder_ / "source");
        const Restic restic{path(), "first"};
        restic.runWell({"init", "--repository-version", std::to_string(version)});
        restic.runWell({"backup", folder_ / "source"});
        writeFile(folder_ / "source/new", noise(300'000, 5));
        restic.runWell({"backup", folder_ / "source"});
        writeFile(folder_ / "second", "second");
        restic.runWell({"key", "add", "--new-password-file", folder_ / "second"});
    }
    [[nodiscard]] std::string path() const { return folder_ / "repository"; }

  private:
    TemporaryDirectory folder_;
};

template <int kVersion>
const Template& templateOf() {
    static const Template made{kVersion};
    return made;
}

}  // namespace

void copyResticRepository(int version, const std::string& path) {
    const Template& source = version == 1 ? templateOf<1>() : templateOf<2>();
    std::filesystem::copy(source.path(), path, std::filesystem::copy_options::recursive);
}

}  // namespace tl::compat
