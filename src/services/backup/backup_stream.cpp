#include "services/backup/backup_stream.h"

#include <algorithm>
#include <memory>
#include <string_view>

#include "infra/engine/filter/path_components.h"
#include "infra/engine/format/file_mode.h"
#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/process.h"
#include "infra/platform/standard_input.h"

namespace tl::services {

namespace {

/// Format section 7.8: a file 0644 of this process's user, below folders 0755.
engine::StreamTarget makeTarget(const std::string& path, const engine::Timestamp& time) {
    engine::StreamTarget target;
    for (const std::string_view part : engine::splitPath(path))
        if (part != "/") target.folders.emplace_back(part);
    engine::Node node;
    node.mtime = node.atime = node.ctime = time;
    node.uid = userId();
    node.gid = groupId();
    target.folder = node;
    target.folder.type = engine::NodeType::Directory;
    target.folder.mode = engine::toFileMode(engine::NodeType::Directory, 0755);
    target.file = node;
    target.file.type = engine::NodeType::File;
    target.file.mode = engine::toFileMode(engine::NodeType::File, 0644);
    target.file.name = target.folders.back();
    target.folders.pop_back();
    return target;
}

/// Gives out a text in pieces.
class TextReader {
  public:
    explicit TextReader(std::string_view text) : rest_{text} {}

    std::size_t read(std::span<std::byte> out) {
        const std::string_view piece = rest_.substr(0, out.size());
        std::ranges::copy(std::as_bytes(std::span{piece}), out.begin());
        rest_.remove_prefix(piece.size());
        return piece.size();
    }

  private:
    std::string_view rest_;
};

}  // namespace

std::string streamPath(const StreamSource& source) {
    const std::string path = engine::cleanPath("/" + source.filename);
    if (source.filename.empty() || path == "/")
        throw Error{ErrorKind::InvalidInput, "the file name for the saved stream is empty"};
    return path;
}

std::optional<engine::BlobId> saveStream(const engine::ArchiveSetting& setting,
                                         const StreamSource& source,
                                         const engine::Timestamp& time,
                                         const std::stop_token& stop) {
    if (source.content) {
        TextReader text{*source.content};
        const auto give = [&text](std::span<std::byte> out) -> std::optional<std::size_t> {
            return text.read(out);
        };
        return engine::archiveStream(setting, makeTarget(streamPath(source), time), give, stop);
    }
    std::unique_ptr<Process> command;
    if (!source.command.empty()) {
        command = std::make_unique<Process>(
            ProcessOptions{.arguments = source.command, .group = ProcessGroup::Shared});
    }
    std::uint64_t total = 0;
    const auto read = [&](std::span<std::byte> out) -> std::optional<std::size_t> {
        const std::size_t got =
            command ? command->readOutput(out, stop) : readStandardInput(out, stop);
        total += got;
        if (got == out.size()) return got;
        // The end: a command that failed must not leave a snapshot that looks whole.
        if (command) {
            const ExitStatus status = command->wait(stop);
            if (!status.isSuccess()) {
                throw Error{ErrorKind::InvalidInput,
                            "the command whose output was to be saved failed (" + toText(status) +
                                "), so no snapshot was made",
                            {{"command", source.command.front()}}};
            }
        }
        if (total == 0)
            throw Error{ErrorKind::InvalidInput,
                        "there is nothing to read, so no snapshot was made"};
        return got;
    };
    return engine::archiveStream(setting, makeTarget(streamPath(source), time), read, stop);
}

}  // namespace tl::services
