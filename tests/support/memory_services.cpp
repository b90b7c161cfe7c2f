#include "tests/support/memory_services.h"

#include "storage/dryrun/dry_run_backend.h"

namespace tl::services {

namespace {

using storage::FileId;
using storage::FileType;

/// A way to a backend that lives longer.
class BorrowedBackend final : public storage::Backend {
  public:
    BorrowedBackend(storage::Backend& backend, const MemoryServices& services)
        : backend_{backend},
          services_{services} {}

    [[nodiscard]] const storage::Properties& properties() const override {
        return backend_.properties();
    }
    void create(const std::stop_token& stop) override { backend_.create(stop); }
    void save(const FileId& id,
              std::span<const std::byte> content,
              const std::stop_token& stop) override {
        backend_.save(id, content, stop);
    }
    [[nodiscard]] std::optional<std::vector<std::byte>> tryLoad(
        const FileId& id, const std::stop_token& stop) override {
        auto content = backend_.tryLoad(id, stop);
        if (content && services_.onRead) services_.onRead(id, *content);
        return content;
    }
    [[nodiscard]] std::optional<std::size_t> tryLoadRange(const FileId& id,
                                                          std::uint64_t offset,
                                                          std::span<std::byte> out,
                                                          const std::stop_token& stop) override {
        const auto size = backend_.tryLoadRange(id, offset, out, stop);
        if (size && services_.onRead) services_.onRead(id, out.first(*size));
        return size;
    }
    [[nodiscard]] std::optional<std::uint64_t> trySize(const FileId& id,
                                                       const std::stop_token& stop) override {
        return backend_.trySize(id, stop);
    }
    void list(FileType type, const Visitor& visit, const std::stop_token& stop) override {
        backend_.list(type, visit, stop);
    }
    bool remove(const FileId& id, const std::stop_token& stop) override {
        return backend_.remove(id, stop);
    }
    [[nodiscard]] bool tryReplace(const FileId& id,
                                  std::span<const std::byte> content,
                                  const std::stop_token& stop) override {
        return backend_.tryReplace(id, content, stop);
    }
    [[nodiscard]] storage::Leftovers sweepLeftovers(storage::LeftoverUse use,
                                                    WallTime before,
                                                    const std::stop_token& stop) override {
        return backend_.sweepLeftovers(use, before, stop);
    }

  private:
    storage::Backend& backend_;
    const MemoryServices& services_;
};

}  // namespace

MemoryServices::MemoryServices()
    : context_{.openBackend =
                   [this](const RepositoryAccess& access) {
                       return std::make_unique<BorrowedBackend>(at(access.location), *this);
                   },
               .discardWrites = storage::makeDryRun,
               .clock = clock_,
               .random = random_,
               .zone = TimeZone::utc(),
               .keyCost = {.n = 2, .r = 1, .p = 1}} {}

storage::MemoryBackend& MemoryServices::at(const std::string& location) {
    return places_[location];
}

ServiceContext MemoryServices::contextOver(storage::Backend& backend) const {
    ServiceContext context = context_;
    context.openBackend = [this, &backend](const RepositoryAccess&) {
        return std::make_unique<BorrowedBackend>(backend, *this);
    };
    return context;
}

ServiceContext MemoryServices::contextOver(const std::string& location, storage::Backend& backend) {
    ServiceContext context = context_;
    context.openBackend = [this, location, &backend](const RepositoryAccess& access) {
        return std::make_unique<BorrowedBackend>(
            access.location == location ? backend : at(access.location), *this);
    };
    return context;
}

void copyFiles(storage::Backend& from, storage::Backend& to) {
    for (const FileType type : {FileType::Config, FileType::Key, FileType::Lock, FileType::Snapshot,
                                FileType::Index, FileType::Pack}) {
        from.list(
            type,
            [&](const FileId& id, std::uint64_t) { to.save(id, from.tryLoad(id, {}).value(), {}); },
            {});
    }
}

RepositoryAccess accessTo(const std::string& location, const std::string& password) {
    return {.location = location, .password = {.environmentValue = password}};
}

std::size_t countFiles(storage::Backend& backend, FileType type) {
    std::size_t count = 0;
    backend.list(type, [&count](const FileId&, std::uint64_t) { ++count; }, {});
    return count;
}

}  // namespace tl::services
