#include <optional>

#include "infra/engine/dump/dump_stream.h"
#include "infra/engine/dump/tar_sink.h"
#include "infra/engine/dump/zip_sink.h"
#include "infra/engine/filter/path_components.h"
#include "infra/engine/index/load_index.h"
#include "infra/engine/repository/tree_walk.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/recovery/dumps.h"
#include "services/recovery/target_file.h"
#include "services/repository/session.h"
#include "services/repository/snapshot_selection.h"

namespace tl::services {

namespace {

/// Passes on the content and nothing else.
class PlainSink final : public engine::DumpSink {
  public:
    explicit PlainSink(engine::ByteOutput& output) : output_{output} {}

    void onEntry(const std::string& /*path*/, const engine::Node& /*node*/) override {}
    void onContent(std::span<const std::byte> bytes) override { output_.write(bytes); }

  private:
    engine::ByteOutput& output_;
};

/// What is to be dumped.
struct Dumped {
    std::optional<engine::Node> file;  ///< A regular file; or nothing, for a folder.
    engine::BlobId folder;
    std::string prefix;  ///< What the paths in the archive begin with.
};

Dumped findDumped(engine::BlobReader& reader,
                  const engine::BlobId& root,
                  const std::string& path,
                  const std::stop_token& stop) {
    if (path == "/") return {.file = {}, .folder = root, .prefix = {}};
    auto node = engine::findNode(reader, root, path, stop);
    if (!node)
        throw Error{ErrorKind::NotFound,
                    "there is no file or folder " + quoted(path) + " in the snapshot"};
    if (node->type == engine::NodeType::File)
        return {.file = std::move(node), .folder = {}, .prefix = {}};
    if (node->type != engine::NodeType::Directory || !node->subtree)
        throw Error{ErrorKind::InvalidInput, quoted(path) + " is neither a file nor a folder (" +
                                                 std::string{engine::nameOf(node->type)} +
                                                 "), so there is nothing to dump"};
    return {.file = {}, .folder = *node->subtree, .prefix = path.substr(1) + "/"};
}

void streamDumped(const engine::DumpSource& source,
                  const Dumped& dumped,
                  ArchiveFormat archive,
                  engine::ByteOutput& output,
                  const std::stop_token& stop) {
    if (dumped.file) {
        PlainSink sink{output};
        engine::streamFile(source, *dumped.file, sink, stop);
        output.flush();
    } else if (archive == ArchiveFormat::Tar) {
        engine::TarSink sink{output};
        engine::streamFolder(source, dumped.folder, dumped.prefix, sink, stop);
        sink.finish();
    } else {
        engine::ZipSink sink{output};
        engine::streamFolder(source, dumped.folder, dumped.prefix, sink, stop);
        sink.finish();
    }
}

class DumpService final : public Dumps {
  public:
    explicit DumpService(const ServiceContext& context) : context_{context} {}

    void dump(const DumpRequest& request,
              const engine::WriteBytes& output,
              const std::stop_token& stop) override {
        const auto session =
            RepositorySession::open(context_, request.repository, engine::LockMode::Shared, stop);
        session->run(
            [&](const std::stop_token& work) { dumpFrom(*session, request, output, work); });
        session->close();
    }

  private:
    void dumpFrom(RepositorySession& session,
                  const DumpRequest& request,
                  const engine::WriteBytes& output,
                  const std::stop_token& stop) {
        const engine::Repository& repository = session.repository();
        const SnapshotFolder folder =
            selectSnapshotFolder(repository, request.snapshot, request.filter, stop);
        const engine::BlobIndex index = engine::loadIndex(repository, stop);
        engine::BlobReader reader{repository, index};
        const engine::BlobId root =
            engine::findSubtree(reader, folder.snapshot.snapshot.tree, folder.folder, stop);
        const Dumped dumped = findDumped(reader, root, engine::cleanPath("/" + request.path), stop);
        if (!dumped.file && !request.isArchiveAllowed)
            throw Error{ErrorKind::InvalidInput,
                        "a folder is dumped as an archive, which is nothing for a terminal; send "
                        "the output to a file or program, or use --target"};
        const engine::DumpSource source{repository, index};
        if (request.target.empty()) {
            engine::ByteOutput bytes{output};
            streamDumped(source, dumped, request.archive, bytes, stop);
            return;
        }
        TargetFile target{request.target, context_.random};
        engine::ByteOutput bytes{
            [&target](std::span<const std::byte> some) { target.write(some); }};
        streamDumped(source, dumped, request.archive, bytes, stop);
        target.commit();
    }

    const ServiceContext& context_;
};

}  // namespace

std::unique_ptr<Dumps> makeDumps(const ServiceContext& context) {
    return std::make_unique<DumpService>(context);
}

}  // namespace tl::services
