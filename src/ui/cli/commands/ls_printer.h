// The forms in which `tl ls` prints what it is told.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "services/recovery/browsing.h"
#include "ui/cli/command.h"

namespace tl::cli {

class LsPrinter : public services::FileListener {
  public:
    /// All has been told.
    virtual void finish() = 0;
};

struct LsTextStyle {
    bool isLong = false;
    bool isSizeHuman = false;
    std::vector<std::string> folders;  ///< What the listing is limited to, for its head.
};

// All borrow what `context` holds.
[[nodiscard]] std::unique_ptr<LsPrinter> makeLsTextPrinter(const LsTextStyle& style,
                                                           const Context& context);
/// Format section 16.2, "ls".
[[nodiscard]] std::unique_ptr<LsPrinter> makeLsJsonPrinter(const Context& context);
/// The format that `ncdu -f` reads.
[[nodiscard]] std::unique_ptr<LsPrinter> makeLsNcduPrinter(const Context& context);

enum class LsOrder : unsigned char { Name, Size, Modified, Accessed, Changed, Extension };
enum class LsDirection : unsigned char { Ascending, Descending };

/// Keeps everything, and passes it on to `next` in order when all has been told.
[[nodiscard]] std::unique_ptr<LsPrinter> makeLsSorter(LsOrder order,
                                                      LsDirection direction,
                                                      std::unique_ptr<LsPrinter> next);

}  // namespace tl::cli
