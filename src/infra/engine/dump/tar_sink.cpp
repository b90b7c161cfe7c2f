#include "infra/engine/dump/tar_sink.h"

#include "infra/engine/dump/tar_header.h"

namespace tl::engine {

void TarSink::onEntry(const std::string& path, const Node& node) {
    padContent();
    output_.write(makeTarHeader(path, node));
}

void TarSink::onContent(std::span<const std::byte> bytes) {
    output_.write(bytes);
    contentSize_ += bytes.size();
}

void TarSink::finish() {
    padContent();
    output_.write(std::string(2 * kTarBlockSize, '\0'));
    output_.flush();
}

void TarSink::padContent() {
    const std::uint64_t rest = contentSize_ % kTarBlockSize;
    if (rest != 0) output_.write(std::string(kTarBlockSize - rest, '\0'));
    contentSize_ = 0;
}

}  // namespace tl::engine
