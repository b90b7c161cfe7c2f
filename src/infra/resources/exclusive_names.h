// One at a time for each name: for places that cannot say "store this unless it is there" in one
// request, so that two threads of this process do not both find a name free.

#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>

namespace tl {

/// **Threads:** safe from any.
class ExclusiveNames {
  public:
    /// Has a name until it dies. Borrows what gave it.
    class Hold {
      public:
        Hold(ExclusiveNames& names, std::string name);
        ~Hold();
        Hold(const Hold&) = delete;
        Hold& operator=(const Hold&) = delete;

      private:
        ExclusiveNames& names_;
        const std::string name_;
    };

    /// Waits until nobody else has `name`. **Errors:** Cancelled on stop.
    [[nodiscard]] Hold hold(const std::string& name, const std::stop_token& stop);

  private:
    std::mutex mutex_;  // A condition variable with a stop needs a plain one.
    std::condition_variable_any released_;
    std::set<std::string> held_;
};

}  // namespace tl
