#include "ui/cli/commands/metrics.h"

#include "ui/cli/output_file.h"

namespace tl::cli {

namespace {

class MetricsCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"output", '\0', "file", "write to this file (default: print)", "", {}},
                     output_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "metrics takes no arguments");
        const std::string text = services::writeMetrics(context.core.metrics.collect());
        // What is written now and then by a timer says nothing when all is well.
        if (output_.empty())
            context.console.print(text);
        else
            replaceFile(output_, text);
        return {};
    }

  private:
    std::string output_;
};

}  // namespace

std::unique_ptr<Command> makeMetricsCommand() {
    return std::make_unique<MetricsCommand>();
}

}  // namespace tl::cli
