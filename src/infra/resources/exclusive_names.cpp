#include "infra/resources/exclusive_names.h"

#include <utility>

#include "infra/errors/error.h"

namespace tl {

ExclusiveNames::Hold::Hold(ExclusiveNames& names, std::string name)
    : names_{names},
      name_{std::move(name)} {}

ExclusiveNames::Hold::~Hold() {
    {
        const std::lock_guard lock{names_.mutex_};
        names_.held_.erase(name_);
    }
    names_.released_.notify_all();
}

ExclusiveNames::Hold ExclusiveNames::hold(const std::string& name, const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    if (!released_.wait(lock, stop, [&] { return !held_.contains(name); })) throw Cancelled{};
    held_.insert(name);
    return {*this, name};
}

}  // namespace tl
