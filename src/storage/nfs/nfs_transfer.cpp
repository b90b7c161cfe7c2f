#include "storage/nfs/nfs_transfer.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <optional>

#include <nfsc/libnfs.h>
// The order matters: these headers of libnfs do not compile alone.
#include <nfsc/libnfs-raw-nfs.h>
#include <nfsc/libnfs-raw.h>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "storage/nfs/nfs_error.h"

namespace tl::storage {

namespace {

/// The most that is asked for or sent in one call, whatever the server would take: the bandwidth
/// is reached long before, and a stop or a limit is noticed sooner.
constexpr std::size_t kPieceBytesMax = std::size_t{256} << 10U;
constexpr std::size_t kPieceBytesMin = 4096;  ///< For servers that say nothing of use.
/// At 50 ms from the server, 4 MiB under way are 80 MiB/s.
constexpr std::size_t kPiecesMax = 16;

std::size_t pieceBytes(std::size_t serverMax) {
    return std::clamp(serverMax, kPieceBytesMin, kPieceBytesMax);
}

/// Calls `tell` for `bytes`, in the pieces that Traffic wants.
template <typename Tell>
void tellTraffic(std::size_t bytes, const Tell& tell) {
    while (bytes > 0) {
        const std::size_t piece = std::min(bytes, kTrafficPieceBytes);
        tell(piece);
        bytes -= piece;
    }
}

[[noreturn]] void throwBadAnswer(const std::string& path) {
    throw Error{ErrorKind::Unavailable,
                "the NFS server's answer about " + quoted(path) + " makes no sense"};
}

/// One number for each life of the server, which tells whether it forgot what it had not flushed.
using Verifier = std::array<char, NFS3_WRITEVERFSIZE>;

class Writer {
  public:
    Writer(const NfsTransfer& transfer, const NfsHandle& file, std::span<const std::byte> content)
        : transfer_{transfer},
          file_{file},
          content_{content} {}

    void run(const std::stop_token& stop) {
        const PendingCallsGuard guard{transfer_.rpc};
        const std::size_t step = pieceBytes(transfer_.sizes.writeMax);
        // What fits into one call need not be flushed by another.
        const ::stable_how how = content_.size() <= step ? FILE_SYNC : UNSTABLE;
        for (std::size_t offset = 0; offset < content_.size(); offset += step)
            left_.push_back({offset, std::min(step, content_.size() - offset)});
        while (!left_.empty()) {
            while (!left_.empty()) {
                const Piece piece = left_.front();
                left_.pop_front();
                start(piece, how, stop);
                transfer_.rpc.waitForPending(kPiecesMax - 1, stop);
            }
            transfer_.rpc.waitForPending(0, stop);  // May show that some are to be sent again.
        }
        if (verifier_) commit(stop);
    }

  private:
    struct Piece {
        std::size_t offset;
        std::size_t sizeBytes;
    };

    void start(Piece piece, ::stable_how how, const std::stop_token& stop) {
        if (transfer_.traffic != nullptr)
            tellTraffic(piece.sizeBytes,
                        [&](std::size_t bytes) { transfer_.traffic->beforeUpload(bytes, stop); });
        const auto bytes = content_.subspan(piece.offset, piece.sizeBytes);
        ::WRITE3args arguments{};
        arguments.file = borrowHandle(file_);
        arguments.offset = piece.offset;
        arguments.count = static_cast<unsigned>(bytes.size());
        arguments.stable = how;
        arguments.data.data_len = arguments.count;
        // libnfs copies it before it returns, and changes nothing.
        arguments.data.data_val = const_cast<char*>(reinterpret_cast<const char*>(bytes.data()));
        transfer_.rpc.start<::WRITE3res>(
            [&](::rpc_context* context, RpcCallback callback, void* data) {
                return ::rpc_nfs3_write_async(context, callback, &arguments, data);
            },
            [this, piece](::WRITE3res& result) { take(piece, result); });
    }

    void take(Piece piece, const ::WRITE3res& result) {
        if (result.status != NFS3_OK) throwNfsError(result.status, "write", transfer_.path);
        const ::WRITE3resok& written = result.WRITE3res_u.resok;
        if (written.count == 0 || written.count > piece.sizeBytes) throwBadAnswer(transfer_.path);
        if (written.count < piece.sizeBytes)
            left_.push_back({piece.offset + written.count, piece.sizeBytes - written.count});
        if (written.committed != FILE_SYNC) expectSameLife(written.verf);
    }

    void expectSameLife(const ::writeverf3& verifier) {
        Verifier seen{};
        std::copy_n(std::begin(verifier), seen.size(), seen.begin());
        if (verifier_ && *verifier_ != seen)
            throw Error{ErrorKind::Unavailable, "the NFS server was restarted while " +
                                                    quoted(transfer_.path) + " was written"};
        verifier_ = seen;
    }

    void commit(const std::stop_token& stop) {
        ::COMMIT3args arguments{.file = borrowHandle(file_), .offset = 0, .count = 0};
        transfer_.rpc.start<::COMMIT3res>(
            [&](::rpc_context* context, RpcCallback callback, void* data) {
                return ::rpc_nfs3_commit_async(context, callback, &arguments, data);
            },
            [this](::COMMIT3res& result) {
                if (result.status != NFS3_OK) throwNfsError(result.status, "flush", transfer_.path);
                expectSameLife(result.COMMIT3res_u.resok.verf);
            });
        transfer_.rpc.waitForPending(0, stop);
    }

    const NfsTransfer& transfer_;
    const NfsHandle& file_;
    const std::span<const std::byte> content_;
    std::deque<Piece> left_;
    std::optional<Verifier> verifier_;  ///< Set when something is left to be flushed.
};

class Reader {
  public:
    Reader(const NfsTransfer& transfer,
           const NfsHandle& file,
           std::uint64_t offset,
           std::span<std::byte> out)
        : transfer_{transfer},
          file_{file},
          offset_{offset},
          out_{out},
          end_{out.size()} {}

    std::size_t run(const std::stop_token& stop) {
        const PendingCallsGuard guard{transfer_.rpc};
        const std::size_t step = pieceBytes(transfer_.sizes.readMax);
        for (std::size_t at = 0; at < out_.size(); at += step)
            left_.push_back({at, std::min(step, out_.size() - at)});
        while (!left_.empty()) {
            while (!left_.empty()) {
                const Piece piece = left_.front();
                left_.pop_front();
                if (piece.at < end_) start(piece, stop);
                transfer_.rpc.waitForPending(kPiecesMax - 1, stop);
            }
            transfer_.rpc.waitForPending(0, stop);  // May show that some are to be asked again.
        }
        return end_;
    }

  private:
    struct Piece {
        std::size_t at;  ///< In `out_`.
        std::size_t sizeBytes;
    };

    void start(Piece piece, const std::stop_token& stop) {
        if (transfer_.traffic != nullptr)
            tellTraffic(piece.sizeBytes,
                        [&](std::size_t bytes) { transfer_.traffic->beforeDownload(bytes, stop); });
        ::READ3args arguments{.file = borrowHandle(file_),
                              .offset = offset_ + piece.at,
                              .count = static_cast<unsigned>(piece.sizeBytes)};
        transfer_.rpc.start<::READ3res>(
            [&](::rpc_context* context, RpcCallback callback, void* data) {
                return ::rpc_nfs3_read_async(context, callback, &arguments, data);
            },
            [this, piece](::READ3res& result) { take(piece, result); });
    }

    void take(Piece piece, const ::READ3res& result) {
        if (result.status != NFS3_OK) throwNfsError(result.status, "read", transfer_.path);
        const ::READ3resok& read = result.READ3res_u.resok;
        const std::size_t got = read.data.data_len;
        if (got > piece.sizeBytes) throwBadAnswer(transfer_.path);
        if (got > 0) std::memcpy(out_.data() + piece.at, read.data.data_val, got);
        if (got == piece.sizeBytes) return;
        if (read.eof != 0)
            end_ = std::min(end_, piece.at + got);
        else if (got == 0)
            throwBadAnswer(transfer_.path);
        else
            left_.push_back({piece.at + got, piece.sizeBytes - got});
    }

    const NfsTransfer& transfer_;
    const NfsHandle& file_;
    const std::uint64_t offset_;
    const std::span<std::byte> out_;
    std::size_t end_;
    std::deque<Piece> left_;
};

}  // namespace

void writeFile(const NfsTransfer& transfer,
               const NfsHandle& file,
               std::span<const std::byte> content,
               const std::stop_token& stop) {
    Writer{transfer, file, content}.run(stop);
}

std::size_t readFile(const NfsTransfer& transfer,
                     const NfsHandle& file,
                     std::uint64_t offset,
                     std::span<std::byte> out,
                     const std::stop_token& stop) {
    return Reader{transfer, file, offset, out}.run(stop);
}

}  // namespace tl::storage
