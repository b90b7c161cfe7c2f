#include "ui/cli/commands/prune_options.h"

#include "services/repository/text_values.h"

namespace tl::cli {

void PruneOptionValues::declare(OptionSet& options) {
    options.text({"max-unused",
                  '\0',
                  "limit",
                  "leave so much unused data: a share such as 5%, a size such as 1G, or unlimited",
                  "",
                  {}},
                 maxUnused_);
    options.text({"max-repack-size", '\0', "size", "write packs of at most this size anew", "", {}},
                 maxRepackSize_);
    options.flag({"repack-cacheable-only", '\0', "", "write only packs of trees anew", "", {}},
                 isCacheableOnly_);
    options.flag({"repack-small", '\0', "", "write packs below 80% of the pack size anew", "", {}},
                 repacksSmall_);
    options.text({"repack-smaller-than", '\0', "size", "write packs below this size anew", "", {}},
                 smallerThan_);
    options.flag({"repack-uncompressed", '\0', "", "compress what is not compressed yet", "", {}},
                 repacksUncompressed_);
}

services::PruneOptions PruneOptionValues::resolve() const {
    services::PruneOptions options;
    options.maxUnused = services::parseUnusedLimit(maxUnused_);
    if (!maxRepackSize_.empty()) options.maxRepackBytes = services::parseSize(maxRepackSize_);
    if (!smallerThan_.empty()) options.repackSmallerThan = services::parseSize(smallerThan_);
    options.repackCacheableOnly = isCacheableOnly_;
    options.repackSmall = repacksSmall_;
    options.repackUncompressed = repacksUncompressed_;
    return options;
}

}  // namespace tl::cli
