#include "infra/engine/dump/deflater.h"

#include <array>

#include <zlib.h>

#include "infra/errors/assert.h"
#include "infra/errors/error.h"

namespace tl::engine {

namespace {

// Content was compressed well in the repository; here it only has to be quick.
constexpr int kLevel = Z_BEST_SPEED;
constexpr int kWindowBits = -15;  // Negative: without a header of zlib's.
constexpr int kMemoryLevel = 8;   // zlib's own default.

}  // namespace

struct Deflater::Stream {
    z_stream state{};
    std::array<std::byte, std::size_t{64} << 10U> output;
};

Deflater::Deflater() : stream_{std::make_unique<Stream>()} {
    const int result = deflateInit2(&stream_->state, kLevel, Z_DEFLATED, kWindowBits, kMemoryLevel,
                                    Z_DEFAULT_STRATEGY);
    if (result != Z_OK) throw Error{ErrorKind::ResourceExhausted, "out of memory for compression"};
}

Deflater::~Deflater() {
    (void)deflateEnd(&stream_->state);
}

void Deflater::add(std::span<const std::byte> bytes, const Write& write) {
    run(bytes, Z_NO_FLUSH, write);
}

void Deflater::finish(const Write& write) {
    run({}, Z_FINISH, write);
    (void)deflateReset(&stream_->state);
}

void Deflater::run(std::span<const std::byte> bytes, int flush, const Write& write) {
    z_stream& state = stream_->state;
    // zlib's interface is older than const; it does not write to its input.
    state.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(bytes.data()));  // NOLINT
    state.avail_in = static_cast<uInt>(bytes.size());
    TL_ASSERT(state.avail_in == bytes.size());
    do {
        state.next_out = reinterpret_cast<Bytef*>(stream_->output.data());
        state.avail_out = static_cast<uInt>(stream_->output.size());
        const int result = deflate(&state, flush);
        TL_ASSERT(result != Z_STREAM_ERROR);
        write(std::span{stream_->output}.first(stream_->output.size() - state.avail_out));
    } while (state.avail_out == 0);
}

std::uint32_t addToCrc32(std::uint32_t before, std::span<const std::byte> bytes) {
    return static_cast<std::uint32_t>(
        crc32_z(before, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

}  // namespace tl::engine
