#include "services/audit/audited_security.h"

#include <utility>

#include "services/audit/audited.h"
#include "services/audit/audited_event.h"

namespace tl::services {

namespace {

AuditEvent eventOn(const char* noun, const char* verb, const std::string& name) {
    return {.action = std::string{noun} + "." + verb, .object = name};
}

class AuditedUsers final : public Users {
  public:
    AuditedUsers(std::unique_ptr<Users> inner, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail} {}

    [[nodiscard]] std::vector<UserDefinition> list() override { return inner_->list(); }
    [[nodiscard]] UserDefinition load(const std::string& name) override {
        return inner_->load(name);
    }

    void add(const UserDefinition& user) override {
        AuditEvent event = eventOn("user", "add", user.name);
        services::add(event, "role", user.role);
        audited(trail_, std::move(event), [&] { inner_->add(user); });
    }

    void edit(const std::string& name,
              const std::function<void(UserDefinition& user)>& change) override {
        audited(trail_, eventOn("user", "edit", name), [&] { inner_->edit(name, change); });
    }

    void remove(const std::string& name) override {
        audited(trail_, eventOn("user", "remove", name), [&] { inner_->remove(name); });
    }

    void setPassword(const std::string& name, const Secret& password) override {
        audited(trail_, eventOn("user", "password", name),
                [&] { inner_->setPassword(name, password); });
    }

    [[nodiscard]] std::optional<UserDefinition> logIn(const std::string& name,
                                                      const Secret& password) override {
        return audited(
            trail_, eventOn("user", "login", name), [&] { return inner_->logIn(name, password); },
            [](const std::optional<UserDefinition>& user, AuditEvent& event) {
                if (!user) event.result = AuditResult::Denied;
            });
    }

  private:
    const std::unique_ptr<Users> inner_;
    AuditTrail& trail_;
};

class AuditedTokens final : public Tokens {
  public:
    AuditedTokens(std::unique_ptr<Tokens> inner, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail} {}

    [[nodiscard]] std::vector<TokenDefinition> list() override { return inner_->list(); }

    [[nodiscard]] Secret create(const NewToken& wanted) override {
        AuditEvent event = eventOn("token", "create", wanted.name);
        services::add(event, "user", wanted.user);
        return audited(trail_, std::move(event), [&] { return inner_->create(wanted); });
    }

    void remove(const std::string& name) override {
        audited(trail_, eventOn("token", "remove", name), [&] { inner_->remove(name); });
    }

    [[nodiscard]] Caller authenticate(const Secret& token) override {
        try {
            return inner_->authenticate(token);  // One that is good is noted by what it does.
        } catch (const Error& error) {
            AuditEvent event = eventOn("token", "refuse", "");
            event.result = services::resultOf(error);
            services::add(event, "error", error.what());
            trail_.note(std::move(event));
            throw;
        }
    }

  private:
    const std::unique_ptr<Tokens> inner_;
    AuditTrail& trail_;
};

class AuditedVault final : public Vault {
  public:
    AuditedVault(std::unique_ptr<Vault> inner, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail} {}

    void choosePassword(PasswordSource source) override {
        inner_->choosePassword(std::move(source));
    }
    [[nodiscard]] VaultState state() override { return inner_->state(); }
    [[nodiscard]] std::string place() const override { return inner_->place(); }

    void create(const PasswordSource& password, const std::stop_token& stop) override {
        audited(trail_, eventOn("vault", "create", place()),
                [&] { inner_->create(password, stop); });
    }

    void unlock(std::chrono::seconds duration, const std::stop_token& stop) override {
        AuditEvent event = eventOn("vault", "unlock", place());
        addNumber(event, "seconds", duration.count());
        audited(trail_, std::move(event), [&] { inner_->unlock(duration, stop); });
    }

    bool lock() override {
        return audited(trail_, eventOn("vault", "lock", place()), [&] { return inner_->lock(); });
    }

    [[nodiscard]] std::vector<std::string> names(const std::stop_token& stop) override {
        return inner_->names(stop);
    }
    [[nodiscard]] Secret secret(const std::string& name,
                                Asking asking,
                                const std::stop_token& stop) override {
        return inner_->secret(name, asking, stop);
    }

    void set(const std::string& name, const Secret& secret, const std::stop_token& stop) override {
        audited(trail_, eventOn("vault", "set", name), [&] { inner_->set(name, secret, stop); });
    }

    void remove(const std::string& name, const std::stop_token& stop) override {
        audited(trail_, eventOn("vault", "remove", name), [&] { inner_->remove(name, stop); });
    }

    void changePassword(const PasswordSource& password, const std::stop_token& stop) override {
        audited(trail_, eventOn("vault", "password", place()),
                [&] { inner_->changePassword(password, stop); });
    }

  private:
    const std::unique_ptr<Vault> inner_;
    AuditTrail& trail_;
};

class AuditedNotifications final : public Notifications {
  public:
    AuditedNotifications(std::unique_ptr<Notifications> inner, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail} {}

    [[nodiscard]] std::vector<ChannelDefinition> list() override { return inner_->list(); }
    [[nodiscard]] ChannelDefinition load(const std::string& name) override {
        return inner_->load(name);
    }

    void add(const ChannelDefinition& channel) override {
        AuditEvent event = eventOn("channel", "add", channel.name);
        services::add(event, "kind", channel.kind);
        audited(trail_, std::move(event), [&] { inner_->add(channel); });
    }

    void edit(const std::string& name,
              const std::function<void(ChannelDefinition& channel)>& change) override {
        audited(trail_, eventOn("channel", "edit", name), [&] { inner_->edit(name, change); });
    }

    void remove(const std::string& name) override {
        audited(trail_, eventOn("channel", "remove", name), [&] { inner_->remove(name); });
    }

    void test(const std::string& name, NoticeEvent event, const std::stop_token& stop) override {
        inner_->test(name, event, stop);
    }
    void tell(const Notice& notice) override { inner_->tell(notice); }
    std::size_t tellOverdue(std::chrono::seconds age) override { return inner_->tellOverdue(age); }

  private:
    const std::unique_ptr<Notifications> inner_;
    AuditTrail& trail_;
};

}  // namespace

std::unique_ptr<Users> withAudit(std::unique_ptr<Users> inner, AuditTrail& trail) {
    return std::make_unique<AuditedUsers>(std::move(inner), trail);
}

std::unique_ptr<Tokens> withAudit(std::unique_ptr<Tokens> inner, AuditTrail& trail) {
    return std::make_unique<AuditedTokens>(std::move(inner), trail);
}

std::unique_ptr<Vault> withAudit(std::unique_ptr<Vault> inner, AuditTrail& trail) {
    return std::make_unique<AuditedVault>(std::move(inner), trail);
}

std::unique_ptr<Notifications> withAudit(std::unique_ptr<Notifications> inner, AuditTrail& trail) {
    return std::make_unique<AuditedNotifications>(std::move(inner), trail);
}

}  // namespace tl::services
