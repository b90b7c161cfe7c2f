#include "ui/cli/commands/mount.h"

#include "ui/cli/line_output.h"
#include "ui/cli/snapshot_filter_options.h"

namespace tl::cli {

namespace {

class MountCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.flag({"allow-other", '\0', "", "let other users look into the mount", "", {}},
                     isForAllUsers_);
        options.flag({"no-default-permissions",
                      '\0',
                      "",
                      "with --allow-other: let them read everything",
                      "",
                      {}},
                     isUnchecked_);
        options.flag({"owner-root", '\0', "", "show everything as root's", "", {}}, isOwnedByRoot_);
        options.list({"path-template",
                      '\0',
                      "template",
                      "show snapshots at such paths (repeatable), see the details",
                      "",
                      {}},
                     pathTemplates_);
        options.text({"time-template",
                      '\0',
                      "template",
                      "how times are written, as Go does: 2006-01-02T15:04:05Z07:00",
                      "",
                      {}},
                     timeTemplate_);
        filter_.declare(options);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, "mount takes one folder to show the snapshots in");
        const services::MountRequest request{.repository = context.access(),
                                             .filter = filter_.resolve(context.environment),
                                             .folder = operands.front(),
                                             .pathTemplates = pathTemplates_,
                                             .timeTemplate = timeTemplate_,
                                             .isOwnedByRoot = isOwnedByRoot_,
                                             .isForAllUsers = isForAllUsers_,
                                             .isCheckingPermissions = !isUnchecked_};
        const auto onMounted = [&] {
            context.tell("Now serving the repository at " +
                         shownText(operands.front(), context.console) +
                         "\nUse another terminal or tool to browse the contents of this folder.\n"
                         "When finished, quit with Ctrl-c here or umount the mountpoint.");
        };
        context.core.mounts.serve(request, onMounted, context.stop);
        return {};
    }

  private:
    bool isForAllUsers_ = false;
    bool isUnchecked_ = false;
    bool isOwnedByRoot_ = false;
    std::vector<std::string> pathTemplates_;
    std::string timeTemplate_;
    SnapshotFilterOptions filter_;
};

}  // namespace

std::unique_ptr<Command> makeMountCommand() {
    return std::make_unique<MountCommand>();
}

}  // namespace tl::cli
