#include "infra/engine/rewrite/rewrite_trees.h"

#include "infra/engine/index/blob_claims.h"
#include "infra/engine/index/index_writer.h"
#include "infra/engine/pack/pack_writer.h"
#include "infra/engine/pack/packing_end.h"
#include "infra/resources/worker_group.h"

namespace tl::engine {

void rewriteTrees(
    const RewriteSetting& setting,
    const std::function<void(TreeRewriter& rewriter, const std::stop_token& stop)>& work,
    const std::stop_token& stop) {
    const Repository& repository = setting.repository;
    IndexWriter indexWriter{repository, setting.clock};
    BlobClaims claims{setting.index};
    WorkerGroup group{stop};
    PackWriter packs{repository, indexWriter, setting.packSizeBytes,
                     [&group] { group.requestStop(); }};
    group.start("rewrite", [&](const std::stop_token& inner) {
        BlobReader reader{repository, setting.index};
        BlobSaver saver{repository, claims, packs, setting.packing};
        TreeRewriter rewriter{reader, saver, setting.selection, setting.onLeftOut};
        work(rewriter, inner);
    });
    finishPacking(group, packs, indexWriter, setting.clock, stop);
    finishIndex(indexWriter, setting.clock, stop);
}

}  // namespace tl::engine
