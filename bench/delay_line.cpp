// A line to a server on this machine that gives every byte the delay it would have in the world,
// for measurements: it takes so little of the processor that it does not become what is measured.
//
// Usage: delay_line PORT MILLISECONDS. Listens on a free port of 127.0.0.1, prints that, and passes
// what comes on to PORT and back; each byte takes MILLISECONDS each way. Runs until it is killed.

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <iterator>
#include <list>
#include <memory>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

/// Small enough that malloc takes it from memory that it has used before: fresh pages cost more
/// than copying.
constexpr std::size_t kPieceBytes = 64 << 10;
/// What may be on the way in one direction; beyond that the sender waits, as it would for a window.
constexpr std::size_t kOnTheWayMax = 64 << 20;

void require(bool isGood, const char* what) {
    if (isGood) return;
    std::perror(what);
    std::exit(1);
}

/// What is under way from one socket to another.
class Direction {
  public:
    Direction(int from, int to, Clock::duration delay) : from_{from}, to_{to}, delay_{delay} {}

    [[nodiscard]] bool isOver() const { return isEnded_ && pieces_.empty(); }
    [[nodiscard]] bool wantsToRead() const { return !isEnded_ && onTheWay_ < kOnTheWayMax; }
    [[nodiscard]] bool isDue(Clock::time_point now) const {
        return !pieces_.empty() && pieces_.front().due <= now;
    }
    [[nodiscard]] Clock::time_point nextDue() const {
        return pieces_.empty() ? Clock::time_point::max() : pieces_.front().due;
    }
    [[nodiscard]] int from() const { return from_; }
    [[nodiscard]] int to() const { return to_; }

    void read(Clock::time_point now) {
        auto bytes = std::make_unique_for_overwrite<char[]>(kPieceBytes);
        const ssize_t got = ::recv(from_, bytes.get(), kPieceBytes, MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (got <= 0) isEnded_ = true;
        pieces_.push_back(
            {now + delay_, std::move(bytes), got > 0 ? static_cast<std::size_t>(got) : 0, 0});
        onTheWay_ += pieces_.back().size;
    }

    void write(Clock::time_point now) {
        while (isDue(now)) {
            Piece& piece = pieces_.front();
            if (piece.size == 0) {
                ::shutdown(to_, SHUT_WR);
            } else {
                const ssize_t put = ::send(to_, piece.bytes.get() + piece.sent,
                                           piece.size - piece.sent, MSG_DONTWAIT | MSG_NOSIGNAL);
                if (put < 0 && (errno == EAGAIN || errno == EINTR)) return;
                // The reader is gone: what is under way to it is lost.
                if (put < 0) {
                    pieces_.clear();
                    isEnded_ = true;
                    ::shutdown(from_, SHUT_RD);
                    return;
                }
                piece.sent += static_cast<std::size_t>(put);
                onTheWay_ -= static_cast<std::size_t>(put);
                if (piece.sent < piece.size) return;
            }
            pieces_.pop_front();
        }
    }

  private:
    struct Piece {
        Clock::time_point due;
        std::unique_ptr<char[]> bytes;
        std::size_t size;  ///< 0: the end.
        std::size_t sent;
    };

    int from_;
    int to_;
    Clock::duration delay_;
    std::deque<Piece> pieces_;
    std::size_t onTheWay_ = 0;
    bool isEnded_ = false;
};

struct Connection {
    Direction there;
    Direction back;
};

sockaddr_in addressOf(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

int listenAnywhere() {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = addressOf(0);
    require(listener >= 0 &&
                ::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
                ::listen(listener, 64) == 0,
            "listen");
    socklen_t length = sizeof address;
    require(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) == 0,
            "getsockname");
    std::printf("%d\n", ntohs(address.sin_port));
    std::fflush(stdout);
    return listener;
}

int connectTo(std::uint16_t port) {
    const int far = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = addressOf(port);
    require(far >= 0 && ::connect(far, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0,
            "connect");
    const int on = 1;
    ::setsockopt(far, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return far;
}

/// What the line waits for: its listener, and of each connection both sockets.
std::vector<pollfd> waitingFor(int listener,
                               const std::list<Connection>& connections,
                               Clock::time_point now) {
    std::vector<pollfd> sockets{{listener, POLLIN, 0}};
    for (const Connection& connection : connections)
        for (const Direction* direction : {&connection.there, &connection.back}) {
            const Direction& opposite =
                direction == &connection.there ? connection.back : connection.there;
            short events = 0;
            if (direction->wantsToRead()) events |= POLLIN;
            if (opposite.isDue(now)) events |= POLLOUT;
            // A socket that is asked for nothing would still report its end, again and again.
            sockets.push_back({events != 0 ? direction->from() : -1, events, 0});
        }
    return sockets;
}

/// Waits until a socket is ready or something under way is due.
void wait(std::vector<pollfd>& sockets,
          const std::list<Connection>& connections,
          Clock::time_point now) {
    Clock::time_point next = Clock::time_point::max();
    for (const Connection& connection : connections)
        for (const Direction* direction : {&connection.there, &connection.back})
            if (!direction->isDue(now)) next = std::min(next, direction->nextDue());
    timespec timeout{};
    const timespec* limit = nullptr;
    if (next != Clock::time_point::max()) {
        const auto left = std::chrono::nanoseconds{next - now}.count();
        timeout = {left / 1'000'000'000, left % 1'000'000'000};
        limit = &timeout;
    }
    require(::ppoll(sockets.data(), sockets.size(), limit, nullptr) >= 0 || errno == EINTR, "poll");
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: %s PORT MILLISECONDS\n", argv[0]);
        return 1;
    }
    const auto target = static_cast<std::uint16_t>(std::atoi(argv[1]));
    const auto delay = std::chrono::duration_cast<Clock::duration>(
        std::chrono::duration<double, std::milli>{std::atof(argv[2])});
    const int listener = listenAnywhere();
    std::list<Connection> connections;
    while (true) {
        // One time for both: what became due between them would be waited for in neither way.
        const Clock::time_point before = Clock::now();
        std::vector<pollfd> sockets = waitingFor(listener, connections, before);
        wait(sockets, connections, before);
        const Clock::time_point now = Clock::now();
        std::size_t number = 1;
        for (auto at = connections.begin(); at != connections.end();) {
            for (Direction* direction : {&at->there, &at->back}) {
                const short events = sockets[number++].revents;
                if ((events & (POLLIN | POLLHUP | POLLERR)) != 0 && direction->wantsToRead())
                    direction->read(now);
            }
            at->there.write(now);
            at->back.write(now);
            const bool isOver = at->there.isOver() && at->back.isOver();
            if (isOver) {
                ::close(at->there.from());
                ::close(at->there.to());
            }
            at = isOver ? connections.erase(at) : std::next(at);
        }
        if ((sockets[0].revents & POLLIN) != 0) {
            const int near = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
            if (near < 0) continue;
            const int on = 1;
            ::setsockopt(near, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            const int far = connectTo(target);
            connections.push_back({{near, far, delay}, {far, near, delay}});
        }
    }
}
