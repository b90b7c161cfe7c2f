// Makes an index table: sorts what waits in a spill, and merges it with a table that is there.

#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

#include "infra/engine/index/index_table.h"
#include "infra/engine/index/table_layout.h"
#include "infra/engine/index/table_spill.h"
#include "infra/platform/file.h"

namespace tl::engine {

struct TableContent {
    const IndexTable* base = nullptr;  ///< Its entries are taken over; may be null.
    TableSpill& spill;
    std::vector<IndexId> sources{};  ///< The index files that both together stand for, sorted.
    std::uint32_t fanOutBits = 0;    ///< 0: what suits the number of entries.
};

/// Writes the table to `out`, an empty file. Entries that are there twice become one. Holds a
/// partition of the spill in memory for each thread, and 4 bytes a pack.
/// **Errors:** ResourceExhausted, Unavailable; whatever `base` throws.
void writeTable(File& out,
                const TableContent& content,
                const TableSealer& sealer,
                std::size_t threads,
                const std::stop_token& stop);

}  // namespace tl::engine
