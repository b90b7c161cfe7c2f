#include <utility>

#include "services/security/permitted_services.h"

namespace tl::services {

namespace {

class PermittedPlugins final : public Plugins {
  public:
    PermittedPlugins(Plugins& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] std::vector<Plugin> list() override {
        gate_.require(ServiceCall::PluginsList);
        return inner_.list();
    }
    [[nodiscard]] Plugin load(const std::string& name) override {
        gate_.require(ServiceCall::PluginsLoad);
        return inner_.load(name);
    }
    void enable(const std::string& name) override {
        gate_.require(ServiceCall::PluginsEnable);
        inner_.enable(name);
    }
    void disable(const std::string& name) override {
        gate_.require(ServiceCall::PluginsDisable);
        inner_.disable(name);
    }
    [[nodiscard]] std::string create(const NewPlugin& wanted) override {
        gate_.require(ServiceCall::PluginsCreate);
        return inner_.create(wanted);
    }
    [[nodiscard]] std::size_t test(const PluginUse& use,
                                   const PluginCheckListener& listener,
                                   const std::stop_token& stop) override {
        gate_.require(ServiceCall::PluginsTest);
        return inner_.test(use, listener, stop);
    }
    [[nodiscard]] Secret secret(const PluginUse& use, const std::stop_token& stop) override {
        gate_.require(ServiceCall::PluginsSecret);
        return inner_.secret(use, stop);
    }

  private:
    Plugins& inner_;
    Gate& gate_;
};

class PermittedAudits final : public Audits {
  public:
    PermittedAudits(Audits& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    void list(const AuditQuery& query,
              const std::function<void(const AuditEntry& entry)>& visit,
              const std::stop_token& stop) override {
        gate_.require(ServiceCall::AuditsList);
        inner_.list(query, visit, stop);
    }
    [[nodiscard]] AuditVerifyReport verify(const AuditVerifyRequest& request,
                                           const std::stop_token& stop) override {
        gate_.require(ServiceCall::AuditsVerify);
        return inner_.verify(request, stop);
    }
    [[nodiscard]] AuditCheckpoint checkpoint(const RepositoryAccess& repository,
                                             const std::stop_token& stop) override {
        gate_.require(ServiceCall::AuditsCheckpoint);
        return inner_.checkpoint(repository, stop);
    }
    [[nodiscard]] std::string folder() const override {
        gate_.require(ServiceCall::AuditsFolder);
        return inner_.folder();
    }

  private:
    Audits& inner_;
    Gate& gate_;
};

class PermittedVault final : public Vault {
  public:
    PermittedVault(Vault& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    void choosePassword(PasswordSource source) override {
        gate_.require(ServiceCall::VaultChoosePassword);
        inner_.choosePassword(std::move(source));
    }
    [[nodiscard]] VaultState state() override {
        gate_.require(ServiceCall::VaultState);
        return inner_.state();
    }
    [[nodiscard]] std::string place() const override {
        gate_.require(ServiceCall::VaultPlace);
        return inner_.place();
    }
    void create(const PasswordSource& password, const std::stop_token& stop) override {
        gate_.require(ServiceCall::VaultCreate);
        inner_.create(password, stop);
    }
    void unlock(std::chrono::seconds duration, const std::stop_token& stop) override {
        gate_.require(ServiceCall::VaultUnlock);
        inner_.unlock(duration, stop);
    }
    [[nodiscard]] bool lock() override {
        gate_.require(ServiceCall::VaultLock);
        return inner_.lock();
    }
    [[nodiscard]] std::vector<std::string> names(const std::stop_token& stop) override {
        gate_.require(ServiceCall::VaultNames);
        return inner_.names(stop);
    }
    [[nodiscard]] Secret secret(const std::string& name,
                                Asking asking,
                                const std::stop_token& stop) override {
        gate_.require(ServiceCall::VaultSecret);
        return inner_.secret(name, asking, stop);
    }
    void set(const std::string& name, const Secret& secret, const std::stop_token& stop) override {
        gate_.require(ServiceCall::VaultSet);
        inner_.set(name, secret, stop);
    }
    void remove(const std::string& name, const std::stop_token& stop) override {
        gate_.require(ServiceCall::VaultRemove);
        inner_.remove(name, stop);
    }
    void changePassword(const PasswordSource& password, const std::stop_token& stop) override {
        gate_.require(ServiceCall::VaultChangePassword);
        inner_.changePassword(password, stop);
    }

  private:
    Vault& inner_;
    Gate& gate_;
};

class PermittedSecretStore final : public SecretStore {
  public:
    PermittedSecretStore(SecretStore& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    void set(const SecretReference& reference,
             const Secret& secret,
             const std::stop_token& stop) override {
        gate_.require(ServiceCall::SecretStoreSet);
        inner_.set(reference, secret, stop);
    }
    void remove(const SecretReference& reference, const std::stop_token& stop) override {
        gate_.require(ServiceCall::SecretStoreRemove);
        inner_.remove(reference, stop);
    }
    void test(const SecretReference& reference, const std::stop_token& stop) override {
        gate_.require(ServiceCall::SecretStoreTest);
        inner_.test(reference, stop);
    }
    [[nodiscard]] Secret makeUp() override {
        gate_.require(ServiceCall::SecretStoreMakeUp);
        return inner_.makeUp();
    }

  private:
    SecretStore& inner_;
    Gate& gate_;
};

class PermittedConsents final : public Consents {
  public:
    PermittedConsents(Consents& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] std::optional<Consent> find() override {
        gate_.require(ServiceCall::ConsentsFind);
        return inner_.find();
    }
    void give(std::int64_t notice) override {
        gate_.require(ServiceCall::ConsentsGive);
        inner_.give(notice);
    }

  private:
    Consents& inner_;
    Gate& gate_;
};

class PermittedUsers final : public Users {
  public:
    PermittedUsers(Users& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] std::vector<UserDefinition> list() override {
        gate_.require(ServiceCall::UsersList);
        return inner_.list();
    }
    [[nodiscard]] UserDefinition load(const std::string& name) override {
        gate_.require(ServiceCall::UsersLoad);
        return inner_.load(name);
    }
    void add(const UserDefinition& user) override {
        gate_.require(ServiceCall::UsersAdd);
        inner_.add(user);
    }
    void edit(const std::string& name,
              const std::function<void(UserDefinition& user)>& change) override {
        gate_.require(ServiceCall::UsersEdit);
        inner_.edit(name, change);
    }
    void remove(const std::string& name) override {
        gate_.require(ServiceCall::UsersRemove);
        inner_.remove(name);
    }
    void setPassword(const std::string& name, const Secret& password) override {
        gate_.require(ServiceCall::UsersSetPassword);
        inner_.setPassword(name, password);
    }
    [[nodiscard]] std::optional<UserDefinition> logIn(const std::string& name,
                                                      const Secret& password) override {
        gate_.require(ServiceCall::UsersLogIn);
        return inner_.logIn(name, password);
    }

  private:
    Users& inner_;
    Gate& gate_;
};

class PermittedTokens final : public Tokens {
  public:
    PermittedTokens(Tokens& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] std::vector<TokenDefinition> list() override {
        gate_.require(ServiceCall::TokensList);
        return inner_.list();
    }
    [[nodiscard]] Secret create(const NewToken& wanted) override {
        gate_.require(ServiceCall::TokensCreate);
        return inner_.create(wanted);
    }
    void remove(const std::string& name) override {
        gate_.require(ServiceCall::TokensRemove);
        inner_.remove(name);
    }
    [[nodiscard]] Caller authenticate(const Secret& token) override {
        gate_.require(ServiceCall::TokensAuthenticate);
        return inner_.authenticate(token);
    }

  private:
    Tokens& inner_;
    Gate& gate_;
};

class PermittedPrivacy final : public Privacy {
  public:
    PermittedPrivacy(Privacy& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] PersonRecord collect(const std::string& person,
                                       const std::stop_token& stop) override {
        gate_.require(ServiceCall::PrivacyCollect);
        return inner_.collect(person, stop);
    }
    [[nodiscard]] PersonErasure preview(const std::string& person,
                                        const std::stop_token& stop) override {
        gate_.require(ServiceCall::PrivacyPreview);
        return inner_.preview(person, stop);
    }
    PersonErasure erase(const std::string& person, const std::stop_token& stop) override {
        gate_.require(ServiceCall::PrivacyErase);
        return inner_.erase(person, stop);
    }

  private:
    Privacy& inner_;
    Gate& gate_;
};

}  // namespace

std::unique_ptr<Plugins> permitted(Plugins& inner, Gate& gate) {
    return std::make_unique<PermittedPlugins>(inner, gate);
}
std::unique_ptr<Audits> permitted(Audits& inner, Gate& gate) {
    return std::make_unique<PermittedAudits>(inner, gate);
}
std::unique_ptr<Vault> permitted(Vault& inner, Gate& gate) {
    return std::make_unique<PermittedVault>(inner, gate);
}
std::unique_ptr<SecretStore> permitted(SecretStore& inner, Gate& gate) {
    return std::make_unique<PermittedSecretStore>(inner, gate);
}
std::unique_ptr<Consents> permitted(Consents& inner, Gate& gate) {
    return std::make_unique<PermittedConsents>(inner, gate);
}

std::unique_ptr<Users> permitted(Users& inner, Gate& gate) {
    return std::make_unique<PermittedUsers>(inner, gate);
}
std::unique_ptr<Tokens> permitted(Tokens& inner, Gate& gate) {
    return std::make_unique<PermittedTokens>(inner, gate);
}
std::unique_ptr<Privacy> permitted(Privacy& inner, Gate& gate) {
    return std::make_unique<PermittedPrivacy>(inner, gate);
}

}  // namespace tl::services
