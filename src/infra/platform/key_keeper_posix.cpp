#include <array>
#include <cerrno>
#include <cstdint>
#include <span>

#include <linux/keyctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "infra/errors/error.h"
#include "infra/platform/key_keeper.h"

namespace tl {

namespace {

constexpr const char* kType = "user";
/// Whoever has the key in one of his keyrings, and every process of the user, may do all with it.
/// Without this, a process whose session has no link to the user's keyring could not read it.
constexpr std::uint32_t kPermissions = 0x3f3f0000;
/// Far beyond what is kept here; the kernel's own bound is 32767 bytes.
constexpr std::size_t kSizeMax = 4096;

// libc has no functions for these calls, and libkeyutils would do no more than this.

long addKey(const std::string& name, std::span<const std::byte> bytes) {
    return ::syscall(SYS_add_key, kType, name.c_str(), bytes.data(), bytes.size(),
                     KEY_SPEC_USER_KEYRING);
}

template <typename... Arguments>
long control(int operation, Arguments... arguments) {
    return ::syscall(SYS_keyctl, operation, arguments...);
}

[[noreturn]] void fail() {
    const int number = errno;
    if (number == EDQUOT || number == ENOMEM)
        throw Error{ErrorKind::ResourceExhausted,
                    "this user's share of the kernel's keyrings is used up"};
    throw Error{ErrorKind::Unsupported,
                "the kernel's keyring cannot be used here (error " + std::to_string(number) + ")"};
}

bool isAbsent(int number) {
    return number == ENOKEY || number == EKEYEXPIRED || number == EKEYREVOKED;
}

class KernelKeyKeeper final : public KeyKeeper {
  public:
    void keep(const std::string& name,
              const Secret& secret,
              std::chrono::seconds duration) override {
        (void)forget(name);  // Else what was there would be changed, with its time of before.
        const long id = addKey(name, secret.bytes());
        if (id < 0) fail();
        const auto seconds = static_cast<std::uint64_t>(duration.count());
        if (control(KEYCTL_SETPERM, id, kPermissions) < 0 ||
            control(KEYCTL_SET_TIMEOUT, id, seconds) < 0) {
            // A key without an end must not stay.
            (void)control(KEYCTL_REVOKE, id);
            fail();
        }
    }

    [[nodiscard]] std::optional<Secret> find(const std::string& name) override {
        const long id = search(name);
        if (id < 0) return std::nullopt;
        std::array<std::byte, kSizeMax> room{};
        const long size = control(KEYCTL_READ, id, room.data(), room.size());
        if (size < 0 && isAbsent(errno)) return std::nullopt;
        if (size < 0 || static_cast<std::size_t>(size) > room.size()) fail();
        Secret secret{std::span{room}.first(static_cast<std::size_t>(size))};
        wipe(room);
        return secret;
    }

    bool prolong(const std::string& name, std::chrono::seconds duration) override {
        const long id = search(name);
        if (id < 0) return false;
        const auto seconds = static_cast<std::uint64_t>(duration.count());
        return control(KEYCTL_SET_TIMEOUT, id, seconds) == 0;
    }

    bool forget(const std::string& name) override {
        const long id = search(name);
        if (id < 0) return false;
        (void)control(KEYCTL_REVOKE, id);  // At once, whoever else has a link to it.
        (void)control(KEYCTL_UNLINK, id, KEY_SPEC_USER_KEYRING);
        return true;
    }

  private:
    /// Below 0 when there is none.
    static long search(const std::string& name) {
        const long id = control(KEYCTL_SEARCH, KEY_SPEC_USER_KEYRING, kType, name.c_str(), 0);
        if (id < 0 && !isAbsent(errno)) fail();
        return id;
    }
};

}  // namespace

std::unique_ptr<KeyKeeper> makeKernelKeyKeeper() {
    return std::make_unique<KernelKeyKeeper>();
}

}  // namespace tl
