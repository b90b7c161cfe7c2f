#include "storage/sftp/sftp_connections.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "infra/platform/environment.h"

namespace tl::storage::sftp {

namespace {

/// How many connections are made before they are needed, the first included. The others, as many as
/// the options allow, still come when calls have to share one: each login costs the server, too.
constexpr std::size_t kExpectedForBulk = 3;

/// Logging in takes some nine journeys and a tenth of a second of work. Whoever is done so soon is
/// next door.
constexpr std::chrono::milliseconds kLoginNextDoor{300};

}  // namespace

Connections::Connections(const SftpOptions& options)
    : options_{options},
      askingCommand_{sftpCommand(options, Asking::Allowed)},
      silentCommand_{sftpCommand(options, Asking::Forbidden)} {}

Connections::~Connections() {
    for (const Connection& connection : all_)
        connection.channel->beginToEnd();
}

Connections::Lease::~Lease() {
    if (channel_) connections_->giveBack(*channel_);
}

void Connections::giveBack(const Channel& channel) noexcept {
    const std::scoped_lock lock{mutex_};
    for (Connection& connection : all_)
        if (connection.channel.get() == &channel) --connection.calls;
}

std::vector<std::shared_ptr<Channel>> Connections::dropClosed() {
    std::vector<std::shared_ptr<Channel>> dropped;
    std::erase_if(all_, [&](Connection& connection) {
        if (connection.channel->state() != Channel::State::Closed) return false;
        if (connection.isExtra && !connection.channel->hasBeenOpen()) isAnotherRefused_ = true;
        dropped.push_back(std::move(connection.channel));
        return true;
    });
    return dropped;
}

Connections::Connection* Connections::leastBusy(Channel::State state) {
    Connection* best = nullptr;
    for (Connection& connection : all_) {
        if (connection.channel->state() != state) continue;
        if (best == nullptr || connection.calls < best->calls) best = &connection;
    }
    return best;
}

Connections::Connection& Connections::start(Asking asking, bool isExtra) {
    const bool isAllowed = asking == Asking::Allowed;
    all_.push_back({.channel = std::make_shared<Channel>(ChannelOptions{
                        .command = isAllowed ? askingCommand_ : silentCommand_,
                        .group = isAllowed ? ProcessGroup::Asking : ProcessGroup::Own,
                        .silenceMax = options_.silenceMax}),
                    .calls = 0,
                    .isExtra = isExtra});
    return all_.back();
}

std::size_t Connections::countMax() const {
    const bool isGiven = options_.connectionsFar <= options_.connections;
    if (isGiven || !isNextDoor_) return options_.connectionsFar;
    return std::min(options_.connections, std::max<std::size_t>(2, processorCount()));
}

void Connections::startAnotherIfItPays(Load load, std::size_t calls) {
    // The least busy of all is this call's alone, or another is on its way already.
    if (load != Load::Bulk || calls < 2 || isAnotherRefused_ || all_.size() >= countMax() ||
        leastBusy(Channel::State::Opening) != nullptr)
        return;
    (void)start(Asking::Forbidden, true);
}

void Connections::startExpected() {
    if (!isBulkExpected_ || !hasBeenOpen_) return;
    isBulkExpected_ = false;
    const std::size_t count = std::min({options_.connections, kExpectedForBulk, countMax()});
    while (!isAnotherRefused_ && all_.size() < count)
        (void)start(Asking::Forbidden, true);
}

void Connections::expectBulk() {
    const std::scoped_lock lock{mutex_};
    isBulkExpected_ = true;
    startExpected();
}

std::shared_ptr<Channel> Connections::choose(Load load) {
    Connection* chosen = leastBusy(Channel::State::Open);
    if (chosen == nullptr) chosen = leastBusy(Channel::State::Opening);
    if (chosen == nullptr) {
        chosen = &start(hasBeenOpen_ ? Asking::Forbidden : Asking::Allowed, false);
    }
    ++chosen->calls;
    auto channel = chosen->channel;
    startAnotherIfItPays(load, chosen->calls);
    return channel;
}

Connections::Lease Connections::take(Load load, const std::stop_token& stop) {
    // Ends outside the lock what was dropped: that may take a second.
    std::vector<std::shared_ptr<Channel>> dropped;
    std::shared_ptr<Channel> channel;
    {
        const std::scoped_lock lock{mutex_};
        dropped = dropClosed();
        channel = choose(load);
    }
    const auto begin = std::chrono::steady_clock::now();
    Lease lease{*this, std::move(channel)};
    lease.channel().waitUntilOpen(stop);
    const std::scoped_lock lock{mutex_};
    if (!hasBeenOpen_) isNextDoor_ = std::chrono::steady_clock::now() - begin < kLoginNextDoor;
    hasBeenOpen_ = true;
    startExpected();
    return lease;
}

}  // namespace tl::storage::sftp
