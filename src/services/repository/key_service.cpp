#include <optional>
#include <utility>

#include "infra/engine/repository/key_store.h"
#include "infra/engine/repository/repository.h"
#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "services/repository/keys.h"
#include "services/repository/session.h"
#include "services/security/password.h"

namespace tl::services {

using engine::LockMode;
using engine::Repository;
using storage::FileType;

namespace {

KeyInfo loadKeyInfo(const Repository& repository,
                    const std::string& name,
                    const std::stop_token& stop) {
    KeyInfo info{.id = name, .isCurrent = name == repository.keyId().hex()};
    try {
        engine::KeyFile file = engine::loadKeyFile(repository.backend(), name, stop);
        info.userName = std::move(file.username);
        info.hostName = std::move(file.hostname);
        info.created = file.created;
    } catch (const Error& error) {
        info.problem = error.what();
    }
    return info;
}

void removeKeyFile(const Repository& repository,
                   const std::string& name,
                   const std::stop_token& stop) {
    if (repository.backend().remove({FileType::Key, name}, stop)) return;
    throw Error{ErrorKind::NotFound, "the key is gone already", {{"key", name}}};
}

/// The last step of a change of password.
void removeOldKey(const Repository& repository, const std::stop_token& stop) {
    try {
        removeKeyFile(repository, repository.keyId().hex(), stop);
    } catch (Error& error) {
        error.add("hint",
                  "the new password opens the repository, but the old one may, too: look "
                  "at `key list`, and remove its key by `key remove`");
        throw;
    }
}

/// Opens the repository anew with the key just stored. A key that does not open it is removed: it
/// must never be the one that a user relies on.
void requireOpening(const Repository& repository,
                    const engine::KeyId& id,
                    const Secret& password,
                    const std::stop_token& stop) {
    try {
        const engine::OpenedKey opened =
            engine::openKey(repository.backend(), repository.random(), password, id.hex(), stop);
        if (opened.id == id) return;
    } catch (const Error&) {
        repository.backend().remove({FileType::Key, id.hex()}, stop);
        throw;
    }
    repository.backend().remove({FileType::Key, id.hex()}, stop);
    throw Error{ErrorKind::Corrupted,
                "the new key does not open the repository and was removed again"};
}

class KeyService final : public Keys {
  public:
    explicit KeyService(const ServiceContext& context) : context_{context} {}

    std::vector<KeyInfo> list(const RepositoryAccess& access,
                              const std::stop_token& stop) override {
        std::vector<KeyInfo> keys;
        const auto session = RepositorySession::open(context_, access, LockMode::Shared, stop);
        session->run([&](const std::stop_token& work) {
            for (const std::string& name :
                 engine::listNames(session->backend(), FileType::Key, work))
                keys.push_back(loadKeyInfo(session->repository(), name, work));
        });
        return keys;
    }

    std::string add(const RepositoryAccess& access,
                    const NewKey& key,
                    const std::stop_token& stop) override {
        std::string id;
        change(access, LockMode::Shared, stop,
               [&](RepositorySession& session, const std::stop_token& work) {
                   id = addKey(session, key, work);
               });
        return id;
    }

    void remove(const RepositoryAccess& access,
                const std::string& id,
                const std::stop_token& stop) override {
        change(access, LockMode::Exclusive, stop,
               [&](RepositorySession& session, const std::stop_token& work) {
                   const Repository& repository = session.repository();
                   const std::string name =
                       engine::findByPrefix(session.backend(), FileType::Key, id, work);
                   if (name == repository.keyId().hex()) {
                       throw Error{ErrorKind::InvalidInput,
                                   "this is the key in use, which cannot be removed; open the "
                                   "repository with another password to remove it",
                                   {{"key", name}}};
                   }
                   session.confirmLock(work);
                   removeKeyFile(repository, name, work);
               });
    }

    std::string changePassword(const RepositoryAccess& access,
                               const NewKey& key,
                               const std::stop_token& stop) override {
        std::string id;
        change(access, LockMode::Exclusive, stop,
               [&](RepositorySession& session, const std::stop_token& work) {
                   id = addKey(session, key, work);
                   const Repository& repository = session.repository();
                   removeOldKey(repository, work);
               });
        return id;
    }

  private:
    using Change = std::function<void(RepositorySession& session, const std::stop_token& work)>;

    void change(const RepositoryAccess& access,
                LockMode mode,
                const std::stop_token& stop,
                const Change& work) const {
        const auto session = RepositorySession::openForWriting(context_, access, mode, stop);
        session->run([&](const std::stop_token& inner) { work(*session, inner); });
        session->close();
    }

    [[nodiscard]] std::string addKey(RepositorySession& session,
                                     const NewKey& key,
                                     const std::stop_token& stop) const {
        const Secret password = resolvePassword(key.password, "new password", stop);
        session.confirmLock(stop);
        const Repository& repository = session.repository();
        const engine::KeyId id =
            engine::addKey(session.backend(), repository.random(), repository.masterKey(), password,
                           {.userName = key.userName.empty() ? userName() : key.userName,
                            .hostName = key.hostName.empty() ? hostName() : key.hostName,
                            .created = nowTimestamp(context_),
                            .cost = context_.keyCost},
                           stop);
        requireOpening(repository, id, password, stop);
        return id.hex();
    }

    const ServiceContext& context_;
};

}  // namespace

std::unique_ptr<Keys> makeKeys(const ServiceContext& context) {
    return std::make_unique<KeyService>(context);
}

}  // namespace tl::services
