// Where the password of a repository is kept: a choice, and its carrying out.

#pragma once

#include "ui/cli/command.h"
#include "ui/cli/setup/interview.h"
#include "ui/cli/setup/setup_options.h"

namespace tl::cli {

struct RepositoryChoice;

/// Asks where the password of `choice` is to be kept, and looks whether that place will take it.
/// **Errors:** as Interview.
void choosePasswordPlace(Interview& interview,
                         const SetupOptions& options,
                         const Context& context,
                         RepositoryChoice& choice);

/// Puts the password there, where `choice` has one, and makes the vault, if it is to be made.
/// Without commit() it takes the password away again; the vault stays.
class KeptPassword {
  public:
    /// Borrows both. **Errors:** as SecretStore and Vault.
    KeptPassword(const RepositoryChoice& choice, const Context& context);
    ~KeptPassword();
    KeptPassword(const KeptPassword&) = delete;
    KeptPassword& operator=(const KeptPassword&) = delete;

    void commit() noexcept { isCommitted_ = true; }

  private:
    void drop() const;

    const RepositoryChoice& choice_;
    const Context& context_;
    bool isCommitted_ = false;
};

}  // namespace tl::cli
