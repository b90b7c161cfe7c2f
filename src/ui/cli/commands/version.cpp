#include "ui/cli/commands/version.h"

#include <fmt/format.h>

#include "ui/cli/json_line.h"

namespace tl::cli {

namespace {

constexpr const char* kVersion = TL_VERSION;
constexpr const char* kCompatible = "restic 0.19.1";
#if defined(__clang__)
constexpr const char* kCompiler = "clang " __clang_version__;
#else
constexpr const char* kCompiler = "gcc " __VERSION__;
#endif
#if defined(_WIN32)
constexpr const char* kSystem = "windows";
#else
constexpr const char* kSystem = "linux";
#endif
#if defined(__aarch64__)
constexpr const char* kProcessor = "arm64";
#elif defined(__x86_64__)
constexpr const char* kProcessor = "amd64";
#else
constexpr const char* kProcessor = "other";
#endif

class VersionCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "version takes no arguments");
        if (context.global.isJson)
            // The members with "go" in their names are restic's; scripts look for them.
            context.console.print(toLine(Json{{"message_type", "version"},
                                              {"version", kVersion},
                                              {"go_version", ""},
                                              {"go_os", kSystem},
                                              {"go_arch", kProcessor},
                                              {"program", "timelocker"},
                                              {"compiler", kCompiler},
                                              {"compatible_with", kCompatible}}));
        else
            context.console.print(
                fmt::format("timelocker {} compiled with {} on {}/{}, compatible with {}\n",
                            kVersion, kCompiler, kSystem, kProcessor, kCompatible));
        return {};
    }
};

}  // namespace

std::unique_ptr<Command> makeVersionCommand() {
    return std::make_unique<VersionCommand>();
}

}  // namespace tl::cli
