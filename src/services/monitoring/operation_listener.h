// Who hears of operations that ended, whichever service ran them.

#pragma once

#include "infra/catalog/operation.h"

namespace tl::services {

class OperationListener {
  public:
    OperationListener() = default;
    OperationListener(const OperationListener&) = delete;
    OperationListener& operator=(const OperationListener&) = delete;
    virtual ~OperationListener() = default;

    /// Called once its result is in the history. Neither waits nor throws. **Threads:** any.
    virtual void onEnded(const catalog::Operation& operation) noexcept = 0;
};

}  // namespace tl::services
