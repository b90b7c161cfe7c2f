// The console of the process: its standard streams and its terminal.

#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "infra/platform/file.h"
#include "infra/resources/mutex.h"
#include "ui/cli/console.h"

namespace tl::cli {

class SystemConsole final : public Console {
  public:
    /// `stop` ends a question to the user.
    explicit SystemConsole(std::stop_token stop);

    void print(std::string_view text) override;
    void printError(std::string_view text) override;
    void notify(std::string_view line) override;
    [[nodiscard]] std::vector<std::string> takeNotices() override;
    void steer(std::string_view sequence) override;
    [[nodiscard]] bool isOutputIntact() override { return isOutputIntact_; }
    [[nodiscard]] bool isTerminal() const override { return isTerminal_; }
    [[nodiscard]] std::size_t columns() const override;
    [[nodiscard]] bool isInputTerminal() const override;
    [[nodiscard]] Secret askSecret(const std::string& question) override;
    [[nodiscard]] std::optional<std::string> askLine(const std::string& question) override;

  private:
    void writeOutput(std::string_view text) TL_REQUIRES(mutex_);
    void writeError(std::string_view text) TL_REQUIRES(mutex_);

    std::stop_token stop_;
    File output_;
    File errors_;
    bool isTerminal_;
    bool isErrorTerminal_;
    bool isOutputIntact_ = true;
    Mutex mutex_;  ///< Held while something is written, as notify() may come at any time.
    bool isLineOpen_ TL_GUARDED_BY(mutex_) = false;  ///< The cursor is behind redrawn lines.
    std::vector<std::string> notices_ TL_GUARDED_BY(mutex_);
};

}  // namespace tl::cli
