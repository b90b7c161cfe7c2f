#include "infra/engine/dump/byte_output.h"

#include <utility>

namespace tl::engine {

namespace {

constexpr std::size_t kPendingMax = std::size_t{128} << 10U;

}  // namespace

ByteOutput::ByteOutput(WriteBytes write) : write_{std::move(write)}, pending_{kPendingMax} {}

void ByteOutput::write(std::span<const std::byte> bytes) {
    position_ += bytes.size();
    if (pending_.size() + bytes.size() > kPendingMax) flush();
    if (bytes.size() > kPendingMax) {
        write_(bytes);
    } else {
        pending_.append(bytes);
    }
}

void ByteOutput::flush() {
    if (pending_.size() == 0) return;
    write_(pending_.bytes());
    pending_.clear();
}

}  // namespace tl::engine
