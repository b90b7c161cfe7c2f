#include "infra/audit/audit_checkpoint.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>

#include "infra/audit/hex_bytes.h"
#include "infra/errors/error.h"
#include "infra/platform/file_lock.h"
#include "infra/platform/file_system.h"
#include "infra/platform/secret.h"
#include "infra/platform/utc_text.h"

namespace tl::audit {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSignatureIntroduction = R"(,"signature":")";
constexpr std::string_view kEnd = "\"}";
constexpr std::size_t kSignatureDigits = 2 * sizeof(Signature);
constexpr std::size_t kTailSize = kSignatureIntroduction.size() + kSignatureDigits + kEnd.size();
constexpr std::size_t kCheckpointSizeMax = 4096;
constexpr std::size_t kHostSizeMax = 255;
constexpr std::size_t kFingerprintDigits = 16;

std::span<const std::byte> bytesOf(std::string_view text) {
    return std::as_bytes(std::span{text});
}

std::string keyPath(const std::string& folder) {
    return folder + "/signing-key";
}

template <typename Bytes>
std::optional<Bytes> bytesIn(const Json& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end() || !found->is_string()) return std::nullopt;
    return parseHex<Bytes>(found->get_ref<const std::string&>());
}

std::optional<AuditCheckpoint> checkpointIn(const Json& json) {
    if (!json.is_object()) return std::nullopt;
    const auto host = json.find("host");
    const auto time = json.find("time");
    const auto sequence = json.find("sequence");
    if (host == json.end() || !host->is_string() || time == json.end() || !time->is_string() ||
        sequence == json.end() || !sequence->is_number_unsigned())
        return std::nullopt;
    const auto when = parseUtcText(time->get_ref<const std::string&>());
    const auto hash = bytesIn<Sha256Digest>(json, "hash");
    const auto signer = bytesIn<SignaturePublicKey>(json, "signer");
    if (!when || !hash || !signer) return std::nullopt;
    return AuditCheckpoint{.host = host->get<std::string>(),
                           .time = *when,
                           .sequence = sequence->get<std::uint64_t>(),
                           .hash = *hash,
                           .signer = *signer};
}

}  // namespace

std::string writeCheckpoint(const AuditCheckpoint& checkpoint, const SignatureKey& key) {
    const Json json{{"host", checkpoint.host.substr(0, kHostSizeMax)},
                    {"time", utcText(checkpoint.time)},
                    {"sequence", checkpoint.sequence},
                    {"hash", hexText(checkpoint.hash)},
                    {"signer", hexText(key.publicKey())}};
    std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    text.pop_back();  // The brace comes again behind the signature.
    const Signature signature = key.sign(bytesOf(text));
    text += kSignatureIntroduction;
    text += hexText(signature);
    text += kEnd;
    return text + '\n';
}

std::optional<AuditCheckpoint> readCheckpoint(std::string_view text) {
    if (text.size() > kCheckpointSizeMax || !text.ends_with('\n')) return std::nullopt;
    text.remove_suffix(1);
    if (text.size() <= kTailSize || !text.ends_with(kEnd)) return std::nullopt;
    const std::string_view message = text.substr(0, text.size() - kTailSize);
    std::string_view tail = text.substr(message.size());
    if (!tail.starts_with(kSignatureIntroduction)) return std::nullopt;
    tail.remove_prefix(kSignatureIntroduction.size());
    const auto signature = parseHex<Signature>(tail.substr(0, kSignatureDigits));
    if (!signature) return std::nullopt;
    auto checkpoint = checkpointIn(Json::parse(text, nullptr, /*allow_exceptions=*/false));
    if (!checkpoint || !isSignedBy(checkpoint->signer, bytesOf(message), *signature))
        return std::nullopt;
    return checkpoint;
}

SignatureKey loadSigningKey(const std::string& folder, Random& random) {
    constexpr std::uint32_t kOwnerOnly = 0700;
    makeDirectories(folder, kOwnerOnly);
    const FileLock lock{folder + "/lock"};  // Two that begin at once make one key.
    const std::string path = keyPath(folder);
    const auto kept = tryReadFile(path, 2 * SignatureKey::kSize + 1);
    std::array<std::byte, SignatureKey::kSize> seed{};
    if (kept) {
        const auto parsed =
            parseHex<decltype(seed)>(std::string_view{*kept}.substr(0, 2 * SignatureKey::kSize));
        if (!parsed)
            throw Error{ErrorKind::Corrupted,
                        "the key that signs checkpoints is damaged",
                        {{"file", path},
                         {"hint", "remove it to have a new one made; old checkpoints stay valid"}}};
        seed = *parsed;
    } else {
        random.fill(seed);
        writeFile(path, hexText(seed) + "\n");
    }
    SignatureKey key{seed};
    wipe(seed);
    return key;
}

bool hasSigningKey(const std::string& folder) {
    return exists(keyPath(folder));
}

std::string fingerprintOf(const SignaturePublicKey& key) {
    return hexText(sha256(key)).substr(0, kFingerprintDigits);
}

}  // namespace tl::audit
