// Both files: a line that names them and their version, the fields, and last the SHA-256 of all
// that. Numbers are little endian; a text is its length in 4 bytes and its bytes.

#include "infra/engine/restore/replaced/replaced_list.h"

#include <algorithm>
#include <string_view>

#include "infra/engine/crypto/sha256.h"
#include "infra/engine/format/corrupted.h"
#include "infra/engine/restore/replaced/replaced_folder_name.h"
#include "infra/platform/named_entry.h"

namespace tl::engine {

namespace {

constexpr std::string_view kAboutMagic = "timelocker replaced by 2\n";
constexpr std::string_view kListMagic = "timelocker replaced list 1\n";
constexpr std::size_t kDigestSize = sizeof(Sha256Digest);
constexpr std::int32_t kNanosecondsMax = 999'999'999;
constexpr std::uint32_t kPermissionBitsMax = 07777;
constexpr std::uint8_t kHasOld = 1;
constexpr std::uint8_t kHasMade = 2;
constexpr std::uint8_t kStaysAlike = 4;

class Writer {
  public:
    explicit Writer(std::string_view magic) { bytes(magic); }

    template <typename Number>
    void number(Number value) {
        auto rest = static_cast<std::uint64_t>(value);
        for (std::size_t i = 0; i < sizeof(Number); ++i, rest >>= 8U)
            out_.push_back(static_cast<std::byte>(rest));
    }
    void text(std::string_view value) {
        number(static_cast<std::uint32_t>(value.size()));
        bytes(value);
    }
    void time(const WallTime& value) {
        number(value.seconds);
        number(value.nanoseconds);
    }
    void digest(const Sha256Digest& value) { out_.insert(out_.end(), value.begin(), value.end()); }
    [[nodiscard]] std::vector<std::byte> finish() {
        const auto digest = sha256(out_);
        out_.insert(out_.end(), digest.begin(), digest.end());
        return std::move(out_);
    }

  private:
    void bytes(std::string_view value) {
        const auto raw = std::as_bytes(std::span{value});
        out_.insert(out_.end(), raw.begin(), raw.end());
    }

    std::vector<std::byte> out_;
};

class Reader {
  public:
    Reader(std::span<const std::byte> bytes, std::string_view magic) {
        if (bytes.size() < magic.size() + kDigestSize) damaged("it is cut off");
        left_ = bytes.first(bytes.size() - kDigestSize);
        if (!std::ranges::equal(left_.first(magic.size()), std::as_bytes(std::span{magic})))
            damaged("it does not begin as one");
        if (!std::ranges::equal(bytes.last(kDigestSize), sha256(left_)))
            damaged("its checksum is wrong");
        left_ = left_.subspan(magic.size());
    }

    [[noreturn]] static void damaged(const std::string& how) {
        throwCorrupted("the list of what a restore replaced cannot be read: " + how);
    }

    template <typename Number>
    [[nodiscard]] Number number() {
        std::uint64_t value = 0;
        const auto raw = take(sizeof(Number));
        for (std::size_t i = raw.size(); i-- > 0;)
            value = value << 8U | std::to_integer<std::uint64_t>(raw[i]);
        return static_cast<Number>(value);
    }
    [[nodiscard]] std::string text() {
        const auto raw = take(number<std::uint32_t>());
        return {reinterpret_cast<const char*>(raw.data()), raw.size()};  // NOLINT(*-cast)
    }
    [[nodiscard]] WallTime time() {
        WallTime value;
        value.seconds = number<std::int64_t>();
        value.nanoseconds = number<std::int32_t>();
        if (value.nanoseconds < 0 || value.nanoseconds > kNanosecondsMax) damaged("a wrong time");
        return value;
    }
    [[nodiscard]] bool flag() {
        const auto value = number<std::uint8_t>();
        if (value > 1) damaged("a wrong flag");
        return value == 1;
    }
    [[nodiscard]] Sha256Digest digest() {
        Sha256Digest value{};
        std::ranges::copy(take(value.size()), value.begin());
        return value;
    }
    [[nodiscard]] bool isAtEnd() const { return left_.empty(); }
    /// How many things of at least `sizeBytes` there can still be.
    void expectRoomFor(std::uint64_t count, std::size_t sizeBytes) const {
        if (count > left_.size() / sizeBytes) damaged("it is cut off");
    }

  private:
    std::span<const std::byte> take(std::size_t size) {
        if (size > left_.size()) damaged("it is cut off");
        const auto taken = left_.first(size);
        left_ = left_.subspan(size);
        return taken;
    }

    std::span<const std::byte> left_;
};

void write(Writer& out, const ItemMetadata& metadata) {
    out.number(metadata.permissionBits);
    out.number(metadata.userId);
    out.number(metadata.groupId);
    out.time(metadata.accessed);
    out.time(metadata.modified);
    out.number(static_cast<std::uint32_t>(metadata.attributes.size()));
    for (const NamedAttribute& attribute : metadata.attributes) {
        out.text(attribute.name);
        out.text(attribute.value);
    }
}

ItemMetadata readMetadata(Reader& in) {
    ItemMetadata metadata;
    metadata.permissionBits = in.number<std::uint32_t>();
    if (metadata.permissionBits > kPermissionBitsMax) Reader::damaged("wrong permissions");
    metadata.userId = in.number<std::uint32_t>();
    metadata.groupId = in.number<std::uint32_t>();
    metadata.accessed = in.time();
    metadata.modified = in.time();
    const auto count = in.number<std::uint32_t>();
    constexpr std::size_t kLeastBytes = 8;
    in.expectRoomFor(count, kLeastBytes);
    metadata.attributes.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        NamedAttribute attribute;
        attribute.name = in.text();
        attribute.value = in.text();
        metadata.attributes.push_back(std::move(attribute));
    }
    return metadata;
}

FileKind readKind(Reader& in) {
    const auto number = in.number<std::uint8_t>();
    if (number > static_cast<std::uint8_t>(FileKind::Other)) Reader::damaged("a wrong kind");
    return static_cast<FileKind>(number);
}

void write(Writer& out, const OldState& old) {
    out.number(static_cast<std::uint8_t>(old.kind));
    out.number(old.sizeBytes);
    write(out, old.metadata);
}

OldState readOld(Reader& in) {
    OldState old;
    old.kind = readKind(in);
    old.sizeBytes = in.number<std::uint64_t>();
    old.metadata = readMetadata(in);
    return old;
}

void write(Writer& out, const MadeState& made) {
    out.number(static_cast<std::uint8_t>(made.kind));
    out.number(made.sizeBytes);
    out.time(made.modified);
    out.text(made.linkTarget);
    out.number(made.device);
    out.number(static_cast<std::uint8_t>(made.mayHaveMoreNames));
    out.number(static_cast<std::uint8_t>(made.content.has_value()));
    if (!made.content) return;
    out.number(static_cast<std::uint32_t>(made.content->blobSizes.size()));
    for (const std::uint32_t size : made.content->blobSizes)
        out.number(size);
    out.digest(made.content->digest);
}

MadeContent readContent(Reader& in) {
    MadeContent content;
    const auto count = in.number<std::uint32_t>();
    in.expectRoomFor(count, sizeof(std::uint32_t));
    content.blobSizes.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i)
        content.blobSizes.push_back(in.number<std::uint32_t>());
    content.digest = in.digest();
    return content;
}

MadeState readMade(Reader& in) {
    MadeState made;
    made.kind = readKind(in);
    made.sizeBytes = in.number<std::uint64_t>();
    made.modified = in.time();
    made.linkTarget = in.text();
    made.device = in.number<std::uint64_t>();
    made.mayHaveMoreNames = in.flag();
    if (in.flag()) made.content = readContent(in);
    return made;
}

ReplacedSlot readSlot(Reader& in) {
    constexpr std::string_view kKinds = "cdflrs";
    const auto kind = in.number<std::uint8_t>();
    if (kKinds.find(static_cast<char>(kind)) == std::string_view::npos)
        Reader::damaged("a wrong kind");
    return {static_cast<ReplacedKind>(kind), in.number<std::uint64_t>()};
}

/// Only names below the folder.
void checkPath(const ReplacedEntry& entry) {
    if (entry.path.empty()) {
        if (!entry.isFolderThatStays()) Reader::damaged("a missing path");
        return;
    }
    for (std::string_view rest = entry.path;;) {
        const std::size_t slash = rest.find('/');
        const std::string_view name = rest.substr(0, slash);
        if (!NamedEntry::isPlain(name)) Reader::damaged("a path that leads elsewhere");
        if (slash == std::string_view::npos) return;
        rest.remove_prefix(slash + 1);
    }
}

void write(Writer& out, const ReplacedEntry& entry) {
    out.number(static_cast<std::uint8_t>(entry.slot.kind));
    out.number(entry.slot.number);
    out.text(entry.path);
    out.number(static_cast<std::uint8_t>((entry.old ? kHasOld : 0) | (entry.made ? kHasMade : 0) |
                                         (entry.staysAlike ? kStaysAlike : 0)));
    if (entry.old) write(out, *entry.old);
    if (entry.made) write(out, *entry.made);
}

ReplacedEntry readEntry(Reader& in) {
    ReplacedEntry entry;
    entry.slot = readSlot(in);
    entry.path = in.text();
    const auto parts = in.number<std::uint8_t>();
    if ((parts & (kHasOld | kHasMade)) == 0) Reader::damaged("an empty entry");
    if (parts > (kHasOld | kHasMade | kStaysAlike)) Reader::damaged("an unknown part");
    entry.staysAlike = (parts & kStaysAlike) != 0;
    if ((parts & kHasOld) != 0) entry.old = readOld(in);
    if ((parts & kHasMade) != 0) entry.made = readMade(in);
    checkPath(entry);
    return entry;
}

}  // namespace

std::vector<std::byte> encodeAbout(const ReplacedAbout& about) {
    Writer out{kAboutMagic};
    out.text(about.id);
    out.text(about.snapshot);
    out.text(about.target);
    out.time(about.startedAt);
    out.number(about.folderInode);
    out.number(about.parentInode);
    return out.finish();
}

ReplacedAbout decodeAbout(std::span<const std::byte> bytes) {
    Reader in{bytes, kAboutMagic};
    ReplacedAbout about;
    about.id = in.text();
    about.snapshot = in.text();
    about.target = in.text();
    about.startedAt = in.time();
    about.folderInode = in.number<std::uint64_t>();
    about.parentInode = in.number<std::uint64_t>();
    if (!in.isAtEnd()) Reader::damaged("it is too long");
    if (!isReplacedId(about.id)) Reader::damaged("a wrong ID");
    return about;
}

std::vector<std::byte> encodeList(const ReplacedList& list) {
    Writer out{kListMagic};
    out.number(static_cast<std::uint64_t>(list.size()));
    for (const ReplacedEntry& entry : list)
        write(out, entry);
    return out.finish();
}

ReplacedList decodeList(std::span<const std::byte> bytes) {
    Reader in{bytes, kListMagic};
    const auto count = in.number<std::uint64_t>();
    constexpr std::size_t kLeastBytes = 14;
    in.expectRoomFor(count, kLeastBytes);
    ReplacedList list;
    list.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i)
        list.push_back(readEntry(in));
    if (!in.isAtEnd()) Reader::damaged("it is too long");
    return list;
}

}  // namespace tl::engine
