#include "storage/fault/fault_backend.h"

#include <numeric>
#include <string>
#include <utility>

#include "infra/errors/assert.h"

namespace tl::storage {

namespace {

[[noreturn]] void fail(const Fault& fault) {
    throw Error{fault.errorKind, "a planned fault at call " + std::to_string(fault.call)};
}

bool isKind(const Fault* fault, FaultKind kind) {
    return fault != nullptr && fault->kind == kind;
}

bool tears(const Fault* fault) {
    return isKind(fault, FaultKind::TearAndFail) || isKind(fault, FaultKind::TearSilently);
}

bool failsBefore(const Fault& fault, Operation operation) {
    return fault.kind == FaultKind::FailBefore ||
           (fault.kind == FaultKind::TearAndFail && operation != Operation::Save);
}

}  // namespace

FaultBackend::FaultBackend(Backend& inner, std::vector<Fault> plan, Clock* clock)
    : inner_{inner},
      plan_{std::move(plan)},
      clock_{clock} {}

std::uint64_t FaultBackend::callCount() const {
    const MutexLock lock{mutex_};
    return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

std::uint64_t FaultBackend::callCount(Operation operation) const {
    const MutexLock lock{mutex_};
    return counts_.at(static_cast<std::size_t>(operation));
}

const Fault* FaultBackend::enter(Operation operation, const std::stop_token& stop) {
    const Fault* hit = nullptr;
    {
        const MutexLock lock{mutex_};
        const std::uint64_t ofOperation = ++counts_.at(static_cast<std::size_t>(operation));
        const std::uint64_t ofAll =
            std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
        for (const Fault& fault : plan_) {
            if (fault.operation && *fault.operation != operation) continue;
            const std::uint64_t number = fault.operation ? ofOperation : ofAll;
            if (number < fault.call || number - fault.call >= fault.calls) continue;
            hit = &fault;
            break;
        }
    }
    if (isKind(hit, FaultKind::Delay)) {
        TL_ASSERT(clock_ != nullptr);
        if (!clock_->sleep(hit->delay, stop)) throw Cancelled{};
    }
    if (hit != nullptr && failsBefore(*hit, operation)) fail(*hit);
    return hit;
}

void FaultBackend::leave(const Fault* fault) {
    if (isKind(fault, FaultKind::LoseAnswer) || isKind(fault, FaultKind::TearAndFail)) fail(*fault);
}

void FaultBackend::create(const std::stop_token& stop) {
    const Fault* fault = enter(Operation::Create, stop);
    inner_.create(stop);
    leave(fault);
}

void FaultBackend::save(const FileId& id,
                        std::span<const std::byte> content,
                        const std::stop_token& stop) {
    const Fault* fault = enter(Operation::Save, stop);
    if (isKind(fault, FaultKind::Forget)) return;
    inner_.save(id, tears(fault) ? content.first(content.size() / 2) : content, stop);
    leave(fault);
}

std::optional<std::vector<std::byte>> FaultBackend::tryLoad(const FileId& id,
                                                            const std::stop_token& stop) {
    const Fault* fault = enter(Operation::Load, stop);
    auto content = inner_.tryLoad(id, stop);
    leave(fault);
    return content;
}

std::optional<std::size_t> FaultBackend::tryLoadRange(const FileId& id,
                                                      std::uint64_t offset,
                                                      std::span<std::byte> out,
                                                      const std::stop_token& stop) {
    const Fault* fault = enter(Operation::LoadRange, stop);
    const auto count = inner_.tryLoadRange(id, offset, out, stop);
    leave(fault);
    return count;
}

std::optional<std::uint64_t> FaultBackend::trySize(const FileId& id, const std::stop_token& stop) {
    const Fault* fault = enter(Operation::Size, stop);
    const auto sizeBytes = inner_.trySize(id, stop);
    leave(fault);
    return sizeBytes;
}

void FaultBackend::list(FileType type, const Visitor& visit, const std::stop_token& stop) {
    const Fault* fault = enter(Operation::List, stop);
    inner_.list(type, visit, stop);
    leave(fault);
}

bool FaultBackend::tryReplace(const FileId& id,
                              std::span<const std::byte> content,
                              const std::stop_token& stop) {
    const Fault* fault = enter(Operation::Replace, stop);
    if (isKind(fault, FaultKind::Forget)) return true;
    const bool isReplaced = inner_.tryReplace(id, content, stop);
    leave(fault);
    return isReplaced;
}

bool FaultBackend::remove(const FileId& id, const std::stop_token& stop) {
    const Fault* fault = enter(Operation::Remove, stop);
    if (isKind(fault, FaultKind::Forget)) return true;
    const bool wasThere = inner_.remove(id, stop);
    leave(fault);
    return wasThere;
}

}  // namespace tl::storage
