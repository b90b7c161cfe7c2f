// Noting one action, however it ends.

#pragma once

#include <string>
#include <type_traits>
#include <utility>

#include "infra/errors/error.h"
#include "services/audit/audit_trail.h"

namespace tl::services {

/// How an action ended that threw `error`.
[[nodiscard]] inline AuditResult resultOf(const Error& error) noexcept {
    const bool isDenied =
        error.kind() == ErrorKind::PermissionDenied || error.kind() == ErrorKind::WrongPassword;
    return isDenied ? AuditResult::Denied : AuditResult::Failure;
}

/// For actions of which there is nothing to add.
inline constexpr auto kNothingToAdd = [](auto&&...) {};

/// Returns what `work` returns, or throws what it throws, and notes `event` with the result.
/// `describe` is called with what `work` returned, if that is something, and the event, to which it
/// adds figures; it may set another result than Success.
template <typename Work, typename Describe = decltype(kNothingToAdd)>
auto audited(AuditTrail& trail,
             AuditEvent event,
             const Work& work,
             const Describe& describe = kNothingToAdd) {
    try {
        if constexpr (std::is_void_v<decltype(work())>) {
            work();
            trail.note(std::move(event));
        } else {
            auto result = work();
            describe(result, event);
            trail.note(std::move(event));
            return result;
        }
    } catch (const Error& error) {
        event.result = resultOf(error);
        event.details.emplace_back("error", error.what());
        trail.note(std::move(event));
        throw;
    } catch (const Cancelled&) {
        event.result = AuditResult::Interrupted;
        trail.note(std::move(event));
        throw;
    }
}

}  // namespace tl::services
