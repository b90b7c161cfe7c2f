// One run of something, from its being due to its result.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "infra/catalog/catalog_time.h"

namespace tl::catalog {

/// Numbers by name, such as bytes_added.
using Figures = std::map<std::string, std::int64_t>;

enum class OperationState : std::uint8_t {
    Waiting,
    Running,
    Succeeded,
    Warned,       ///< Done in part: some files could not be read.
    Failed,       ///< Ended with an error.
    Cancelled,    ///< Stopped because somebody wanted so.
    Interrupted,  ///< Whoever ran it is gone without a word.
};

[[nodiscard]] const char* nameOf(OperationState state) noexcept;
/// Nothing for a word that names none.
[[nodiscard]] std::optional<OperationState> parseOperationState(std::string_view name) noexcept;
/// Whether nothing will happen to it any more.
[[nodiscard]] bool isOver(OperationState state) noexcept;

/// What is wanted.
struct NewOperation {
    std::string kind{};        ///< "backup", "check", "prune", ….
    std::string target{};      ///< Name of the target; may be empty, as may the next one.
    std::string repository{};  ///< Name of the repository.
    std::string machine{};     ///< Host that has to run it; empty: any may.
    std::string actor{};       ///< Who wanted it: a user, or "schedule NAME".
    /// Makes the operation the only one of this key, for ever; empty: no such promise.
    std::string runKey{};
    Microseconds dueAt = 0;  ///< 0: now.
    std::int64_t attemptsMax = 1;
};

struct Operation {
    std::string id{};  ///< 32 hex digits.
    std::string runKey{};
    std::string kind{};
    std::string target{};
    std::string repository{};
    std::string machine{};
    std::string actor{};
    OperationState state = OperationState::Waiting;
    std::int64_t attempt = 0;  ///< 1 for the first.
    std::int64_t attemptsMax = 1;
    Microseconds dueAt = 0;
    Microseconds startedAt = 0;  ///< 0: not yet, as for the next ones.
    Microseconds endedAt = 0;
    std::string runner{};  ///< Machine and process that run it, or ran it last.
    std::int64_t claimNumber = 0;
    Microseconds leaseUntil = 0;
    Microseconds cancelRequestedAt = 0;
    std::string cancelRequestedBy{};
    Figures progress{};
    Figures figures{};
    std::string snapshot{};
    std::string message{};  ///< Why it did not succeed.
    bool operator==(const Operation&) const = default;
};

/// The right to say how an operation goes on. Lost when the lease runs out.
struct Claim {
    std::string id{};
    std::int64_t number = 0;
    bool operator==(const Claim&) const = default;
};

struct OperationResult {
    OperationState state = OperationState::Succeeded;
    Figures figures{};
    std::string snapshot{};
    std::string message{};
};

}  // namespace tl::catalog
