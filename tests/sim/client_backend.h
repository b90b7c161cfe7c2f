// The repository as one client sees it during one command: with failures, with the other client at
// work between two calls, and with its own death.

#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <set>

#include "storage/backend.h"
#include "tests/sim/baton.h"

namespace tl::sim {

/// What happens at which call; calls count from 1.
struct Fate {
    std::set<std::uint64_t> passes;  ///< Before these the other client has its turn.
    std::uint64_t deathAt = 0;       ///< From this one on none is done; 0: never.
    std::uint64_t failureAt = 0;     ///< This one is not done, and throws; 0: none.
    std::uint64_t lostAnswerAt = 0;  ///< This one is done, and throws; 0: none.

    [[nodiscard]] bool isUndisturbed() const {
        return deathAt == 0 && failureAt == 0 && lostAnswerAt == 0;
    }
};

class ClientBackend final : public storage::Backend {
  public:
    /// Both must outlive the object.
    ClientBackend(storage::Backend& place, Baton& baton, ClientNumber client, Fate fate);

    /// Whether its death, or another failure, has come.
    [[nodiscard]] bool hasFailed() const { return hasFailed_; }

    [[nodiscard]] const storage::Properties& properties() const override {
        return place_.properties();
    }
    void create(const std::stop_token& stop) override;
    void save(const storage::FileId& id,
              std::span<const std::byte> content,
              const std::stop_token& stop) override;
    [[nodiscard]] std::optional<std::vector<std::byte>> tryLoad(
        const storage::FileId& id, const std::stop_token& stop) override;
    [[nodiscard]] std::optional<std::size_t> tryLoadRange(const storage::FileId& id,
                                                          std::uint64_t offset,
                                                          std::span<std::byte> out,
                                                          const std::stop_token& stop) override;
    [[nodiscard]] std::optional<std::uint64_t> trySize(const storage::FileId& id,
                                                       const std::stop_token& stop) override;
    void list(storage::FileType type, const Visitor& visit, const std::stop_token& stop) override;
    bool remove(const storage::FileId& id, const std::stop_token& stop) override;
    [[nodiscard]] bool tryReplace(const storage::FileId& id,
                                  std::span<const std::byte> content,
                                  const std::stop_token& stop) override;

  private:
    /// Does a call as fate has it.
    template <typename Call>
    auto perform(const Call& call);
    [[noreturn]] void fail(const char* what);

    storage::Backend& place_;
    Baton& baton_;
    const ClientNumber client_;
    const Fate fate_;
    std::atomic<std::uint64_t> calls_ = 0;
    std::atomic<bool> hasFailed_ = false;
};

}  // namespace tl::sim
