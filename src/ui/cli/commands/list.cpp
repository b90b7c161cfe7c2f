#include "ui/cli/commands/list.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"

namespace tl::cli {

namespace {

using services::ObjectKind;

constexpr std::string_view kUsage = "list takes one of blobs, packs, index, snapshots, keys, locks";

ObjectKind parseKind(const std::string& name) {
    using Row = std::pair<std::string_view, ObjectKind>;
    constexpr std::array<Row, 6> kKinds = {
        Row{"blobs", ObjectKind::Blobs}, Row{"packs", ObjectKind::Packs},
        Row{"index", ObjectKind::Index}, Row{"snapshots", ObjectKind::Snapshots},
        Row{"keys", ObjectKind::Keys},   Row{"locks", ObjectKind::Locks}};
    const auto* const found =
        std::ranges::find_if(kKinds, [&](const Row& row) { return row.first == name; });
    if (found == kKinds.end())
        throw Error{ErrorKind::InvalidInput,
                    "unknown kind of objects " + tl::quoted(name) + ": " + std::string{kUsage}};
    return found->second;
}

class ListCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kUsage);
        context.core.repositories.list(
            context.access(), parseKind(operands[0]),
            [&](const std::string& line) { context.console.print(line + "\n"); }, context.stop);
        return {};
    }
};

}  // namespace

std::unique_ptr<Command> makeListCommand() {
    return std::make_unique<ListCommand>();
}

}  // namespace tl::cli
