// The vault's file. Its head is read before anybody has proved anything; its content only whoever
// has the password could forge, but a mistake of ours must not become a crash.

#include <algorithm>
#include <vector>

#include "fuzz.h"
#include "infra/platform/digest.h"
#include "services/security/vault_file.h"

namespace {

using tl::services::VaultSecrets;

bool isSame(const VaultSecrets& left, const VaultSecrets& right) {
    return std::ranges::equal(left, right, [](const auto& one, const auto& other) {
        return one.first == other.first && one.second.text() == other.second.text();
    });
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto input = tl::fuzz::bytesOf(data, size);
    (void)tl::fuzz::tryParse([&] { return tl::services::parseVaultHead(input); });
    // With the right checksum, which no search would find.
    std::vector<std::byte> whole{input.begin(), input.end()};
    const auto digest = tl::sha256(input);
    whole.insert(whole.end(), digest.begin(), digest.end());
    (void)tl::fuzz::tryParse([&] { return tl::services::parseVaultHead(whole); });
    const auto secrets = tl::fuzz::tryParse([&] { return tl::services::readVaultSecrets(input); });
    if (secrets) {
        const auto written = tl::services::writeVaultSecrets(*secrets);
        TL_ASSERT(isSame(tl::services::readVaultSecrets(written), *secrets));
    }
    return 0;
}
