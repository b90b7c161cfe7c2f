#include "storage/memory/memory_backend.h"

#include <algorithm>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/stop.h"

namespace tl::storage {

void MemoryBackend::create(const std::stop_token& stop) {
    throwIfStopped(stop);
}

void MemoryBackend::save(const FileId& id,
                         std::span<const std::byte> content,
                         const std::stop_token& stop) {
    throwIfStopped(stop);
    const MutexLock lock{mutex_};
    const bool inserted =
        files_.try_emplace(id, std::vector<std::byte>{content.begin(), content.end()}).second;
    if (!inserted) throw Error{ErrorKind::AlreadyExists, "file exists", {{"name", id.name}}};
}

std::optional<std::vector<std::byte>> MemoryBackend::tryLoad(const FileId& id,
                                                             const std::stop_token& stop) {
    throwIfStopped(stop);
    const MutexLock lock{mutex_};
    const auto found = files_.find(id);
    if (found == files_.end()) return std::nullopt;
    return found->second;
}

std::optional<std::size_t> MemoryBackend::tryLoadRange(const FileId& id,
                                                       std::uint64_t offset,
                                                       std::span<std::byte> out,
                                                       const std::stop_token& stop) {
    throwIfStopped(stop);
    const MutexLock lock{mutex_};
    const auto found = files_.find(id);
    if (found == files_.end()) return std::nullopt;
    const std::span<const std::byte> content{found->second};
    const auto part = content.subspan(std::min<std::uint64_t>(offset, content.size()));
    const std::size_t count = std::min(part.size(), out.size());
    std::copy_n(part.begin(), count, out.begin());
    return count;
}

std::optional<std::uint64_t> MemoryBackend::trySize(const FileId& id, const std::stop_token& stop) {
    throwIfStopped(stop);
    const MutexLock lock{mutex_};
    const auto found = files_.find(id);
    if (found == files_.end()) return std::nullopt;
    return found->second.size();
}

void MemoryBackend::list(FileType type, const Visitor& visit, const std::stop_token& stop) {
    std::vector<std::pair<FileId, std::uint64_t>> found;
    {
        const MutexLock lock{mutex_};
        for (const auto& [id, content] : files_)
            if (id.type == type && isListed(id)) found.emplace_back(id, content.size());
    }
    for (const auto& [id, sizeBytes] : found) {
        throwIfStopped(stop);
        visit(id, sizeBytes);
    }
}

bool MemoryBackend::tryReplace(const FileId& id,
                               std::span<const std::byte> content,
                               const std::stop_token& stop) {
    throwIfStopped(stop);
    if (replacing_ == Replacing::No) return false;
    const MutexLock lock{mutex_};
    files_.insert_or_assign(id, std::vector<std::byte>{content.begin(), content.end()});
    return true;
}

bool MemoryBackend::remove(const FileId& id, const std::stop_token& stop) {
    throwIfStopped(stop);
    const MutexLock lock{mutex_};
    return files_.erase(id) != 0;
}

}  // namespace tl::storage
