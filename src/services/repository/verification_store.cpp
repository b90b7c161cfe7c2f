#include "services/repository/verification_store.h"

#include <span>
#include <utility>

#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/file.h"
#include "infra/platform/file_system.h"

namespace tl::services {

using engine::VerificationRecord;

namespace {

/// Enough for more than ten million packs.
constexpr std::size_t kRecordSizeMax = std::size_t{512} << 20U;

}  // namespace

VerificationStore::VerificationStore(std::string folder, std::string repositoryId)
    : folder_{std::move(folder)},
      repositoryId_{std::move(repositoryId)} {}

VerificationRecord VerificationStore::load() const {
    if (folder_.empty()) return {};
    try {
        const auto content = tryReadFile(path(), kRecordSizeMax);
        if (!content) return {};
        return VerificationRecord::tryDecode(std::as_bytes(std::span{*content}), repositoryId_)
            .value_or(VerificationRecord{});
    } catch (const Error&) {
        return {};  // Then it counts as lost: it is rebuilt by what is read from now on.
    }
}

void VerificationStore::save(const VerificationRecord& record) const {
    if (folder_.empty()) return;
    constexpr std::uint32_t kFolderMode = 0700;
    constexpr std::uint32_t kFileMode = 0600;
    makeDirectories(folder_, kFolderMode);
    // A name of our own, should two checks without a lock end at the same time.
    const std::string unfinished = path() + "-" + std::to_string(processId());
    (void)removeFile(unfinished);
    File file = File::createNew(unfinished, kFileMode);
    file.writeAll(record.encode(repositoryId_));
    (void)file.sync();
    file.close();
    rename(unfinished, path());
}

void VerificationStore::remove() const {
    if (!folder_.empty()) (void)removeFile(path());
}

}  // namespace tl::services
