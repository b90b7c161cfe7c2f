#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>

#include "infra/catalog/fields.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/digest.h"
#include "infra/platform/file.h"
#include "infra/platform/file_lock.h"
#include "infra/platform/file_system.h"
#include "infra/resources/mutex.h"
#include "services/security/password.h"
#include "services/security/vault.h"
#include "services/security/vault_file.h"

namespace tl::services {

namespace {

constexpr const char* kWhat = "password of the vault";
constexpr unsigned kTries = 3;
constexpr std::size_t kDurationBytes = 4;

/// What is kept between commands: for how long each time (4 bytes), and the key.
Secret packKept(std::chrono::seconds duration, const engine::Key& key) {
    std::array<std::byte, kDurationBytes + 64> bytes{};
    const auto seconds = static_cast<std::uint32_t>(duration.count());
    std::memcpy(bytes.data(), &seconds, kDurationBytes);
    auto* out = bytes.data() + kDurationBytes;
    out = std::ranges::copy(key.encryption, out).out;
    out = std::ranges::copy(key.macK, out).out;
    std::ranges::copy(key.macR, out);
    Secret secret{bytes};
    wipe(bytes);
    return secret;
}

struct Kept {
    std::chrono::seconds duration{};
    engine::Key key{};
};

std::optional<Kept> unpackKept(const Secret& secret) {
    const auto bytes = secret.bytes();
    Kept kept;
    if (bytes.size() != kDurationBytes + 64) return std::nullopt;
    std::uint32_t seconds = 0;
    std::memcpy(&seconds, bytes.data(), kDurationBytes);
    kept.duration = std::chrono::seconds{seconds};
    const auto take = [&](std::size_t from, auto& into) {
        std::ranges::copy(bytes.subspan(kDurationBytes + from, into.size()), into.begin());
    };
    take(0, kept.key.encryption);
    take(kept.key.encryption.size(), kept.key.macK);
    take(kept.key.encryption.size() + kept.key.macK.size(), kept.key.macR);
    return kept;
}

/// A vault that is read, with what opens it.
struct OpenVault {
    VaultHead head{};
    engine::Key key{};
    VaultSecrets secrets{};
};

class VaultService final : public Vault {
  public:
    VaultService(VaultPlaces places, KeyKeeper& keeper, Random& random)
        : places_{std::move(places)},
          keeper_{keeper},
          random_{random} {}

    void choosePassword(PasswordSource source) override {
        const MutexLock lock{mutex_};
        source_ = std::move(source);
    }

    [[nodiscard]] VaultState state() override {
        if (places_.file.empty() || !exists(places_.file)) return VaultState::Missing;
        try {
            const auto file = load();
            return findKept(parseVaultHead(bytesOf(file))) ? VaultState::Unlocked
                                                           : VaultState::Locked;
        } catch (const Error&) {
            return VaultState::Locked;  // Whoever opens it is told what is wrong.
        }
    }

    [[nodiscard]] std::string place() const override { return places_.file; }

    void create(const PasswordSource& password, const std::stop_token& stop) override {
        requirePlace();
        if (exists(places_.file)) failExists();
        OpenVault vault = newVault(password, stop);
        makeDirectories(places_.file.substr(0, places_.file.rfind('/')), 0700);
        const FileLock lock{lockPath()};
        if (exists(places_.file)) failExists();
        store(vault);
    }

    void unlock(std::chrono::seconds duration, const std::stop_token& stop) override {
        if (duration < std::chrono::seconds{1})
            throw Error{ErrorKind::InvalidInput, "a vault is unlocked for a second at least"};
        const OpenVault vault = openByPassword(load(), Asking::Allowed, stop);
        keeper_.keep(keyName(vault.head), packKept(duration, vault.key), duration);
    }

    bool lock() override { return keeper_.forget(keyName(parseVaultHead(bytesOf(load())))); }

    [[nodiscard]] std::vector<std::string> names(const std::stop_token& stop) override {
        std::vector<std::string> all;
        for (const auto& [name, secret] : open(Asking::Allowed, stop).secrets)
            all.push_back(name);
        return all;
    }

    [[nodiscard]] Secret secret(const std::string& name,
                                Asking asking,
                                const std::stop_token& stop) override {
        OpenVault vault = open(asking, stop);
        const auto found = vault.secrets.find(name);
        if (found == vault.secrets.end()) failUnknown(name);
        return std::move(found->second);
    }

    void set(const std::string& name, const Secret& secret, const std::stop_token& stop) override {
        catalog::requireName(name);
        if (secret.isEmpty()) throw Error{ErrorKind::InvalidInput, "the secret is empty"};
        change(stop,
               [&](VaultSecrets& secrets) { secrets.insert_or_assign(name, secret.duplicate()); });
    }

    void remove(const std::string& name, const std::stop_token& stop) override {
        change(stop, [&](VaultSecrets& secrets) {
            if (secrets.erase(name) == 0) failUnknown(name);
        });
    }

    void changePassword(const PasswordSource& password, const std::stop_token& stop) override {
        OpenVault before = openByPassword(load(), Asking::Allowed, stop);
        OpenVault after = newVault(password, stop);
        const FileLock lock{lockPath()};
        // Somebody may have changed it meanwhile; if it was the password, this fails.
        const std::string file = load();
        after.secrets = openVault(bytesOf(file), before.key, random_);
        store(after);
        try {
            (void)keeper_.forget(keyName(before.head));
        } catch (const Error&) {
            // What is kept opens nothing any more.
        }
    }

  private:
    static std::span<const std::byte> bytesOf(const std::string& file) {
        return std::as_bytes(std::span{file});
    }

    void requirePlace() const {
        if (places_.file.empty())
            throw Error{ErrorKind::NotFound, "a user without a home folder has no vault; set HOME"};
    }

    [[nodiscard]] std::string lockPath() const { return places_.file + ".lock"; }

    [[noreturn]] void failExists() const {
        throw Error{ErrorKind::AlreadyExists, "there is a vault already, " + places_.file};
    }

    [[noreturn]] static void failUnknown(const std::string& name) {
        throw Error{ErrorKind::NotFound, "the vault has no secret named " + tl::quoted(name) +
                                             "; `tl vault list` shows those that it has"};
    }

    [[nodiscard]] std::string load() const {
        requirePlace();
        auto file = tryReadFile(places_.file, kVaultBytesMax);
        if (!file)
            throw Error{ErrorKind::NotFound, "there is no vault yet; `tl vault create` makes one"};
        return std::move(*file);
    }

    [[nodiscard]] PasswordSource source() const {
        const MutexLock lock{mutex_};
        return source_;
    }

    /// By which the kernel finds it. The salt is new with each password.
    [[nodiscard]] static std::string keyName(const VaultHead& head) {
        return "timelocker:vault:" + hexText(sha256(head.salt)).substr(0, 32);
    }

    [[nodiscard]] std::optional<Kept> findKept(const VaultHead& head) {
        try {
            const auto secret = keeper_.find(keyName(head));
            return secret ? unpackKept(*secret) : std::nullopt;
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::Unsupported) throw;
            return std::nullopt;  // Then every command needs the password.
        }
    }

    [[nodiscard]] OpenVault open(Asking asking, const std::stop_token& stop) {
        const std::string file = load();
        const VaultHead head = parseVaultHead(bytesOf(file));
        if (auto kept = findKept(head)) {
            OpenVault vault{.head = head, .key = kept->key};
            vault.secrets = openVault(bytesOf(file), vault.key, random_);
            (void)keeper_.prolong(keyName(head), kept->duration);
            return vault;
        }
        return openByPassword(file, asking, stop);
    }

    [[nodiscard]] OpenVault openByPassword(const std::string& file,
                                           Asking asking,
                                           const std::stop_token& stop) {
        OpenVault vault{.head = parseVaultHead(bytesOf(file))};
        PasswordSource from = source();
        if (asking == Asking::Never && isAskedFor(from))
            throw Error{ErrorKind::PermissionDenied,
                        "the vault is locked; open it with `tl vault unlock`"};
        unsigned triesLeft = isAskedFor(from) ? kTries : 1;
        while (true) {
            const Secret password = resolvePassword(from, kWhat, stop);
            try {
                vault.key = vaultKey(vault.head, password);
                vault.secrets = openVault(bytesOf(file), vault.key, random_);
                return vault;
            } catch (const Error& error) {
                if (error.kind() != ErrorKind::WrongPassword || --triesLeft == 0) throw;
            }
            from.prompt = [ask = source().prompt](const std::string& question) {
                return ask("wrong password, try again\n" + question);
            };
        }
    }

    [[nodiscard]] OpenVault newVault(const PasswordSource& password, const std::stop_token& stop) {
        OpenVault vault{.head = {.cost = places_.keyCost}};
        random_.fill(vault.head.salt);
        vault.key =
            vaultKey(vault.head, resolvePassword(password, "new " + std::string{kWhat}, stop));
        return vault;
    }

    template <typename Change>
    void change(const std::stop_token& stop, const Change& work) {
        // The password is asked for before the lock is taken, which nobody should wait for long.
        OpenVault vault = open(Asking::Allowed, stop);
        const FileLock lock{lockPath()};
        const std::string file = load();
        vault.secrets = openVault(bytesOf(file), vault.key, random_);
        work(vault.secrets);
        store(vault);
    }

    /// Replaces the file in one step: after a crash it is the old one or the new one.
    void store(const OpenVault& vault) {
        const std::vector<std::byte> bytes =
            sealVault(vault.head, vault.key, vault.secrets, random_);
        const std::string fresh = places_.file + ".new";
        (void)removeFile(fresh);  // Of a process that was killed; we hold the lock.
        constexpr std::uint32_t kOwnerOnly = 0600;
        File file = File::createNew(fresh, kOwnerOnly);
        file.writeAll(bytes);
        (void)file.sync();
        file.close();
        rename(fresh, places_.file);
        (void)syncDirectory(places_.file.substr(0, places_.file.rfind('/')));
    }

    const VaultPlaces places_;
    KeyKeeper& keeper_;
    Random& random_;
    mutable Mutex mutex_;
    PasswordSource source_ TL_GUARDED_BY(mutex_);
};

}  // namespace

const char* nameOf(VaultState state) noexcept {
    switch (state) {
        case VaultState::Missing:
            return "missing";
        case VaultState::Locked:
            return "locked";
        case VaultState::Unlocked:
            break;
    }
    return "unlocked";
}

std::unique_ptr<Vault> makeVault(VaultPlaces places, KeyKeeper& keeper, Random& random) {
    return std::make_unique<VaultService>(std::move(places), keeper, random);
}

}  // namespace tl::services
