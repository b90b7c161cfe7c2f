#include "ui/cli/commands/cat.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"

namespace tl::cli {

namespace {

using services::CatKind;

constexpr std::string_view kUsage =
    "cat takes masterkey or config, or one of pack, blob, snapshot, index, key, lock, tree and an "
    "ID";

CatKind parseKind(const std::string& name) {
    using Row = std::pair<std::string_view, CatKind>;
    constexpr std::array<Row, 9> kKinds = {Row{"masterkey", CatKind::MasterKey},
                                           Row{"config", CatKind::Config},
                                           Row{"pack", CatKind::Pack},
                                           Row{"blob", CatKind::Blob},
                                           Row{"snapshot", CatKind::Snapshot},
                                           Row{"index", CatKind::Index},
                                           Row{"key", CatKind::Key},
                                           Row{"lock", CatKind::Lock},
                                           Row{"tree", CatKind::Tree}};
    const auto* const found =
        std::ranges::find_if(kKinds, [&](const Row& row) { return row.first == name; });
    if (found == kKinds.end())
        throw Error{ErrorKind::InvalidInput,
                    "unknown kind of object " + tl::quoted(name) + ": " + std::string{kUsage}};
    return found->second;
}

class CatCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 2, kUsage);
        const CatKind kind = parseKind(operands[0]);
        const bool needsId = kind != CatKind::MasterKey && kind != CatKind::Config;
        requireOperands(operands, needsId ? 2 : 1, needsId ? 2 : 1, kUsage);
        const std::string object = context.core.repositories.cat(
            context.access(), kind, needsId ? operands[1] : std::string{}, context.stop);
        context.console.print(object);
        // Raw objects go out byte for byte; JSON is text and ends with a newline.
        const bool isRaw = kind == CatKind::Pack || kind == CatKind::Blob;
        if (!isRaw && !object.ends_with('\n')) context.console.print("\n");
        return {};
    }
};

}  // namespace

std::unique_ptr<Command> makeCatCommand() {
    return std::make_unique<CatCommand>();
}

}  // namespace tl::cli
