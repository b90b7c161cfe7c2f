#include "storage/sftp/sftp_channel.h"

#include <algorithm>
#include <csignal>
#include <exception>
#include <utility>

#include "infra/platform/clock.h"
#include "infra/platform/secret_variables.h"
#include "storage/sftp/ssh_failure.h"

namespace tl::storage::sftp {

namespace {

/// How long a program may take to end.
constexpr std::chrono::milliseconds kEndMax{1000};

/// How long a server may be silent that is to finish when nobody needs the connection any more, and
/// how long it may take that goes on.
constexpr std::chrono::milliseconds kSilenceMax{3000};
constexpr std::chrono::milliseconds kFinishMax{5000};

constexpr std::chrono::milliseconds kForever{-1};

/// As much is given to the pipe at once: more than it holds, and not so much that it delays what
/// comes after it.
constexpr std::size_t kSendingBytes = std::size_t{256} << 10U;

Error withAdvice(const Error& error, const std::string& program) {
    if (error.kind() != ErrorKind::NotFound) return error;
    return Error{ErrorKind::InvalidInput,
                 std::string{error.what()} + (program == "ssh" ? " (install the OpenSSH client)"
                                                               : " (see -o sftp.command)")};
}

}  // namespace

Channel::Channel(ChannelOptions options) : options_{std::move(options)}, thread_{{}} {
    thread_.start("sftp", [this](const std::stop_token&) { run(); });
}

Channel::~Channel() {
    beginToEnd();
}

Channel::State Channel::state() const {
    const std::scoped_lock lock{mutex_};
    return state_;
}

bool Channel::hasBeenOpen() const {
    const std::scoped_lock lock{mutex_};
    return hasBeenOpen_;
}

Features Channel::features() const {
    const std::scoped_lock lock{mutex_};
    return features_;
}

void Channel::waitUntilOpen(const std::stop_token& stop) const {
    std::unique_lock lock{mutex_};
    if (!opened_.wait(lock, stop, [this] { return state_ != State::Opening; })) throw Cancelled{};
    if (state_ == State::Closed) throwFailure();
}

void Channel::throwFailure() const {
    if (wasInterrupted_) throw Cancelled{};
    throw Error{*failure_};
}

void Channel::beginToEnd() noexcept {
    const std::scoped_lock lock{mutex_};
    isEnding_ = true;
    wake_.wake();
}

void Channel::run() noexcept {
    try {
        talk();
        close(Error{ErrorKind::Unavailable, "the connection to the SFTP server is closed"}, false);
    } catch (const Cancelled&) {
        close(Error{ErrorKind::Unavailable, "ssh was interrupted"}, true);
    } catch (const Error& error) {
        close(error, false);
    } catch (const std::exception& error) {
        close(Error{ErrorKind::ResourceExhausted, error.what()}, false);
    }
}

void Channel::close(const Error& failure, bool wasInterrupted) {
    const std::scoped_lock lock{mutex_};
    state_ = State::Closed;
    failure_ = failure;
    wasInterrupted_ = wasInterrupted;
    outgoing_ = {};
    for (const auto& [id, conversation] : waiting_)
        if (conversation != nullptr) conversation->arrived_.notify_all();
    waiting_.clear();
    opened_.notify_all();
}

void Channel::talk() {
    std::optional<Process> started;
    try {
        started.emplace(ProcessOptions{.arguments = options_.command,
                                       .group = options_.group,
                                       .input = ProcessInput::Sent,
                                       .errors = ProcessErrors::Kept,
                                       .environment = environmentWithoutSecrets()});
    } catch (const Error& error) {
        throw withAdvice(error, options_.command.front());
    }
    Process& process = *started;
    std::vector<std::byte> sending = hello();
    std::size_t sent = 0;
    while (true) {
        if (sent == sending.size()) {
            fillSending(sending);
            sent = 0;
        }
        {
            const std::scoped_lock lock{mutex_};
            if (isEnding_) break;
        }
        const Exchanged done =
            process.exchange({std::span{sending}.subspan(sent), stream_.room(), wake_, patience()});
        if (done.isOutOfPatience) {
            throw Error{ErrorKind::Unavailable,
                        "the SFTP server has not answered for " +
                            std::to_string(options_.silenceMax.count() / 1000) + " s"};
        }
        sent += done.sent;
        stream_.add(done.received);
        while (const auto packet = nextPacket()) {
            if (const auto next = take(*packet, process))
                sending.insert(sending.end(), next->begin(), next->end());
        }
        if (done.hasEnded) throwEnd(process);
    }
    finish(process, std::move(sending), sent);
}

void Channel::fillSending(std::vector<std::byte>& sending) {
    sending.clear();
    const std::scoped_lock lock{mutex_};
    if (state_ != State::Open) return;
    while (!outgoing_.empty() && sending.size() < kSendingBytes) {
        const Packet& next = outgoing_.front();
        sending.insert(sending.end(), next.begin(), next.end());
        outgoing_.pop_front();
    }
}

std::chrono::milliseconds Channel::patience() const {
    const std::scoped_lock lock{mutex_};
    const bool isAnswerDue = state_ == State::Opening || !waiting_.empty();
    return isAnswerDue && options_.silenceMax.count() > 0 ? options_.silenceMax : kForever;
}

std::optional<std::span<const std::byte>> Channel::nextPacket() {
    try {
        return stream_.next();
    } catch (const Error&) {
        if (!handshake_.isDone()) throwNoSftp();
        throw;
    }
}

std::optional<Packet> Channel::take(std::span<const std::byte> packet, Process& process) {
    if (handshake_.isDone()) {
        deliver(readReply(packet));
        return std::nullopt;
    }
    auto next = handshake_.answer(packet);
    if (!handshake_.isDone()) return next;
    process.giveTerminalBack();
    const std::scoped_lock lock{mutex_};
    features_ = handshake_.features();
    state_ = State::Open;
    hasBeenOpen_ = true;
    opened_.notify_all();
    return next;
}

void Channel::deliver(Reply reply) {
    const std::scoped_lock lock{mutex_};
    const auto found = waiting_.find(reply.id);
    if (found == waiting_.end()) throwProtocolError("an answer came to what nobody had asked");
    Conversation* const conversation = found->second;
    waiting_.erase(found);
    if (conversation == nullptr) {
        forget(reply);
        return;
    }
    conversation->inbox_.push_back(std::move(reply));
    conversation->arrived_.notify_all();
}

void Channel::forget(const Reply& reply) {
    if (reply.type == PacketType::Handle) queue(sftp::close(readHandle(reply)), nullptr);
}

RequestId Channel::queue(Packet request, Conversation* conversation) {
    const RequestId id = nextId_++;
    setRequestId(request, id);
    waiting_.emplace(id, conversation);
    // With something before it the thread comes by without being called.
    if (outgoing_.empty()) wake_.wake();
    outgoing_.push_back(std::move(request));
    return id;
}

void Channel::abandon(const Conversation& conversation) {
    // On a slow line megabytes may wait that nobody wants any more, before what cleans up. Files
    // that are to be closed are closed.
    std::erase_if(outgoing_, [&](const Packet& request) {
        const auto found = waiting_.find(requestIdOf(request));
        if (found == waiting_.end() || found->second != &conversation ||
            typeOf(request) == PacketType::Close)
            return false;
        waiting_.erase(found);
        return true;
    });
    for (auto& [id, waiting] : waiting_)
        if (waiting == &conversation) waiting = nullptr;
}

void Channel::throwEnd(Process& process) const {
    ProgramEnd end{.program = options_.command.front(),
                   .status = {},
                   .errors = {},
                   .wasOpen = handshake_.isDone()};
    if (process.endsWithin(kEndMax)) end.status = process.wait({});
    end.errors = process.errors();
    // While it had the terminal, the user's Ctrl-C went to it and not to us.
    if (options_.group == ProcessGroup::Asking && !end.wasOpen && end.status &&
        end.status->signal == SIGINT)
        throw Cancelled{};
    throw errorOf(end);
}

bool Channel::isAllAnswered() const {
    const std::scoped_lock lock{mutex_};
    return waiting_.empty();
}

void Channel::finish(Process& process, std::vector<std::byte> sending, std::size_t sent) {
    if (!handshake_.isDone()) return;
    const SystemClock clock;
    const auto end = clock.monotonic() + kFinishMax;
    bool isInputOpen = true;
    while (true) {
        if (sent == sending.size()) {
            fillSending(sending);
            sent = 0;
        }
        // OpenSSH's server leaves undone what it was asked when its input ends. So the end comes
        // after the last answer: else files stay that are to be removed.
        if (isInputOpen && sending.empty() && isAllAnswered()) {
            process.closeInput();
            isInputOpen = false;
        }
        if (clock.monotonic() >= end) return;
        const Exchanged done =
            process.exchange({std::span{sending}.subspan(sent), stream_.room(), wake_, kSilenceMax});
        if (done.isOutOfPatience) return;
        sent += done.sent;
        stream_.add(done.received);
        while (const auto packet = stream_.next())
            deliver(readReply(*packet));
        if (!done.hasEnded) continue;
        if (process.endsWithin(kEndMax)) (void)process.wait({});
        return;
    }
}

Conversation::Conversation(Channel& channel) : channel_{channel} {}

Conversation::~Conversation() {
    const std::scoped_lock lock{channel_.mutex_};
    channel_.abandon(*this);
    try {
        for (const Reply& reply : inbox_)
            channel_.forget(reply);
    } catch (const std::exception&) {
        // A file stays open at the server until the connection ends.
    }
}

RequestId Conversation::send(Packet request) {
    const std::scoped_lock lock{channel_.mutex_};
    if (channel_.state_ == Channel::State::Closed) channel_.throwFailure();
    return channel_.queue(std::move(request), this);
}

void Conversation::post(Packet request) noexcept {
    try {
        const std::scoped_lock lock{channel_.mutex_};
        if (channel_.state_ == Channel::State::Open)
            (void)channel_.queue(std::move(request), nullptr);
    } catch (const std::exception&) {
        // Its answer does not matter, nor does it itself.
    }
}

template <typename IsWanted>
Reply Conversation::receiveWhere(const IsWanted& isWanted, const std::stop_token& stop) {
    std::unique_lock lock{channel_.mutex_};
    auto found = inbox_.end();
    const auto isThere = [&] {
        found = std::find_if(inbox_.begin(), inbox_.end(), isWanted);
        return found != inbox_.end() || channel_.state_ == Channel::State::Closed;
    };
    if (!arrived_.wait(lock, stop, isThere)) throw Cancelled{};
    if (found == inbox_.end()) channel_.throwFailure();
    Reply reply = std::move(*found);
    inbox_.erase(found);
    return reply;
}

Reply Conversation::receive(const std::stop_token& stop) {
    return receiveWhere([](const Reply&) { return true; }, stop);
}

Reply Conversation::receive(RequestId id, const std::stop_token& stop) {
    return receiveWhere([id](const Reply& reply) { return reply.id == id; }, stop);
}

}  // namespace tl::storage::sftp
