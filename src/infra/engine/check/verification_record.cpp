// The file: a line that names it and its version, the repository's ID, then for each pack, in the
// order of their IDs, 32 bytes of ID and 8 bytes of time (little endian, seconds since 1970), and
// last the SHA-256 of all that.

#include "infra/engine/check/verification_record.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "infra/engine/crypto/sha256.h"

namespace tl::engine {

namespace {

constexpr std::string_view kMagic = "timelocker packs read 1\n";
constexpr std::size_t kIdSize = sizeof(Digest);
constexpr std::size_t kTimeSize = 8;
constexpr std::size_t kEntrySize = kIdSize + kTimeSize;

void append(std::vector<std::byte>& out, std::span<const std::byte> bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
}

void appendTime(std::vector<std::byte>& out, std::int64_t unixSeconds) {
    const auto bits = static_cast<std::uint64_t>(unixSeconds);
    for (unsigned shift = 0; shift < 8 * kTimeSize; shift += 8)
        out.push_back(static_cast<std::byte>(bits >> shift));
}

std::int64_t readTime(std::span<const std::byte> bytes) {
    std::uint64_t bits = 0;
    for (std::size_t i = kTimeSize; i-- > 0;)
        bits = bits << 8U | std::to_integer<std::uint64_t>(bytes[i]);
    return static_cast<std::int64_t>(bits);
}

std::vector<std::byte> headFor(std::string_view repositoryId) {
    std::vector<std::byte> head;
    append(head, std::as_bytes(std::span{kMagic}));
    append(head, std::as_bytes(std::span{repositoryId}));
    return head;
}

}  // namespace

void VerificationRecord::note(const PackId& pack, std::int64_t unixSeconds) {
    const auto [known, isNew] = times_.emplace(pack, unixSeconds);
    if (!isNew) known->second = std::max(known->second, unixSeconds);
}

void VerificationRecord::keepOnly(const std::function<bool(const PackId&)>& isThere) {
    std::erase_if(times_, [&isThere](const auto& entry) { return !isThere(entry.first); });
}

std::optional<std::int64_t> VerificationRecord::lastRead(const PackId& pack) const {
    const auto known = times_.find(pack);
    if (known == times_.end()) return std::nullopt;
    return known->second;
}

std::vector<std::byte> VerificationRecord::encode(std::string_view repositoryId) const {
    std::vector<std::pair<PackId, std::int64_t>> sorted{times_.begin(), times_.end()};
    std::ranges::sort(sorted);
    std::vector<std::byte> bytes = headFor(repositoryId);
    bytes.reserve(bytes.size() + sorted.size() * kEntrySize + kIdSize);
    for (const auto& [pack, unixSeconds] : sorted) {
        append(bytes, pack.digest);
        appendTime(bytes, unixSeconds);
    }
    append(bytes, sha256(bytes));
    return bytes;
}

std::optional<VerificationRecord> VerificationRecord::tryDecode(std::span<const std::byte> bytes,
                                                                std::string_view repositoryId) {
    const std::vector<std::byte> head = headFor(repositoryId);
    if (bytes.size() < head.size() + kIdSize) return std::nullopt;
    const auto content = bytes.first(bytes.size() - kIdSize);
    if (!std::ranges::equal(content.first(head.size()), head)) return std::nullopt;
    if (!std::ranges::equal(bytes.last(kIdSize), sha256(content))) return std::nullopt;
    const auto entries = content.subspan(head.size());
    if (entries.size() % kEntrySize != 0) return std::nullopt;
    VerificationRecord record;
    record.times_.reserve(entries.size() / kEntrySize);
    for (std::size_t at = 0; at < entries.size(); at += kEntrySize) {
        PackId pack;
        std::memcpy(pack.digest.data(), entries.data() + at, kIdSize);
        record.note(pack, readTime(entries.subspan(at + kIdSize, kTimeSize)));
    }
    return record;
}

}  // namespace tl::engine
