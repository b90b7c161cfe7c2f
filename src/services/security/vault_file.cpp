// Layout, numbers little-endian:
//
//   "TimeLocker vault" (16 bytes), version (1), log2 of scrypt's n (1), r (1), p (1), salt (32)
//   the box: IV, AES-256-CTR of the content, Poly1305-AES (engine/crypto/box.h)
//   SHA-256 of all before
//
//   content: SHA-256 of the head, then for each secret: length of the name (2), of the secret (4),
//   the name, the secret.

#include "services/security/vault_file.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>
#include <utility>

#include "infra/catalog/fields.h"
#include "infra/engine/crypto/box.h"
#include "infra/errors/error.h"
#include "infra/platform/digest.h"

namespace tl::services {

namespace {

using Bytes = std::span<const std::byte>;

constexpr std::string_view kMagic = "TimeLocker vault";
constexpr std::byte kVersion{1};
constexpr std::size_t kHeadBytes = kMagic.size() + 4 + 32;
constexpr std::size_t kBoxExtra = 32;
constexpr std::size_t kDigestBytes = 32;
constexpr std::size_t kEntryHeadBytes = 6;
/// Bounds what a forged head makes us spend: 1 GiB of memory, some seconds.
constexpr unsigned kLogCostMin = 10;
constexpr unsigned kLogCostMax = 20;
constexpr std::uint32_t kBlockMax = 8;
constexpr std::uint32_t kParallelMax = 4;

[[noreturn]] void failDamaged() {
    throw Error{ErrorKind::Corrupted,
                "the vault is damaged, or no vault",
                {{"hint",
                  "bring its file back from a backup, or remove it and make a new one with `tl "
                  "vault create`"}}};
}

void append(std::vector<std::byte>& out, Bytes bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
}

void appendNumber(std::vector<std::byte>& out, std::size_t value, unsigned byteCount) {
    for (unsigned i = 0; i < byteCount; ++i)
        out.push_back(static_cast<std::byte>(value >> (8U * i)));
}

std::size_t numberIn(Bytes bytes) {
    std::size_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        value |= static_cast<std::size_t>(bytes[i]) << (8U * i);
    return value;
}

bool isEqual(Bytes left, Bytes right) {
    return std::ranges::equal(left, right);
}

std::vector<std::byte> headBytes(const VaultHead& head) {
    std::vector<std::byte> bytes;
    append(bytes, std::as_bytes(std::span{kMagic}));
    bytes.push_back(kVersion);
    bytes.push_back(static_cast<std::byte>(std::countr_zero(head.cost.n)));
    bytes.push_back(static_cast<std::byte>(head.cost.r));
    bytes.push_back(static_cast<std::byte>(head.cost.p));
    append(bytes, head.salt);
    return bytes;
}

}  // namespace

VaultHead parseVaultHead(std::span<const std::byte> file) {
    const Bytes magic = std::as_bytes(std::span{kMagic});
    if (file.size() < kHeadBytes || !isEqual(file.first(kMagic.size()), magic)) failDamaged();
    if (file[kMagic.size()] > kVersion)
        throw Error{ErrorKind::Unsupported,
                    "the vault was made by a newer TimeLocker; this one cannot open it"};
    if (file.size() < kHeadBytes + kBoxExtra + kDigestBytes || file.size() > kVaultBytesMax)
        failDamaged();
    const Bytes covered = file.first(file.size() - kDigestBytes);
    if (!isEqual(file.last(kDigestBytes), sha256(covered))) failDamaged();
    const Bytes parameters = file.subspan(kMagic.size(), 4);
    const auto logCost = static_cast<unsigned>(parameters[1]);
    VaultHead head{.cost = {.r = static_cast<std::uint32_t>(parameters[2]),
                            .p = static_cast<std::uint32_t>(parameters[3])}};
    const bool isSound = parameters[0] == kVersion && logCost >= kLogCostMin &&
                         logCost <= kLogCostMax && head.cost.r >= 1 && head.cost.r <= kBlockMax &&
                         head.cost.p >= 1 && head.cost.p <= kParallelMax;
    if (!isSound) failDamaged();
    head.cost.n = std::uint32_t{1} << logCost;
    std::ranges::copy(file.subspan(kMagic.size() + 4, head.salt.size()), head.salt.begin());
    return head;
}

VaultSecrets openVault(std::span<const std::byte> file, const engine::Key& key, Random& random) {
    (void)parseVaultHead(file);
    const Bytes box = file.subspan(kHeadBytes, file.size() - kHeadBytes - kDigestBytes);
    std::vector<std::byte> content(box.size() - kBoxExtra);
    engine::BoxCipher cipher{key, random};
    if (!cipher.tryOpen(box, content))
        throw Error{ErrorKind::WrongPassword,
                    "wrong password for the vault",
                    {{"hint",
                      "check where it comes from: TIMELOCKER_VAULT_PASSWORD_FILE, "
                      "TIMELOCKER_VAULT_PASSWORD_COMMAND, TIMELOCKER_VAULT_PASSWORD or what you "
                      "type"}}};
    const bool isOurs = content.size() >= kDigestBytes &&
                        isEqual(Bytes{content}.first(kDigestBytes), sha256(file.first(kHeadBytes)));
    if (!isOurs) failDamaged();
    VaultSecrets secrets = readVaultSecrets(Bytes{content}.subspan(kDigestBytes));
    wipe(content);
    return secrets;
}

std::vector<std::byte> sealVault(const VaultHead& head,
                                 const engine::Key& key,
                                 const VaultSecrets& secrets,
                                 Random& random) {
    std::vector<std::byte> file = headBytes(head);
    std::vector<std::byte> entries = writeVaultSecrets(secrets);
    const std::size_t size = kDigestBytes + entries.size();
    if (kHeadBytes + kBoxExtra + size + kDigestBytes > kVaultBytesMax) {
        wipe(entries);
        throw Error{ErrorKind::ResourceExhausted, "the vault holds a mebibyte at most"};
    }
    std::vector<std::byte> content;
    content.reserve(size);  // Growing would leave copies of it.
    append(content, sha256(file));
    append(content, entries);
    wipe(entries);
    engine::BoxCipher cipher{key, random};
    append(file, cipher.seal(content));
    wipe(content);
    append(file, sha256(file));
    return file;
}

VaultSecrets readVaultSecrets(std::span<const std::byte> content) {
    VaultSecrets secrets;
    while (!content.empty()) {
        if (content.size() < kEntryHeadBytes) failDamaged();
        const std::size_t nameSize = numberIn(content.first(2));
        const std::size_t secretSize = numberIn(content.subspan(2, 4));
        content = content.subspan(kEntryHeadBytes);
        if (nameSize > content.size() || secretSize > content.size() - nameSize) failDamaged();
        std::string name(nameSize, '\0');
        std::memcpy(name.data(), content.data(), nameSize);
        const bool isNew =
            catalog::isName(name) &&
            secrets.emplace(std::move(name), Secret{content.subspan(nameSize, secretSize)}).second;
        if (!isNew) failDamaged();
        content = content.subspan(nameSize + secretSize);
    }
    return secrets;
}

std::vector<std::byte> writeVaultSecrets(const VaultSecrets& secrets) {
    std::size_t size = 0;
    for (const auto& [name, secret] : secrets)
        size += kEntryHeadBytes + name.size() + secret.bytes().size();
    std::vector<std::byte> content;
    content.reserve(size);  // Growing would leave copies of it.
    for (const auto& [name, secret] : secrets) {
        appendNumber(content, name.size(), 2);
        appendNumber(content, secret.bytes().size(), 4);
        append(content, std::as_bytes(std::span{name}));
        append(content, secret.bytes());
    }
    return content;
}

engine::Key vaultKey(const VaultHead& head, const Secret& password) {
    return engine::deriveKey(password, head.salt, head.cost);
}

}  // namespace tl::services
