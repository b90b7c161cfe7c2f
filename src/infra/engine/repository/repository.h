// An open repository: the backend, the master key and the config, and the files that are no packs.

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "infra/engine/crypto/key.h"
#include "infra/engine/format/config.h"
#include "infra/engine/format/id.h"
#include "infra/platform/random.h"
#include "infra/resources/memory_plan.h"
#include "storage/backend.h"

namespace tl::engine {

/// **Threads:** all members may be called from any thread.
class Repository {
  public:
    /// `backend` and `random` must outlive the object.
    Repository(storage::Backend& backend,
               Random& random,
               const Key& masterKey,
               KeyId keyId,
               Config config);

    [[nodiscard]] storage::Backend& backend() const noexcept { return backend_; }
    [[nodiscard]] Random& random() const noexcept { return random_; }
    [[nodiscard]] const Key& masterKey() const noexcept { return masterKey_; }
    /// The key file that opened the repository.
    [[nodiscard]] const KeyId& keyId() const noexcept { return keyId_; }
    [[nodiscard]] const Config& config() const noexcept { return config_; }

    /// Where tables of the index are kept between runs; empty when nowhere.
    [[nodiscard]] const std::string& indexFolder() const noexcept { return indexFolder_; }
    void setIndexFolder(std::string folder) { indexFolder_ = std::move(folder); }

    /// What whoever works on it may take.
    [[nodiscard]] const MemoryPlan& memory() const noexcept { return memory_; }
    void setMemory(const MemoryPlan& plan) { memory_ = plan; }
    /// How many threads should read from it: as many as the processors, or the line, can be kept
    /// busy with.
    [[nodiscard]] std::size_t readerCount() const;

    /// The JSON of an index, snapshot or lock file, or nothing when there is none of that name.
    /// **Errors:** Corrupted when its content does not fit its name, its MAC or its encoding.
    [[nodiscard]] std::optional<std::vector<std::byte>> tryLoadFile(
        const storage::FileId& id, const std::stop_token& stop) const;
    /// As tryLoadFile. **Errors:** also NotFound.
    [[nodiscard]] std::vector<std::byte> loadFile(const storage::FileId& id,
                                                  const std::stop_token& stop) const;

    /// Stores `json` as an index, snapshot or lock file; returns its name. A lock as by
    /// saveOrRemove().
    [[nodiscard]] Digest saveFile(storage::FileType type,
                                  std::string_view json,
                                  const std::stop_token& stop) const;

  private:
    [[nodiscard]] std::optional<std::vector<std::byte>> tryLoadFileOnce(
        const storage::FileId& id, const std::stop_token& stop) const;

    storage::Backend& backend_;
    Random& random_;
    Key masterKey_;
    KeyId keyId_;
    Config config_;
    std::string indexFolder_;
    MemoryPlan memory_;
};

/// As Backend::save, but when that fails, the file is removed: a store may have kept it and lost
/// the answer. For files that have an effect by being there.
void saveOrRemove(storage::Backend& backend,
                  const storage::FileId& id,
                  std::span<const std::byte> content,
                  const std::stop_token& stop);

/// The names of all files of `type`, sorted.
[[nodiscard]] std::vector<std::string> listNames(storage::Backend& backend,
                                                 storage::FileType type,
                                                 const std::stop_token& stop);

/// The one file of `type` whose name begins with `prefix`.
/// **Errors:** NotFound; InvalidInput when there are several, or `prefix` is empty.
[[nodiscard]] std::string findByPrefix(storage::Backend& backend,
                                       storage::FileType type,
                                       std::string_view prefix,
                                       const std::stop_token& stop);

}  // namespace tl::engine
