#include "storage/smb/smb_channel.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/errors/stop.h"
#include "infra/platform/secret.h"
#include "infra/platform/secret_variables.h"

namespace tl::storage {

namespace {

/// What is received at once; more than a pipe holds.
constexpr std::size_t kRoomBytes = std::size_t{256} << 10U;

/// The last line of what the program said.
std::string lastLineOf(std::string_view text) {
    while (text.ends_with('\n'))
        text.remove_suffix(1);
    const std::size_t start = text.rfind('\n');
    return std::string{start == std::string_view::npos ? text : text.substr(start + 1)};
}

}  // namespace

SmbChannel::SmbChannel(const std::string& program, std::chrono::milliseconds timeout)
    : timeout_{timeout} {
    // In a group of its own: a Ctrl-C is for us, who then ask it to tidy up.
    process_.emplace(ProcessOptions{.arguments = {program},
                                    .group = ProcessGroup::Own,
                                    .input = ProcessInput::Sent,
                                    .errors = ProcessErrors::Kept,
                                    .environment = environmentWithoutSecrets()});
}

void SmbChannel::send(const SmbRequest& request, const std::stop_token& stop) {
    if (!process_) failUnavailable("it was ended");
    appendFrame(request, outgoing_);
    ++pending_;
    while (sent_ < outgoing_.size())
        exchange(stop);
    // The frame may have held the password.
    if (request.operation == SmbOperation::Connect) wipe(outgoing_);
    outgoing_.clear();
    sent_ = 0;
}

SmbAnswer SmbChannel::receive(const std::stop_token& stop) {
    if (!process_) failUnavailable("it was ended");
    while (true) {
        std::span<const std::byte> left = std::span{incoming_}.subspan(taken_);
        const auto body = tryTakeFrame(left);
        if (!body) {
            exchange(stop);
            continue;
        }
        const SmbReply reply = decodeSmbReply(*body);
        SmbAnswer answer{.errorNumber = reply.errorNumber,
                         .number = reply.number,
                         .content = {reply.content.begin(), reply.content.end()}};
        taken_ = incoming_.size() - left.size();
        if (left.empty()) {
            incoming_.clear();
            taken_ = 0;
        }
        --pending_;
        return answer;
    }
}

SmbAnswer SmbChannel::call(const SmbRequest& request, const std::stop_token& stop) {
    send(request, stop);
    return receive(stop);
}

void SmbChannel::exchange(const std::stop_token& stop) {
    throwIfStopped(stop);
    if (!process_) failUnavailable("it was ended");
    const std::stop_callback<std::function<void()>> wakeOnStop{stop, [this] { wake_.wake(); }};
    const std::size_t before = incoming_.size();
    incoming_.resize(before + kRoomBytes);
    const Exchanged done = process_->exchange({.toSend = std::span{outgoing_}.subspan(sent_),
                                               .room = std::span{incoming_}.subspan(before),
                                               .wake = wake_,
                                               .patience = timeout_});
    incoming_.resize(before + done.received);
    sent_ += done.sent;
    if (done.hasEnded) failUnavailable("it ended: " + lastLineOf(process_->errors()));
    if (done.isOutOfPatience)
        failUnavailable("the server does not answer for " +
                        std::to_string(timeout_.count() / 1000) + " s");
    throwIfStopped(stop);
}

bool SmbChannel::settle(std::chrono::milliseconds patience) noexcept {
    const auto kept = std::exchange(timeout_, patience);
    try {
        while (sent_ < outgoing_.size())
            exchange({});
        outgoing_.clear();
        sent_ = 0;
        while (process_ && pending_ > 0)
            (void)receive({});
    } catch (const std::exception&) {
        close();  // What went wrong first counts.
    }
    timeout_ = kept;
    return process_.has_value();
}

void SmbChannel::close() noexcept {
    process_.reset();
    wipe(outgoing_);
    outgoing_.clear();
    incoming_.clear();
    sent_ = taken_ = pending_ = 0;
}

void SmbChannel::failUnavailable(const std::string& why) {
    close();
    throw Error{ErrorKind::Unavailable,
                "the program that talks to the SMB server failed: " + withoutControls(why)};
}

}  // namespace tl::storage
