// JSON as scripts written for restic read it: one object a line, members in restic's order.

#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "services/repository/snapshot_query.h"

namespace tl::cli {

using Json = nlohmann::ordered_json;

/// `json` on one line with its newline. Bytes that are not UTF-8 become U+FFFD each, as Go has it.
[[nodiscard]] std::string toLine(const Json& json);

/// Adds a member unless it is zero, as Go's "omitempty" does.
void addUnlessZero(Json& json, const char* key, std::uint64_t value);

/// A snapshot's members as stored, its paths sorted, then `id` and `short_id`.
[[nodiscard]] Json toJson(const services::StoredSnapshot& snapshot);

}  // namespace tl::cli
