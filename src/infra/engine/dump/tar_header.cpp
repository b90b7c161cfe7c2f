#include "infra/engine/dump/tar_header.h"

#include <array>
#include <cstddef>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "infra/engine/dump/acl_text.h"
#include "infra/engine/format/file_mode.h"

namespace tl::engine {

namespace {

/// Keys and values of a pax header; sorted, so that equal nodes give equal archives.
using PaxRecords = std::map<std::string, std::string>;

struct Field {
    std::size_t offset;
    std::size_t size;
};
constexpr Field kName{0, 100};
constexpr Field kMode{100, 8};
constexpr Field kUserId{108, 8};
constexpr Field kGroupId{116, 8};
constexpr Field kSize{124, 12};
constexpr Field kTime{136, 12};
constexpr Field kChecksum{148, 8};
constexpr Field kType{156, 1};
constexpr Field kLinkName{157, 100};
constexpr Field kMagic{257, 8};
constexpr Field kUserName{265, 32};
constexpr Field kGroupName{297, 32};

enum class EntryType : char { File = '0', Symlink = '2', Folder = '5', Pax = 'x' };

/// One header block, with what does not fit kept as pax records.
class HeaderBlock {
  public:
    explicit HeaderBlock(EntryType type) {
        put(kType, std::string_view{reinterpret_cast<const char*>(&type), 1});
        put(kMagic, std::string_view{"ustar\00000", 8});
    }

    /// A field that may be filled to its last byte.
    void text(const Field& field, std::string_view value, const char* paxKey) {
        if (value.size() > field.size) pax_[paxKey] = value;
        put(field, value.substr(0, field.size));
    }
    /// A field that ends with a zero byte.
    void name(const Field& field, std::string_view value, const char* paxKey) {
        text({field.offset, field.size - 1}, value, paxKey);
    }
    void number(const Field& field, std::uint64_t value, const char* paxKey) {
        const bool fits = value >> ((field.size - 1) * 3) == 0;
        if (!fits) pax_[paxKey] = std::to_string(value);
        putNumber(field, fits ? value : 0);
    }
    void time(const Timestamp& time) {
        const bool fits = time.seconds >= 0 && time.seconds >> ((kTime.size - 1) * 3) == 0;
        if (!fits || time.nanoseconds != 0) pax_["mtime"] = describe(time);
        putNumber(kTime, fits ? static_cast<std::uint64_t>(time.seconds) : 0);
    }

    [[nodiscard]] PaxRecords& pax() noexcept { return pax_; }

    /// The block, with its checksum.
    [[nodiscard]] std::string finish() {
        put(kChecksum, "        ");
        unsigned sum = 0;
        for (const char c : block_)
            sum += static_cast<unsigned char>(c);
        put(kChecksum, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
        return {block_.data(), block_.size()};
    }

  private:
    void put(const Field& field, std::string_view value) {
        value.copy(block_.data() + field.offset, field.size);
    }
    void putNumber(const Field& field, std::uint64_t value) {
        put(field, fmt::format("{:0{}o}", value, field.size - 1));
    }
    /// "-1.5" for half a second before the last whole second: pax counts fractions downwards.
    static std::string describe(const Timestamp& time) {
        std::int64_t seconds = time.seconds;
        std::int32_t nanoseconds = time.nanoseconds;
        const bool isNegative = seconds < 0;
        if (isNegative && nanoseconds != 0) {
            ++seconds;
            nanoseconds = 1'000'000'000 - nanoseconds;
        }
        std::string text =
            (isNegative ? "-" : "") + std::to_string(isNegative ? -seconds : seconds);
        if (nanoseconds != 0) text += fmt::format(".{:09}", nanoseconds);
        return text;
    }

    std::array<char, kTarBlockSize> block_{};
    PaxRecords pax_;
};

/// "length key=value\n", where the length counts its own digits.
std::string formatRecord(const std::string& key, const std::string& value) {
    const std::size_t rest = key.size() + value.size() + 3;
    std::size_t length = rest + std::to_string(rest).size();
    length = rest + std::to_string(length).size();
    return std::to_string(length) + " " + key + "=" + value + "\n";
}

/// An attribute's name in a record's key: its end is the first equals sign. As GNU tar does it.
std::string escapeKey(std::string_view name) {
    std::string escaped;
    for (const char c : name) {
        if (c == '%')
            escaped += "%25";
        else if (c == '=')
            escaped += "%3D";
        else
            escaped += c;
    }
    return escaped;
}

void addAttributes(PaxRecords& pax, const Node& node) {
    for (const ExtendedAttribute& attribute : node.extendedAttributes) {
        const bool isAccess = attribute.name == "system.posix_acl_access";
        const bool isDefault = attribute.name == "system.posix_acl_default";
        if (!isAccess && !isDefault) {
            pax["SCHILY.xattr." + escapeKey(attribute.name)] = attribute.value;
        } else if (const auto text = toAclText(attribute.value); text && !text->empty()) {
            pax[isAccess ? "SCHILY.acl.access" : "SCHILY.acl.default"] = *text;
        }
    }
}

std::string padded(std::string text) {
    text.resize((text.size() + kTarBlockSize - 1) / kTarBlockSize * kTarBlockSize);
    return text;
}

/// The records as an entry of their own, in front of the one that they are about.
std::string formatPax(const PaxRecords& records) {
    if (records.empty()) return {};
    std::string content;
    for (const auto& [key, value] : records)
        content += formatRecord(key, value);
    HeaderBlock header{EntryType::Pax};
    header.text(kName, "PaxHeaders", "path");
    header.number(kMode, 0, "mode");
    header.number(kUserId, 0, "uid");
    header.number(kGroupId, 0, "gid");
    header.number(kSize, content.size(), "size");
    header.time({});
    return header.finish() + padded(std::move(content));
}

EntryType entryTypeOf(NodeType type) {
    if (type == NodeType::Directory) return EntryType::Folder;
    return type == NodeType::Symlink ? EntryType::Symlink : EntryType::File;
}

}  // namespace

std::string makeTarHeader(const std::string& path, const Node& node) {
    const EntryType type = entryTypeOf(node.type);
    HeaderBlock header{type};
    header.text(kName, type == EntryType::Folder ? path + "/" : path, "path");
    header.number(kMode, toPermissionBits(node.mode), "mode");
    header.number(kUserId, node.uid, "uid");
    header.number(kGroupId, node.gid, "gid");
    header.number(kSize, type == EntryType::File ? node.size : 0, "size");
    header.time(node.mtime);
    header.name(kUserName, node.user, "uname");
    header.name(kGroupName, node.group, "gname");
    if (type == EntryType::Symlink) header.text(kLinkName, node.linkTarget, "linkpath");
    addAttributes(header.pax(), node);
    const std::string pax = formatPax(header.pax());
    return pax + header.finish();
}

}  // namespace tl::engine
