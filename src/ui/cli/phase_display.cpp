#include "ui/cli/phase_display.h"

#include <utility>

#include "ui/cli/progress.h"

namespace tl::cli {

PhaseDisplay::PhaseDisplay(const Context& context, std::string verb)
    : display_{context.console},
      clock_{context.clock},
      verb_{std::move(verb)},
      isQuiet_{context.global.verbosity() == Verbosity::Quiet},
      interval_{progressInterval(
          {.isQuiet = isQuiet_, .isJson = false, .isTerminal = context.console.isTerminal()},
          context.environment)} {}

void PhaseDisplay::update(const PhaseProgress& progress) {
    const auto now = clock_.monotonic();
    if (progress.phase != phase_) {
        phase_ = progress.phase;
        phaseStart_ = now;
        tell(verb_ + " " + phase_);
    }
    if (interval_.count() == 0 || now - lastShown_ < interval_) return;
    lastShown_ = now;
    display_.update({formatProgress({.elapsed = now - phaseStart_,
                                     .remaining = {},
                                     .itemsDone = progress.done,
                                     .itemsTotal = progress.total,
                                     .bytesDone = progress.bytesDone,
                                     .bytesTotal = progress.bytesTotal,
                                     .items = progress.items})});
}

void PhaseDisplay::tell(std::string_view line) {
    if (!isQuiet_) display_.print(line);
}

}  // namespace tl::cli
