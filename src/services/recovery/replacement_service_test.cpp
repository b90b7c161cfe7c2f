#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "services/backup/backups.h"
#include "services/monitoring/history.h"
#include "services/monitoring/recording.h"
#include "services/recovery/kept_folders.h"
#include "services/recovery/replacements.h"
#include "services/recovery/restores.h"
#include "services/repository/repositories.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"
#include "tests/support/test_catalog.h"

namespace tl::services {
namespace {

class KeptRestoreObserver final : public RestoreObserver {
  public:
    [[nodiscard]] std::chrono::milliseconds statusInterval() const override { return {}; }
    [[nodiscard]] bool wantsItems() const override { return false; }
    void onStarted(const StoredSnapshot&, const std::string&) override {}
    void onStatus(const RestoreStatus&) override {}
    void onItem(const RestoreItem&) override {}
    void onFailure(const std::string& path, const std::string& message) override {
        ADD_FAILURE() << path << ": " << message;
    }
    void onWarning(const std::string& message) override { warnings.push_back(message); }
    void onKept(const std::string& folder) override { folders.push_back(folder); }

    std::vector<std::string> folders;
    std::vector<std::string> warnings;
};

class RecordedUndo final : public UndoObserver {
  public:
    void onUndone(const std::string& path, UndoAction action) override { done[path] = action; }
    void onLeft(const std::string& path, const std::string& why) override { left[path] = why; }

    std::map<std::string, UndoAction> done;
    std::map<std::string, std::string> left;
};

/// A repository under a name, with a snapshot of a folder that was changed since.
class ReplacementsTest : public catalog::CatalogTest {
  protected:
    ReplacementsTest()
        : catalog_{makeCatalogAccess(clock_, random_, folder_ / "catalog.db")},
          history_{makeHistory(*catalog_)},
          restores_{makeRestores(memory_.context())},
          recordingRestores_{makeRecordingRestores(*restores_, *catalog_, realClock_)},
          replacements_{makeReplacements(*catalog_)},
          recording_{makeRecordingReplacements(*replacements_, *catalog_, realClock_)} {
        (void)makeRepositories(memory_.context())->init({.repository = access_}, {});
        makeDirectory(data_, 0700);
        writeFile(data_ + "/file", "saved");
        BackupRequest request;
        request.repository = access_;
        request.targets = {data_};
        RecordedBackup observer;
        (void)makeBackups(memory_.context())->run(request, observer, {});
        access_.name = "photos";
        writeFile(data_ + "/file", "edited");
        writeFile(data_ + "/extra", "extra");
    }

    RestoreReport restoreInPlace() {
        RestoreRequest request;
        request.repository = access_;
        request.snapshot = "latest:" + data_;
        request.inPlace = true;
        request.keepReplaced = true;
        request.deleteExtra = true;
        return recordingRestores_->run(request, observer_, {});
    }

    [[nodiscard]] std::optional<std::string> content(const std::string& name) const {
        return tryReadFile(data_ + "/" + name, 1000);
    }

    std::vector<std::string> kindsInHistory() {
        std::vector<std::string> kinds;
        for (const Operation& one : history_->list({}))
            kinds.push_back(one.kind);
        std::ranges::sort(kinds);  // The test's clock stands still.
        return kinds;
    }
    OperationStory theOne(const std::string& kind) {
        return history_->load(history_->list({.kind = kind}).at(0).id);
    }

    MemoryServices memory_;
    RepositoryAccess access_ = accessTo("/r", "secret");
    const std::string data_ = realPath(folder_.path()) + "/data";
    SystemClock realClock_;
    std::unique_ptr<CatalogAccess> catalog_;
    std::unique_ptr<History> history_;
    std::unique_ptr<Restores> restores_;
    std::unique_ptr<Restores> recordingRestores_;
    std::unique_ptr<Replacements> replacements_;
    std::unique_ptr<Replacements> recording_;
    KeptRestoreObserver observer_;
    RecordedUndo undone_;
};

TEST_F(ReplacementsTest, ARestoreInPlaceGoesToWhereTheFilesWereAndComesBack) {
    const RestoreReport report = restoreInPlace();
    EXPECT_EQ(report.target, data_);
    EXPECT_EQ(content("file"), "saved");
    EXPECT_FALSE(content("extra"));
    ASSERT_EQ(report.keptFolders, observer_.folders);
    const auto listed = replacements_->list({});
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].folder, report.keptFolders.at(0));
    EXPECT_EQ(listed[0].snapshot, report.snapshot.hex());
    EXPECT_EQ(listed[0].target, data_);
    EXPECT_EQ(listed[0].problem, "");

    const UndoReport undo = recording_->undo({.which = listed[0].id.substr(0, 6)}, undone_, {});
    EXPECT_TRUE(undo.isOver);
    EXPECT_EQ(undo.broughtBack, 2U);
    EXPECT_EQ(undone_.done.at(data_ + "/file"), UndoAction::BroughtBack);
    EXPECT_EQ(content("file"), "edited");
    EXPECT_EQ(content("extra"), "extra");
    EXPECT_TRUE(replacements_->list({}).empty());
    EXPECT_EQ(kindsInHistory(), (std::vector<std::string>{"restore", "undo restore"}));
    EXPECT_EQ(theOne("undo restore").operation.repository, "photos");
    EXPECT_EQ(theOne("undo restore").operation.figures.at("files_restored"), 2);
}

TEST_F(ReplacementsTest, WhatIsLeftIsRecorded) {
    restoreInPlace();
    writeFile(data_ + "/file", "edited again");
    const UndoReport undo = recording_->undo({.which = data_}, undone_, {});
    EXPECT_FALSE(undo.isOver);
    EXPECT_EQ(undo.left, 1U);
    EXPECT_TRUE(undone_.left.contains(data_ + "/file"));
    EXPECT_EQ(content("file"), "edited again");
    const OperationStory story = theOne("undo restore");
    EXPECT_EQ(story.operation.state, OperationState::Warned);
    ASSERT_EQ(story.lines.size(), 1U);
    EXPECT_TRUE(story.lines[0].text.starts_with(data_ + "/file: "));
}

TEST_F(ReplacementsTest, ShowsWhatWasDone) {
    const RestoreReport report = restoreInPlace();
    std::map<std::string, Replacement> names;
    const auto folders =
        replacements_->show(report.keptFolders.at(0),
                            [&](const ReplacedName& name) { names[name.path] = name.what; }, {});
    ASSERT_EQ(folders.size(), 1U);
    EXPECT_EQ(names.at(data_ + "/file"), Replacement::Replaced);
    EXPECT_EQ(names.at(data_ + "/extra"), Replacement::Deleted);
    EXPECT_FALSE(names.contains(data_)) << "only what is in it was changed";
}

TEST_F(ReplacementsTest, AConfirmedOneIsGone) {
    restoreInPlace();
    const ConfirmReport dry = recording_->confirm({.which = data_, .dryRun = true}, {});
    EXPECT_EQ(dry.files, 2U);
    EXPECT_EQ(replacements_->list({}).size(), 1U);
    const ConfirmReport report = recording_->confirm({.which = data_}, {});
    EXPECT_EQ(report.files, 2U);
    EXPECT_TRUE(replacements_->list({data_}).empty());
    EXPECT_EQ(content("file"), "saved");
    EXPECT_EQ(kindsInHistory(), (std::vector<std::string>{"confirm restore", "restore"}));
}

TEST_F(ReplacementsTest, AFolderIsFoundWithoutTheHistory) {
    restoreInPlace();
    const auto other = makeCatalogAccess(clock_, random_, folder_ / "other.db");
    const auto replacements = makeReplacements(*other);
    EXPECT_TRUE(replacements->list({}).empty());
    const auto listed = replacements->list({data_});
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(kindThrown([&] { replacements->undo({.which = listed[0].id}, undone_, {}); }),
              ErrorKind::NotFound);
    EXPECT_TRUE(replacements->undo({.which = listed[0].folder}, undone_, {}).isOver);
    EXPECT_EQ(content("file"), "edited");
}

TEST_F(ReplacementsTest, ASecondRestoreIsNamedByItsId) {
    restoreInPlace();
    writeFile(data_ + "/file", "edited twice");
    restoreInPlace();
    EXPECT_EQ(replacements_->list({}).size(), 2U);
    EXPECT_EQ(kindThrown([&] { replacements_->undo({.which = data_}, undone_, {}); }),
              ErrorKind::InvalidInput);
}

TEST_F(ReplacementsTest, WrongNamesAreRefused) {
    for (const char* which : {"", "xyz", "abc", "0123456789abcdefg"})
        EXPECT_EQ(kindThrown([&] { replacements_->undo({.which = which}, undone_, {}); }),
                  ErrorKind::InvalidInput)
            << which;
    EXPECT_EQ(kindThrown([&] { replacements_->undo({.which = "abcdef"}, undone_, {}); }),
              ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { replacements_->confirm({.which = data_}, {}); }),
              ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { replacements_->confirm({.which = "/no/such"}, {}); }),
              ErrorKind::NotFound);
}

TEST_F(ReplacementsTest, NothingIsKeptWhereNothingWasReplacedOrInADryRun) {
    RestoreRequest request;
    request.repository = access_;
    request.snapshot = "latest:" + data_;
    request.inPlace = true;
    request.keepReplaced = true;
    request.dryRun = true;
    EXPECT_TRUE(restores_->run(request, observer_, {}).keptFolders.empty());
    EXPECT_TRUE(replacements_->list({data_}).empty());
    request.dryRun = false;
    request.keepReplaced = false;
    (void)restores_->run(request, observer_, {});
    request.keepReplaced = true;
    EXPECT_TRUE(restores_->run(request, observer_, {}).keptFolders.empty());
    EXPECT_TRUE(replacements_->list({data_}).empty());
}

TEST_F(ReplacementsTest, InPlaceTakesNoTarget) {
    RestoreRequest request;
    request.repository = access_;
    request.snapshot = "latest";
    request.inPlace = true;
    request.target = "/somewhere";
    EXPECT_EQ(kindThrown([&] { restores_->run(request, observer_, {}); }), ErrorKind::InvalidInput);
}

}  // namespace
}  // namespace tl::services
