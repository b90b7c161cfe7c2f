// The parts that the events of all services share.

#pragma once

#include <string>
#include <utility>

#include "services/audit/audit_trail.h"
#include "services/repository/repository_access.h"
#include "services/repository/shown_location.h"

namespace tl::services {

/// An event about a repository.
[[nodiscard]] inline AuditEvent eventOn(const RepositoryAccess& repository, std::string action) {
    return {.action = std::move(action), .object = shownLocation(repository.location)};
}

inline void add(AuditEvent& event, std::string name, std::string value) {
    event.details.emplace_back(std::move(name), std::move(value));
}

template <typename Number>
void addNumber(AuditEvent& event, std::string name, Number number) {
    event.details.emplace_back(std::move(name), std::to_string(number));
}

/// Notes `count` things that went wrong while the rest was done.
template <typename Number>
void addFailures(AuditEvent& event, Number count) {
    if (count == 0) return;
    event.result = AuditResult::Incomplete;
    addNumber(event, "failures", count);
}

}  // namespace tl::services
