// How `tl find` shows what it finds.

#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "services/recovery/searches.h"
#include "ui/cli/command.h"

namespace tl::cli {

class FindPrinter : public services::FindObserver {
  public:
    /// Called once, after the last match.
    virtual void finish() = 0;

    void onProblem(const services::StoredSnapshot& snapshot,
                   const std::string& path,
                   const Error& error) final;
    [[nodiscard]] std::size_t problemCount() const noexcept { return problemCount_; }

  protected:
    explicit FindPrinter(const Context& context) : context_{context} {}
    [[nodiscard]] const Context& context() const noexcept { return context_; }

  private:
    const Context& context_;
    std::size_t problemCount_ = 0;
};

struct FindStyle {
    bool isLong = false;
    bool isSizeHuman = false;
};

/// `context` must outlive the object; for the next one, too.
[[nodiscard]] std::unique_ptr<FindPrinter> makeFindTextPrinter(const FindStyle& style,
                                                               const Context& context);
/// One array, as restic prints it.
[[nodiscard]] std::unique_ptr<FindPrinter> makeFindJsonPrinter(const Context& context);

/// As a table, or as a JSON array with an object for each host.
void printHistory(const std::string& path,
                  const std::vector<services::HostHistory>& histories,
                  const Context& context);

}  // namespace tl::cli
