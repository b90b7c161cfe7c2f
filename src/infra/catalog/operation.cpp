#include "infra/catalog/operation.h"

#include <algorithm>
#include <array>

namespace tl::catalog {

namespace {

constexpr std::array kStates{OperationState::Waiting,    OperationState::Running,
                             OperationState::Succeeded,  OperationState::Warned,
                             OperationState::Failed,     OperationState::Cancelled,
                             OperationState::Interrupted};

}  // namespace

const char* nameOf(OperationState state) noexcept {
    switch (state) {
        case OperationState::Waiting:
            return "waiting";
        case OperationState::Running:
            return "running";
        case OperationState::Succeeded:
            return "succeeded";
        case OperationState::Warned:
            return "warned";
        case OperationState::Failed:
            return "failed";
        case OperationState::Cancelled:
            return "cancelled";
        case OperationState::Interrupted:
            break;
    }
    return "interrupted";
}

std::optional<OperationState> parseOperationState(std::string_view name) noexcept {
    const auto found = std::ranges::find_if(
        kStates, [name](OperationState state) { return name == nameOf(state); });
    if (found == kStates.end()) return std::nullopt;
    return *found;
}

bool isOver(OperationState state) noexcept {
    return state != OperationState::Waiting && state != OperationState::Running;
}

}  // namespace tl::catalog
