#include "services/repository/move_plan.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl::services {
namespace {

using storage::FileId;
using storage::FileType;

FileId idOf(FileType type, char digit) {
    return {type, std::string(64, digit)};
}

TEST(PlanMove, CopiesWhatIsMissingAndReplacesWhatIsTorn) {
    const FileId missing = idOf(FileType::Pack, 'a');
    const FileId present = idOf(FileType::Pack, 'b');
    const FileId torn = idOf(FileType::Pack, 'c');
    const MovePlan plan =
        planMove({{missing, 1}, {present, 2}, {torn, 4}}, {{present, 2}, {torn, 3}});
    ASSERT_EQ(plan.files.size(), 3U);
    EXPECT_EQ(plan.bytesTotal, 7U);
    EXPECT_FALSE(plan.files[0].isPresent || plan.files[0].isReplaced);
    EXPECT_TRUE(plan.files[1].isPresent && !plan.files[1].isReplaced);
    EXPECT_TRUE(!plan.files[2].isPresent && plan.files[2].isReplaced);
}

TEST(PlanMove, PutsPacksBeforeWhatNamesThem) {
    const MovePlan plan = planMove({{idOf(FileType::Key, 'a'), 1},
                                    {idOf(FileType::Snapshot, 'a'), 1},
                                    {idOf(FileType::Index, 'a'), 1},
                                    {idOf(FileType::Pack, 'a'), 1}},
                                   {});
    std::vector<FileType> types;
    for (const PlannedFile& file : plan.files)
        types.push_back(file.id.type);
    EXPECT_EQ(types,
              (std::vector{FileType::Pack, FileType::Index, FileType::Snapshot, FileType::Key}));
}

TEST(PlanMove, RefusesAPlaceWithFilesOfSomethingElse) {
    EXPECT_THROW((void)planMove({{idOf(FileType::Pack, 'a'), 1}},
                                {{idOf(FileType::Pack, 'a'), 1}, {idOf(FileType::Key, 'b'), 1}}),
                 Error);
}

}  // namespace
}  // namespace tl::services
