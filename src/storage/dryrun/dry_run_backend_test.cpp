#include "storage/dryrun/dry_run_backend.h"

#include <gtest/gtest.h>

#include "storage/memory/memory_backend.h"

namespace tl::storage {
namespace {

TEST(DryRunBackend, ReadsWhatIsThereAndChangesNothing) {
    const FileId there{FileType::Pack, std::string(64, 'a')};
    const FileId fresh{FileType::Pack, std::string(64, 'b')};
    auto memory = std::make_unique<MemoryBackend>();
    Backend& inner = *memory;
    inner.save(there, std::vector<std::byte>(3), {});
    const auto backend = makeDryRun(std::move(memory));
    backend->save(fresh, std::vector<std::byte>(5), {});
    EXPECT_TRUE(backend->remove(there, {}));
    EXPECT_FALSE(backend->remove(fresh, {}));
    EXPECT_EQ(inner.trySize(there, {}), 3U);
    EXPECT_EQ(backend->trySize(there, {}), 3U);
    EXPECT_FALSE(inner.trySize(fresh, {}));
}

}  // namespace
}  // namespace tl::storage
