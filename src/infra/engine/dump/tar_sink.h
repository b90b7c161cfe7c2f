// Writes a dump as a tar archive.

#pragma once

#include <cstdint>

#include "infra/engine/dump/byte_output.h"
#include "infra/engine/dump/dump_stream.h"

namespace tl::engine {

/// Hard links are files of their own, as in restic's archives.
class TarSink final : public DumpSink {
  public:
    /// `output` must outlive the object.
    explicit TarSink(ByteOutput& output) : output_{output} {}

    void onEntry(const std::string& path, const Node& node) override;
    void onContent(std::span<const std::byte> bytes) override;
    /// Writes what ends an archive.
    void finish();

  private:
    void padContent();

    ByteOutput& output_;
    std::uint64_t contentSize_ = 0;  ///< Of the current file, so far.
};

}  // namespace tl::engine
