// A backend in this process's memory, for tests and dry runs.

#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

#include "infra/resources/mutex.h"
#include "storage/backend.h"

namespace tl::storage {

/// Whether a store puts new content in the place of a file at once.
enum class Replacing : std::uint8_t { No, Yes };

class MemoryBackend final : public Backend {
  public:
    MemoryBackend() = default;
    /// A store that promises other things than the default does.
    explicit MemoryBackend(Properties properties) : properties_{std::move(properties)} {}
    explicit MemoryBackend(Replacing replacing) : replacing_{replacing} {}

    [[nodiscard]] const Properties& properties() const override { return properties_; }
    void create(const std::stop_token& stop) override;
    void save(const FileId& id,
              std::span<const std::byte> content,
              const std::stop_token& stop) override;
    [[nodiscard]] std::optional<std::vector<std::byte>> tryLoad(
        const FileId& id, const std::stop_token& stop) override;
    [[nodiscard]] std::optional<std::size_t> tryLoadRange(const FileId& id,
                                                          std::uint64_t offset,
                                                          std::span<std::byte> out,
                                                          const std::stop_token& stop) override;
    [[nodiscard]] std::optional<std::uint64_t> trySize(const FileId& id,
                                                       const std::stop_token& stop) override;
    void list(FileType type, const Visitor& visit, const std::stop_token& stop) override;
    bool remove(const FileId& id, const std::stop_token& stop) override;
    [[nodiscard]] bool tryReplace(const FileId& id,
                                  std::span<const std::byte> content,
                                  const std::stop_token& stop) override;

  private:
    const Properties properties_{.location = "memory", .connections = 2, .isListingCheap = true};
    const Replacing replacing_ = Replacing::Yes;
    Mutex mutex_;
    std::map<FileId, std::vector<std::byte>> files_ TL_GUARDED_BY(mutex_);
};

}  // namespace tl::storage
