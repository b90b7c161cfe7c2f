#include "infra/engine/dump/zip_sink.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "infra/engine/filter/utf8.h"
#include "infra/engine/format/file_mode.h"
#include "infra/errors/error.h"

namespace tl::engine {

namespace {

constexpr std::uint32_t kLocalHeader = 0x04034b50;
constexpr std::uint32_t kDescriptor = 0x08074b50;
constexpr std::uint32_t kDirectoryHeader = 0x02014b50;
constexpr std::uint32_t kDirectoryEnd = 0x06054b50;
constexpr std::uint32_t kDirectoryEnd64 = 0x06064b50;
constexpr std::uint32_t kDirectoryLocator64 = 0x07064b50;

constexpr std::uint16_t kVersion = 20;
constexpr std::uint16_t kVersionLarge = 45;
constexpr std::uint16_t kMadeOnUnix = 3U << 8U;
constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;
constexpr std::uint16_t kSizesFollow = 1U << 3U;
constexpr std::uint16_t kNameIsUtf8 = 1U << 11U;
constexpr std::uint16_t kLargeField = 0x0001;
constexpr std::uint16_t kTimeField = 0x5455;
constexpr std::uint32_t kFolderAttribute = 0x10;  ///< Of MS-DOS.

constexpr std::uint32_t kMax32 = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint16_t kMax16 = std::numeric_limits<std::uint16_t>::max();
/// Deflate may make a file a little longer, so files just below the limit count as large.
constexpr std::uint64_t kLargeSize = 0xf0000000;

/// Little-endian numbers and text, one behind the other.
class Record {
  public:
    Record& two(std::uint16_t value) { return number(value, 2); }
    Record& four(std::uint32_t value) { return number(value, 4); }
    Record& eight(std::uint64_t value) { return number(value, 8); }
    Record& text(std::string_view text) {
        bytes_ += text;
        return *this;
    }
    [[nodiscard]] const std::string& bytes() const noexcept { return bytes_; }

  private:
    Record& number(std::uint64_t value, std::size_t size) {
        for (std::size_t i = 0; i < size; ++i)
            bytes_ += static_cast<char>(value >> (8 * i) & 0xffU);
        return *this;
    }

    std::string bytes_;
};

std::uint16_t low16(std::size_t value) {
    return static_cast<std::uint16_t>(value);
}

std::uint32_t clamp32(std::uint64_t value) {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(value, kMax32));
}

/// Date and time on a clock in the time's own zone, to two seconds.
std::uint32_t toDosTime(const Timestamp& time) {
    const CivilTime civil = toCivil(time);
    constexpr std::int64_t kFirstYear = 1980;
    constexpr std::int64_t kLastYear = 2107;
    if (civil.year < kFirstYear) return 1U << 21U | 1U << 16U;
    const auto year = static_cast<unsigned>(std::min(civil.year, kLastYear) - kFirstYear);
    const auto date =
        year << 9U | static_cast<unsigned>(civil.month) << 5U | static_cast<unsigned>(civil.day);
    const auto clock = static_cast<unsigned>(civil.hour) << 11U |
                       static_cast<unsigned>(civil.minute) << 5U |
                       static_cast<unsigned>(civil.second) / 2;
    return date << 16U | clock;
}

/// Seconds since 1970, where they fit.
std::string makeTimeField(const Timestamp& time) {
    if (time.seconds < std::numeric_limits<std::int32_t>::min() ||
        time.seconds > std::numeric_limits<std::int32_t>::max())
        return {};
    const auto seconds = static_cast<std::uint32_t>(time.seconds);
    return Record{}.two(kTimeField).two(5).text("\x01").four(seconds).bytes();
}

/// st_mode.
std::uint32_t systemMode(const Node& node) {
    constexpr std::uint32_t kFolder = 0040000;
    constexpr std::uint32_t kFile = 0100000;
    constexpr std::uint32_t kSymlink = 0120000;
    const std::uint32_t kind = node.type == NodeType::Directory ? kFolder
                               : node.type == NodeType::Symlink ? kSymlink
                                                                : kFile;
    return kind | toPermissionBits(node.mode);
}

bool isAscii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool isUtf8(std::string_view text) {
    while (!text.empty()) {
        const DecodedCharacter next = decodeUtf8(text);
        if (!next.isValid()) return false;
        text.remove_prefix(next.size);
    }
    return true;
}

}  // namespace

ZipSink::ZipSink(ByteOutput& output)
    : output_{output},
      writePacked_{[this](std::span<const std::byte> bytes) {
          file_->packedSize += bytes.size();
          output_.write(bytes);
      }} {}

void ZipSink::onEntry(const std::string& path, const Node& node) {
    finishFile();
    if (path.size() >= kMax16)
        throw Error{ErrorKind::Unsupported,
                    "a zip archive cannot hold a path of " + std::to_string(path.size()) +
                        " bytes; make a tar archive",
                    {{"path", path}}};
    const bool isFolder = node.type == NodeType::Directory;
    Entry entry;
    entry.path = isFolder ? path + "/" : path;
    if (!isAscii(path) && isUtf8(path)) entry.flags |= kNameIsUtf8;
    entry.dosTime = toDosTime(node.mtime);
    entry.timeField = makeTimeField(node.mtime);
    entry.mode = systemMode(node);
    entry.offset = output_.position();
    if (node.type == NodeType::File) {
        entry.isLarge = node.size >= kLargeSize;
        beginFile(std::move(entry));
    } else {
        writeWhole(std::move(entry), node.linkTarget);
    }
}

void ZipSink::beginFile(Entry&& entry) {
    entry.method = kDeflated;
    entry.flags |= kSizesFollow;
    file_ = std::move(entry);
    writeLocalHeader(*file_);
}

void ZipSink::onContent(std::span<const std::byte> bytes) {
    file_->checksum = addToCrc32(file_->checksum, bytes);
    file_->size += bytes.size();
    deflater_.add(bytes, writePacked_);
}

void ZipSink::finishFile() {
    if (!file_) return;
    deflater_.finish(writePacked_);
    Record descriptor;
    descriptor.four(kDescriptor).four(file_->checksum);
    if (file_->isLarge)
        descriptor.eight(file_->packedSize).eight(file_->size);
    else
        descriptor.four(clamp32(file_->packedSize)).four(clamp32(file_->size));
    output_.write(descriptor.bytes());
    addToDirectory(*file_);
    file_.reset();
}

void ZipSink::writeWhole(Entry&& entry, std::string_view content) {
    entry.method = kStored;
    entry.checksum = addToCrc32(0, std::as_bytes(std::span{content}));
    entry.size = entry.packedSize = content.size();
    writeLocalHeader(entry);
    output_.write(content);
    addToDirectory(entry);
}

void ZipSink::writeLocalHeader(const Entry& entry) {
    Record extra;
    if (entry.isLarge) extra.two(kLargeField).two(16).eight(0).eight(0);
    extra.text(entry.timeField);
    Record header;
    header.four(kLocalHeader)
        .two(entry.isLarge ? kVersionLarge : kVersion)
        .two(entry.flags)
        .two(entry.method)
        .four(entry.dosTime)
        .four(entry.checksum)
        .four(entry.isLarge ? kMax32 : clamp32(entry.packedSize))
        .four(entry.isLarge ? kMax32 : clamp32(entry.size))
        .two(low16(entry.path.size()))
        .two(low16(extra.bytes().size()))
        .text(entry.path)
        .text(extra.bytes());
    output_.write(header.bytes());
}

void ZipSink::addToDirectory(const Entry& entry) {
    const bool isLarge = entry.isLarge || entry.offset >= kMax32;
    Record extra;
    if (isLarge)
        extra.two(kLargeField)
            .two(24)
            .eight(entry.size)
            .eight(entry.packedSize)
            .eight(entry.offset);
    extra.text(entry.timeField);
    const std::uint32_t attributes =
        entry.mode << 16U | (entry.path.ends_with('/') ? kFolderAttribute : 0);
    Record header;
    header.four(kDirectoryHeader)
        .two(kMadeOnUnix | kVersionLarge)
        .two(isLarge ? kVersionLarge : kVersion)
        .two(entry.flags)
        .two(entry.method)
        .four(entry.dosTime)
        .four(entry.checksum)
        .four(isLarge ? kMax32 : clamp32(entry.packedSize))
        .four(isLarge ? kMax32 : clamp32(entry.size))
        .two(low16(entry.path.size()))
        .two(low16(extra.bytes().size()))
        .two(0)  // No comment,
        .two(0)  // no second disk,
        .two(0)  // and neither text nor binary.
        .four(attributes)
        .four(isLarge ? kMax32 : clamp32(entry.offset))
        .text(entry.path)
        .text(extra.bytes());
    directory_ += header.bytes();
    ++entryCount_;
}

void ZipSink::finish() {
    finishFile();
    const std::uint64_t begin = output_.position();
    const std::uint64_t size = directory_.size();
    output_.write(directory_);
    Record end;
    if (entryCount_ >= kMax16 || begin >= kMax32 || size >= kMax32) {
        const std::uint64_t end64 = output_.position();
        end.four(kDirectoryEnd64)
            .eight(44)  // Bytes that follow.
            .two(kMadeOnUnix | kVersionLarge)
            .two(kVersionLarge)
            .four(0)
            .four(0)
            .eight(entryCount_)
            .eight(entryCount_)
            .eight(size)
            .eight(begin)
            .four(kDirectoryLocator64)
            .four(0)
            .eight(end64)
            .four(1);
    }
    const auto count = low16(std::min<std::uint64_t>(entryCount_, kMax16));
    end.four(kDirectoryEnd)
        .two(0)
        .two(0)
        .two(count)
        .two(count)
        .four(clamp32(size))
        .four(clamp32(begin))
        .two(0);
    output_.write(end.bytes());
    output_.flush();
}

}  // namespace tl::engine
