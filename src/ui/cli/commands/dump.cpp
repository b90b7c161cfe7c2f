#include "ui/cli/commands/dump.h"

#include <string_view>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "ui/cli/snapshot_filter_options.h"

namespace tl::cli {

namespace {

services::ArchiveFormat parseFormat(const std::string& name) {
    if (name == "tar") return services::ArchiveFormat::Tar;
    if (name == "zip") return services::ArchiveFormat::Zip;
    throw Error{ErrorKind::InvalidInput, "use tar or zip, not " + tl::quoted(name)};
}

class DumpCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.custom({"archive",
                        'a',
                        "format",
                        "make a tar (default) or zip archive of a folder",
                        "",
                        {"tar", "zip"}},
                       [this](const std::string& value) { archive_ = parseFormat(value); });
        options.text({"target", 't', "file", "write to this file, not to standard output", "", {}},
                     target_);
        filter_.declare(options);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 2, 2,
                        "dump takes a snapshot (an ID, latest, or ID:folder) and the file or "
                        "folder in it to dump");
        Console& console = context.console;
        const services::DumpRequest request{
            .repository = context.access(),
            .snapshot = operands[0],
            .filter = filter_.resolve(context.environment),
            .path = operands[1],
            .archive = archive_,
            .target = target_,
            .isArchiveAllowed = !target_.empty() || !console.isTerminal()};
        const auto print = [&console](std::span<const std::byte> bytes) {
            console.print({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
            // Nobody reads any more, so the rest need not be fetched.
            if (!console.isOutputIntact())
                throw Error{ErrorKind::Unavailable, "cannot write to standard output"};
        };
        context.core.dumps.dump(request, print, context.stop);
        return {};
    }

  private:
    services::ArchiveFormat archive_ = services::ArchiveFormat::Tar;
    std::string target_;
    SnapshotFilterOptions filter_;
};

}  // namespace

std::unique_ptr<Command> makeDumpCommand() {
    return std::make_unique<DumpCommand>();
}

}  // namespace tl::cli
