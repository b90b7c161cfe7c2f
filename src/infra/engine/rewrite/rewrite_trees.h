// Rewriting many trees in one go: the new ones share packs.

#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>

#include "infra/engine/index/blob_index.h"
#include "infra/engine/pack/blob_packer.h"
#include "infra/engine/repository/repository.h"
#include "infra/engine/rewrite/tree_rewriter.h"
#include "infra/platform/clock.h"

namespace tl::engine {

struct RewriteSetting {
    const Repository& repository;
    const BlobIndex& index;
    Clock& clock;
    const RestoreSelection& selection;
    TreeRewriter::OnLeftOut onLeftOut;
    BlobPackingOptions packing;
    std::size_t packSizeBytes = std::size_t{16} << 20U;
};

/// Calls `work` once, in another thread, with a rewriter to use. When this returns, all new trees
/// are stored and listed in an index; when it throws, what it has stored is nobody's.
/// **Errors:** what `work` throws, and what storing does.
void rewriteTrees(
    const RewriteSetting& setting,
    const std::function<void(TreeRewriter& rewriter, const std::stop_token& stop)>& work,
    const std::stop_token& stop);

}  // namespace tl::engine
