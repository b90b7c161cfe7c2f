// The terminal, lent to a program that has a process group of its own, so that it can ask its user
// something: ssh for a password, or whether to trust a host.

#pragma once

#include <memory>

#include "infra/platform/file.h"

namespace tl {

/// While it lives, another process group may be in the foreground of our terminal; at its end ours
/// is, again.
class TerminalLoan {
  public:
    /// Nothing when there is no terminal, or we are in its background: then it is not ours to lend.
    [[nodiscard]] static std::unique_ptr<TerminalLoan> tryTake();

    ~TerminalLoan();
    TerminalLoan(const TerminalLoan&) = delete;
    TerminalLoan& operator=(const TerminalLoan&) = delete;

    /// For code of this folder only.
    [[nodiscard]] int descriptor() const noexcept { return terminal_.descriptor(); }

  private:
    explicit TerminalLoan(File terminal) noexcept;

    const File terminal_;
};

}  // namespace tl
