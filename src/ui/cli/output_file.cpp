#include "ui/cli/output_file.h"

#include <cstdint>
#include <optional>
#include <span>

#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/file.h"
#include "infra/platform/file_status.h"
#include "infra/platform/file_system.h"

namespace tl::cli {

namespace {

/// Removes a file unless it got its real name.
class Unfinished {
  public:
    explicit Unfinished(std::string path) : path_{std::move(path)} {}
    ~Unfinished() {
        if (isFinished_) return;
        try {
            (void)removeFile(path_);
        } catch (const Error&) {
            // Then the file stays: what went wrong before is what counts.
            isFinished_ = false;
        }
    }
    Unfinished(const Unfinished&) = delete;
    Unfinished& operator=(const Unfinished&) = delete;

    void rename(const std::string& to) {
        tl::rename(path_, to);
        isFinished_ = true;
    }

  private:
    const std::string path_;
    bool isFinished_ = false;
};

}  // namespace

void replaceFile(const std::string& path, std::string_view content) {
    constexpr std::uint32_t kLessTheUmask = 0666;
    const std::optional<FileStatus> there = tryReadStatus(path, Follow::No);
    if (there && there->kind != FileKind::Regular) {
        writeFile(path, content);
        return;
    }
    // With an ending that those who collect files by theirs, as Prometheus does, pass over.
    const std::string name = path + "-" + std::to_string(processId()) + ".tmp";
    (void)removeFile(name);  // Of a process of the same number that was killed.
    File file = File::createNew(name, kLessTheUmask);
    Unfinished unfinished{name};
    file.writeAll(std::as_bytes(std::span{content}));
    (void)file.sync();
    file.close();
    unfinished.rename(path);
}

}  // namespace tl::cli
