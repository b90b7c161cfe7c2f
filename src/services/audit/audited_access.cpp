// Repositories and their keys: who makes them, who may open them.

#include <utility>

#include "services/audit/audited.h"
#include "services/audit/audited_event.h"
#include "services/audit/audited_services.h"

namespace tl::services {

namespace {

class AuditedRepositories final : public Repositories {
  public:
    AuditedRepositories(std::unique_ptr<Repositories> inner, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail} {}

    InitResult init(const InitRequest& request, const std::stop_token& stop) override {
        return audited(
            trail_, eventOn(request.repository, "init"),
            [&] { return inner_->init(request, stop); },
            [](const InitResult& result, AuditEvent& done) { add(done, "repository", result.id); });
    }

    SnapshotListing snapshots(const RepositoryAccess& access,
                              const SnapshotQuery& query,
                              const std::stop_token& stop) override {
        return inner_->snapshots(access, query, stop);
    }

    void list(const RepositoryAccess& access,
              ObjectKind kind,
              const std::function<void(const std::string& line)>& visit,
              const std::stop_token& stop) override {
        inner_->list(access, kind, visit, stop);
    }

    std::string cat(const RepositoryAccess& access,
                    CatKind kind,
                    const std::string& id,
                    const std::stop_token& stop) override {
        if (kind != CatKind::MasterKey) return inner_->cat(access, kind, id, stop);
        return audited(trail_, eventOn(access, "key.show"),
                       [&] { return inner_->cat(access, kind, id, stop); });
    }

    std::size_t unlock(const RepositoryAccess& access,
                       UnlockScope scope,
                       const std::stop_token& stop) override {
        AuditEvent event = eventOn(access, "unlock");
        add(event, "scope", scope == UnlockScope::All ? "all" : "stale");
        return audited(
            trail_, std::move(event), [&] { return inner_->unlock(access, scope, stop); },
            [](std::size_t count, AuditEvent& done) { addNumber(done, "removed", count); });
    }

  private:
    const std::unique_ptr<Repositories> inner_;
    AuditTrail& trail_;
};

class AuditedKeys final : public Keys {
  public:
    AuditedKeys(std::unique_ptr<Keys> inner, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail} {}

    std::vector<KeyInfo> list(const RepositoryAccess& access,
                              const std::stop_token& stop) override {
        return inner_->list(access, stop);
    }

    std::string add(const RepositoryAccess& access,
                    const NewKey& key,
                    const std::stop_token& stop) override {
        return audited(
            trail_, eventOn(access, "key.add"), [&] { return inner_->add(access, key, stop); },
            noteKey);
    }

    void remove(const RepositoryAccess& access,
                const std::string& id,
                const std::stop_token& stop) override {
        AuditEvent event = eventOn(access, "key.remove");
        noteKey(id, event);
        audited(trail_, std::move(event), [&] { inner_->remove(access, id, stop); });
    }

    std::string changePassword(const RepositoryAccess& access,
                               const NewKey& key,
                               const std::stop_token& stop) override {
        return audited(
            trail_, eventOn(access, "key.change"),
            [&] { return inner_->changePassword(access, key, stop); }, noteKey);
    }

  private:
    static void noteKey(const std::string& id, AuditEvent& event) {
        services::add(event, "key", id);
    }

    const std::unique_ptr<Keys> inner_;
    AuditTrail& trail_;
};

}  // namespace

std::unique_ptr<Repositories> withAudit(std::unique_ptr<Repositories> inner, AuditTrail& trail) {
    return std::make_unique<AuditedRepositories>(std::move(inner), trail);
}

std::unique_ptr<Keys> withAudit(std::unique_ptr<Keys> inner, AuditTrail& trail) {
    return std::make_unique<AuditedKeys>(std::move(inner), trail);
}

}  // namespace tl::services
