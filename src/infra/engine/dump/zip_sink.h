// Writes a dump as a zip archive, as a stream: sizes and checksums stand behind each file's
// content.
// **Source:** APPNOTE.TXT 6.3.10, PKWARE; the extended timestamp is Info-ZIP's.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "infra/engine/dump/byte_output.h"
#include "infra/engine/dump/deflater.h"
#include "infra/engine/dump/dump_stream.h"

namespace tl::engine {

/// Keeps the archive's directory in memory until its end: some 60 bytes and its path an entry.
class ZipSink final : public DumpSink {
  public:
    /// `output` must outlive the object.
    explicit ZipSink(ByteOutput& output);

    void onEntry(const std::string& path, const Node& node) override;
    void onContent(std::span<const std::byte> bytes) override;
    /// Writes the archive's directory.
    void finish();

  private:
    /// What the directory says about an entry.
    struct Entry {
        std::string path;
        std::uint16_t method = 0;
        std::uint16_t flags = 0;
        std::uint32_t dosTime = 0;
        std::uint32_t checksum = 0;
        std::uint64_t packedSize = 0;
        std::uint64_t size = 0;
        std::uint64_t offset = 0;
        std::uint32_t mode = 0;  ///< st_mode.
        std::string timeField;   ///< The extra field of the time.
        bool isLarge = false;    ///< May have 4 GiB or more.
    };

    void beginFile(Entry&& entry);
    void finishFile();
    void writeWhole(Entry&& entry, std::string_view content);
    void writeLocalHeader(const Entry& entry);
    void addToDirectory(const Entry& entry);

    ByteOutput& output_;
    Deflater deflater_;
    Deflater::Write writePacked_;
    std::optional<Entry> file_;  ///< The file whose content comes.
    std::string directory_;
    std::uint64_t entryCount_ = 0;
};

}  // namespace tl::engine
