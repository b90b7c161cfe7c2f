#include "storage/smb/smb_message.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "infra/errors/error.h"

namespace tl::storage {

namespace {

constexpr std::size_t kLengthBytes = 4;

void putByte(std::uint8_t value, std::vector<std::byte>& out) {
    out.push_back(static_cast<std::byte>(value));
}

/// Little-endian.
template <typename Number>
void putNumber(Number value, std::vector<std::byte>& out) {
    for (std::size_t i = 0; i < sizeof(Number); ++i)
        putByte(static_cast<std::uint8_t>(value >> (8 * i)), out);
}

void putBytes(std::span<const std::byte> bytes, std::vector<std::byte>& out) {
    putNumber(static_cast<std::uint32_t>(bytes.size()), out);
    out.insert(out.end(), bytes.begin(), bytes.end());
}

void putText(std::string_view text, std::vector<std::byte>& out) {
    putBytes(std::as_bytes(std::span{text}), out);
}

/// Reads what the functions above wrote, and nothing beyond its end.
class MessageReader {
  public:
    explicit MessageReader(std::span<const std::byte> bytes) : left_{bytes} {}

    [[nodiscard]] std::span<const std::byte> take(std::size_t count) {
        if (count > left_.size()) throwMalformed();
        const auto taken = left_.first(count);
        left_ = left_.subspan(count);
        return taken;
    }
    template <typename Number>
    [[nodiscard]] Number number() {
        Number value = 0;
        const auto bytes = take(sizeof(Number));
        for (std::size_t i = 0; i < sizeof(Number); ++i)
            value |= static_cast<Number>(std::to_integer<Number>(bytes[i]) << (8 * i));
        return value;
    }
    [[nodiscard]] std::span<const std::byte> bytes() { return take(number<std::uint32_t>()); }
    [[nodiscard]] std::string_view text() {
        const auto taken = bytes();
        return {reinterpret_cast<const char*>(taken.data()), taken.size()};
    }
    [[nodiscard]] bool isAtEnd() const noexcept { return left_.empty(); }
    void expectEnd() const {
        if (!left_.empty()) throwMalformed();
    }
    [[noreturn]] static void throwMalformed() {
        throw Error{ErrorKind::Corrupted,
                    "the program that talks to the SMB server sent a message that makes no sense"};
    }

  private:
    std::span<const std::byte> left_;
};

SmbDemand demandOf(std::uint8_t value) {
    if (value > static_cast<std::uint8_t>(SmbDemand::Required)) MessageReader::throwMalformed();
    return static_cast<SmbDemand>(value);
}

/// Writes the length in front of what `putBody` appends.
template <typename PutBody>
void putFrame(std::vector<std::byte>& out, const PutBody& putBody) {
    const std::size_t start = out.size();
    out.resize(start + kLengthBytes);
    putBody();
    std::vector<std::byte> length;
    putNumber(static_cast<std::uint32_t>(out.size() - start - kLengthBytes), length);
    std::ranges::copy(length, out.begin() + static_cast<std::ptrdiff_t>(start));
}

}  // namespace

void appendFrame(const SmbRequest& request, std::vector<std::byte>& out) {
    putFrame(out, [&] {
        putByte(static_cast<std::uint8_t>(request.operation), out);
        putText(request.path, out);
        putText(request.newPath, out);
        putNumber(request.offset, out);
        putNumber(request.count, out);
        putBytes(request.content, out);
    });
}

void appendFrame(const SmbReply& reply, std::vector<std::byte>& out) {
    putFrame(out, [&] {
        putNumber(static_cast<std::uint32_t>(reply.errorNumber), out);
        putNumber(reply.number, out);
        putBytes(reply.content, out);
    });
}

std::optional<std::span<const std::byte>> tryTakeFrame(std::span<const std::byte>& bytes) {
    if (bytes.size() < kLengthBytes) return std::nullopt;
    const auto length = MessageReader{bytes.first(kLengthBytes)}.number<std::uint32_t>();
    if (length > kSmbFrameBytesMax) MessageReader::throwMalformed();
    if (bytes.size() - kLengthBytes < length) return std::nullopt;
    const auto body = bytes.subspan(kLengthBytes, length);
    bytes = bytes.subspan(kLengthBytes + length);
    return body;
}

SmbRequest decodeSmbRequest(std::span<const std::byte> body) {
    MessageReader reader{body};
    SmbRequest request;
    const auto operation = reader.number<std::uint8_t>();
    if (operation > static_cast<std::uint8_t>(SmbOperation::Remove))
        MessageReader::throwMalformed();
    request.operation = static_cast<SmbOperation>(operation);
    request.path = reader.text();
    request.newPath = reader.text();
    request.offset = reader.number<std::uint64_t>();
    request.count = reader.number<std::uint64_t>();
    request.content = reader.bytes();
    reader.expectEnd();
    return request;
}

SmbReply decodeSmbReply(std::span<const std::byte> body) {
    MessageReader reader{body};
    SmbReply reply;
    reply.errorNumber = static_cast<int>(reader.number<std::uint32_t>());
    reply.number = reader.number<std::uint64_t>();
    reply.content = reader.bytes();
    reader.expectEnd();
    return reply;
}

void appendEntry(const SmbEntry& entry, std::vector<std::byte>& out) {
    putByte(entry.isFolder ? 1 : 0, out);
    putNumber(entry.sizeBytes, out);
    putText(entry.name, out);
}

std::vector<SmbEntry> decodeSmbEntries(std::span<const std::byte> content) {
    MessageReader reader{content};
    std::vector<SmbEntry> entries;
    while (!reader.isAtEnd()) {
        SmbEntry entry;
        entry.isFolder = reader.number<std::uint8_t>() != 0;
        entry.sizeBytes = reader.number<std::uint64_t>();
        entry.name = reader.text();
        entries.push_back(std::move(entry));
    }
    return entries;
}

Secret encodeLogin(const SmbLogin& login) {
    std::vector<std::byte> out;
    // All of it at once: memory that it grew out of would keep the password.
    out.reserve(login.shareUrl.size() + login.user.size() + login.domain.size() +
                login.password.bytes().size() + 64);
    putText(login.shareUrl, out);
    putText(login.user, out);
    putText(login.domain, out);
    putByte(static_cast<std::uint8_t>(login.encryption), out);
    putByte(static_cast<std::uint8_t>(login.signing), out);
    putNumber(login.timeoutMilliseconds, out);
    putBytes(login.password.bytes(), out);
    Secret encoded{out};
    wipe(out);
    return encoded;
}

SmbLogin decodeSmbLogin(std::span<const std::byte> content) {
    MessageReader reader{content};
    SmbLogin login;
    login.shareUrl = reader.text();
    login.user = reader.text();
    login.domain = reader.text();
    login.encryption = demandOf(reader.number<std::uint8_t>());
    login.signing = demandOf(reader.number<std::uint8_t>());
    login.timeoutMilliseconds = reader.number<std::uint32_t>();
    login.password = Secret{reader.bytes()};
    reader.expectEnd();
    return login;
}

}  // namespace tl::storage
