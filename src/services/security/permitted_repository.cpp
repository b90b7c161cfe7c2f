#include <utility>

#include "services/security/permitted_services.h"

namespace tl::services {

namespace {

class PermittedRepositories final : public Repositories {
  public:
    PermittedRepositories(Repositories& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] InitResult init(const InitRequest& request,
                                  const std::stop_token& stop) override {
        gate_.require(ServiceCall::RepositoriesInit);
        return inner_.init(request, stop);
    }
    [[nodiscard]] SnapshotListing snapshots(const RepositoryAccess& access,
                                            const SnapshotQuery& query,
                                            const std::stop_token& stop) override {
        gate_.require(ServiceCall::RepositoriesSnapshots);
        return inner_.snapshots(access, query, stop);
    }
    void list(const RepositoryAccess& access,
              ObjectKind kind,
              const std::function<void(const std::string& line)>& visit,
              const std::stop_token& stop) override {
        gate_.require(ServiceCall::RepositoriesList);
        inner_.list(access, kind, visit, stop);
    }
    [[nodiscard]] std::string cat(const RepositoryAccess& access,
                                  CatKind kind,
                                  const std::string& id,
                                  const std::stop_token& stop) override {
        gate_.require(ServiceCall::RepositoriesCat);
        return inner_.cat(access, kind, id, stop);
    }
    [[nodiscard]] std::size_t unlock(const RepositoryAccess& access,
                                     UnlockScope scope,
                                     const std::stop_token& stop) override {
        gate_.require(ServiceCall::RepositoriesUnlock);
        return inner_.unlock(access, scope, stop);
    }

  private:
    Repositories& inner_;
    Gate& gate_;
};

class PermittedKeys final : public Keys {
  public:
    PermittedKeys(Keys& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] std::vector<KeyInfo> list(const RepositoryAccess& access,
                                            const std::stop_token& stop) override {
        gate_.require(ServiceCall::KeysList);
        return inner_.list(access, stop);
    }
    [[nodiscard]] std::string add(const RepositoryAccess& access,
                                  const NewKey& key,
                                  const std::stop_token& stop) override {
        gate_.require(ServiceCall::KeysAdd);
        return inner_.add(access, key, stop);
    }
    void remove(const RepositoryAccess& access,
                const std::string& id,
                const std::stop_token& stop) override {
        gate_.require(ServiceCall::KeysRemove);
        inner_.remove(access, id, stop);
    }
    [[nodiscard]] std::string changePassword(const RepositoryAccess& access,
                                             const NewKey& key,
                                             const std::stop_token& stop) override {
        gate_.require(ServiceCall::KeysChangePassword);
        return inner_.changePassword(access, key, stop);
    }

  private:
    Keys& inner_;
    Gate& gate_;
};

class PermittedCaches final : public Caches {
  public:
    PermittedCaches(Caches& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] CacheList list(const CacheQuery& query, const std::stop_token& stop) override {
        gate_.require(ServiceCall::CachesList);
        return inner_.list(query, stop);
    }
    [[nodiscard]] CacheList removeOld(const CacheQuery& query,
                                      const std::stop_token& stop) override {
        gate_.require(ServiceCall::CachesRemoveOld);
        return inner_.removeOld(query, stop);
    }

  private:
    Caches& inner_;
    Gate& gate_;
};

class PermittedMigrations final : public Migrations {
  public:
    PermittedMigrations(Migrations& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] std::vector<Migration> list(const RepositoryAccess& access,
                                              const std::stop_token& stop) override {
        gate_.require(ServiceCall::MigrationsList);
        return inner_.list(access, stop);
    }
    [[nodiscard]] MigrationReport apply(const MigrationRequest& request,
                                        CheckObserver& observer,
                                        const std::stop_token& stop) override {
        gate_.require(ServiceCall::MigrationsApply);
        return inner_.apply(request, observer, stop);
    }

  private:
    Migrations& inner_;
    Gate& gate_;
};

class PermittedMoves final : public Moves {
  public:
    PermittedMoves(Moves& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] MoveReport move(const MoveRequest& request,
                                  MoveObserver& observer,
                                  const std::stop_token& stop) override {
        gate_.require(ServiceCall::MovesMove);
        return inner_.move(request, observer, stop);
    }

  private:
    Moves& inner_;
    Gate& gate_;
};

class PermittedCopies final : public Copies {
  public:
    PermittedCopies(Copies& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] CopyReport copy(const CopyRequest& request,
                                  CopyObserver& observer,
                                  const std::stop_token& stop) override {
        gate_.require(ServiceCall::CopiesCopy);
        return inner_.copy(request, observer, stop);
    }

  private:
    Copies& inner_;
    Gate& gate_;
};

}  // namespace

std::unique_ptr<Repositories> permitted(Repositories& inner, Gate& gate) {
    return std::make_unique<PermittedRepositories>(inner, gate);
}
std::unique_ptr<Keys> permitted(Keys& inner, Gate& gate) {
    return std::make_unique<PermittedKeys>(inner, gate);
}
std::unique_ptr<Caches> permitted(Caches& inner, Gate& gate) {
    return std::make_unique<PermittedCaches>(inner, gate);
}
std::unique_ptr<Migrations> permitted(Migrations& inner, Gate& gate) {
    return std::make_unique<PermittedMigrations>(inner, gate);
}
std::unique_ptr<Moves> permitted(Moves& inner, Gate& gate) {
    return std::make_unique<PermittedMoves>(inner, gate);
}
std::unique_ptr<Copies> permitted(Copies& inner, Gate& gate) {
    return std::make_unique<PermittedCopies>(inner, gate);
}

}  // namespace tl::services
