#include "storage/sftp/sftp_transfer.h"

#include <algorithm>
#include <deque>
#include <unordered_map>

#include "infra/platform/copy_bytes.h"
#include "storage/sftp/sftp_failure.h"

namespace tl::storage::sftp {

namespace {

/// How much may be on its way at once. ssh lets 2 MiB pass before the other end has to say that it
/// goes on; with twice that there is always something to send.
constexpr std::size_t kOnTheWayMax = std::size_t{4} << 20U;

/// Part of what a caller wants to read.
struct Part {
    std::size_t begin = 0;
    std::size_t bytes = 0;
};

void passBy(const Transfer& transfer,
            std::size_t bytes,
            void (Traffic::*direction)(std::size_t, const std::stop_token&)) {
    if (transfer.traffic == nullptr) return;
    while (bytes > 0) {
        const std::size_t piece = std::min(bytes, kTrafficPieceBytes);
        (transfer.traffic->*direction)(piece, transfer.stop);
        bytes -= piece;
    }
}

/// The parts of one read that are still to be asked for, or on their way.
class Reading {
  public:
    Reading(const Transfer& transfer,
            const std::string& handle,
            std::uint64_t offset,
            std::span<std::byte> out,
            const std::string& path)
        : transfer_{transfer},
          handle_{handle},
          offset_{offset},
          out_{out},
          path_{path},
          partMax_{transfer.conversation.features().readMax},
          end_{out.size()} {}

    std::size_t run() {
        while (true) {
            while (onTheWay_ < kOnTheWayMax && askNext()) {
            }
            if (asked_.empty()) return end_;
            take(transfer_.conversation.receive(transfer_.stop));
        }
    }

  private:
    bool askNext() {
        Part part;
        if (!again_.empty()) {
            part = again_.front();
            again_.pop_front();
        } else {
            part = {next_, std::min(partMax_, end_ - std::min(next_, end_))};
            if (part.bytes == 0) return false;
            next_ += part.bytes;
        }
        passBy(transfer_, part.bytes, &Traffic::beforeDownload);
        const RequestId id = transfer_.conversation.send(
            read(handle_, offset_ + part.begin, static_cast<std::uint32_t>(part.bytes)));
        asked_.emplace(id, part);
        onTheWay_ += part.bytes;
        return true;
    }

    void take(const Reply& reply) {
        const auto found = asked_.find(reply.id);
        if (found == asked_.end()) throwProtocolError("an answer came twice");
        const Part part = found->second;
        asked_.erase(found);
        onTheWay_ -= part.bytes;
        if (reply.type == PacketType::Status)
            takeEnd(part, readStatus(reply));
        else
            takeData(part, readData(reply));
    }

    void takeEnd(const Part& part, const Status& status) {
        if (status.code != StatusCode::EndOfFile) throwRefusal(status, "read", path_);
        end_ = std::min(end_, part.begin);
    }

    void takeData(const Part& part, std::span<const std::byte> data) {
        if (data.empty() || data.size() > part.bytes)
            throwProtocolError("it sends more or less than was asked for");
        copyBytes(data, out_.subspan(part.begin));
        // A short answer is no end: only the server knows.
        if (data.size() < part.bytes)
            again_.push_back({part.begin + data.size(), part.bytes - data.size()});
    }

    const Transfer& transfer_;
    const std::string& handle_;
    const std::uint64_t offset_;
    const std::span<std::byte> out_;
    const std::string& path_;
    const std::size_t partMax_;
    std::size_t next_ = 0;  ///< All before it has been asked for.
    std::size_t end_;       ///< Where the file ends, as far as is known.
    std::size_t onTheWay_ = 0;
    std::deque<Part> again_;
    std::unordered_map<RequestId, Part> asked_;
};

}  // namespace

Status writeContent(const Transfer& transfer,
                    const std::string& handle,
                    std::span<const std::byte> content) {
    const std::size_t partMax = transfer.conversation.features().writeMax;
    const std::size_t partsMax = std::max<std::size_t>(2, kOnTheWayMax / partMax);
    std::size_t next = 0;
    std::size_t unanswered = 0;
    while (next < content.size() || unanswered > 0) {
        if (next < content.size() && unanswered < partsMax) {
            const auto part = content.subspan(next, std::min(partMax, content.size() - next));
            passBy(transfer, part.size(), &Traffic::beforeUpload);
            transfer.conversation.send(write(handle, next, part));
            next += part.size();
            ++unanswered;
            continue;
        }
        Status status = readStatus(transfer.conversation.receive(transfer.stop));
        if (!status.isOk()) return status;
        --unanswered;
    }
    return {.code = StatusCode::Ok, .message = {}};
}

std::size_t readContent(const Transfer& transfer,
                        const std::string& handle,
                        std::uint64_t offset,
                        std::span<std::byte> out,
                        const std::string& path) {
    return Reading{transfer, handle, offset, out, path}.run();
}

}  // namespace tl::storage::sftp
