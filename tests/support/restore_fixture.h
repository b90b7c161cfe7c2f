// For tests of restores: a repository in memory, a target on disk, and what a restore told.

#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "infra/engine/restore/plan_restore.h"
#include "infra/engine/restore/restore.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "infra/resources/mutex.h"
#include "tests/support/repository_builder.h"

namespace tl::engine {

/// Writes down what it is told.
class RecordingListener final : public RestoreListener {
  public:
    [[nodiscard]] bool wantsItems() const override { return true; }
    void onItem(const std::string& path,
                bool /*isFolder*/,
                RestoredAs action,
                std::uint64_t /*sizeBytes*/) override {
        const MutexLock lock{mutex_};
        items[path] = action;
    }
    void onFailure(const std::string& path, const std::string& message) override {
        const MutexLock lock{mutex_};
        failures[path] += message;
    }

    std::map<std::string, RestoredAs> items;
    std::map<std::string, std::string> failures;

  private:
    Mutex mutex_;
};

struct RestoreTestOptions {
    RestoreRules rules;
    RestorePatterns patterns;
    Holes holes = Holes::No;
    Verification verification = Verification::No;
    bool isPreview = false;
    ReplacedKeeper* replaced = nullptr;
};

class RestoreFixture : public testing::Test {
  protected:
    /// Restores the tree of `nodes` to target().
    void restore(const std::vector<Node>& nodes, const RestoreTestOptions& options = {}) {
        restoreTree(builder_.addTree(nodes), options, {});
    }

    void restoreTree(const BlobId& root,
                     const RestoreTestOptions& options,
                     const std::stop_token& stop) {
        listener_.items.clear();
        listener_.failures.clear();
        const RestoreSelection selection{options.patterns};
        progress_.emplace(listener_);
        BlobReader reader{builder_.repository(), builder_.index()};
        Directory folder = Directory::open(target(), Follow::No);
        const MetadataWriter metadata{selection, progress_->counters};
        sections_ = 0;
        const auto carryOut = [&](const RestorePlan& section) -> std::vector<std::size_t> {
            ++sections_;
            const RestoreContext context{.repository = builder_.repository(),
                                         .index = builder_.index(),
                                         .plan = section,
                                         .target = folder,
                                         .metadata = metadata,
                                         .progress = *progress_,
                                         .holes = options.holes,
                                         .replaced = options.replaced};
            if (!options.isPreview) return executeRestore(context, options.verification, stop);
            previewRestore(context, stop);
            return {};
        };
        planRestore({reader, builder_.index(), root}, Directory::open(target(), Follow::No),
                    options.rules, selection, nullptr, *progress_, limit(), carryOut, stop);
    }

    /// Of the sections in which restore() plans.
    [[nodiscard]] virtual SectionLimit limit() const { return {}; }

    /// A file of one blob.
    Node file(const std::string& name, const std::string& content) {
        return fileNode(name, {builder_.addData(content)}, content.size());
    }
    /// A file of several blobs.
    Node fileOf(const std::string& name, const std::vector<std::string>& parts) {
        std::vector<BlobId> blobs;
        std::uint64_t sizeBytes = 0;
        for (const std::string& part : parts) {
            blobs.push_back(builder_.addData(part));
            sizeBytes += part.size();
        }
        return fileNode(name, std::move(blobs), sizeBytes);
    }
    Node folder(const std::string& name, const std::vector<Node>& nodes) {
        return folderNode(name, builder_.addTree(nodes));
    }

    [[nodiscard]] const std::string& target() const { return target_; }
    [[nodiscard]] std::string at(const std::string& path) const { return target_ + "/" + path; }
    [[nodiscard]] std::optional<std::string> content(const std::string& path) const {
        return tryReadFile(at(path), 1U << 30U);
    }
    [[nodiscard]] RestoreCounters& counters() { return progress_->counters; }
    [[nodiscard]] bool hasFailed(const std::string& path) const {
        return listener_.failures.contains(path);
    }

    const TemporaryDirectory temporary_;
    const std::string target_ = makeTarget(temporary_ / "target");
    RepositoryBuilder builder_;
    RecordingListener listener_;
    std::size_t sections_ = 0;  ///< Of the last restore.
    std::optional<RestoreProgress> progress_;

  private:
    static std::string makeTarget(const std::string& path) {
        makeDirectory(path, 0700);
        return path;
    }
};

/// The same tests in one section, and in as many as there can be: what is restored is the same.
class SectionedRestoreFixture : public RestoreFixture,
                                public testing::WithParamInterface<SectionLimit> {
  protected:
    [[nodiscard]] SectionLimit limit() const override { return GetParam(); }
};

inline auto allSectionLimits() {
    return testing::Values(SectionLimit{}, SectionLimit{.items = 1}, SectionLimit{.items = 3},
                           SectionLimit{.blobs = 1});
}

inline std::string nameOfLimit(const testing::TestParamInfo<SectionLimit>& info) {
    const SectionLimit all;
    if (info.param.items != all.items) return "Items" + std::to_string(info.param.items);
    return info.param.blobs != all.blobs ? "Blobs" + std::to_string(info.param.blobs) : "Whole";
}

}  // namespace tl::engine
