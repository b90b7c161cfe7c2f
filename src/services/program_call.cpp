#include "services/program_call.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/errors/stop.h"
#include "infra/platform/process.h"
#include "infra/platform/wake_pipe.h"

namespace tl::services {

namespace {

using Time = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// Gives out whole lines, and cuts those that are too long.
class Lines {
  public:
    explicit Lines(const std::function<void(const std::string& line)>& tell) : tell_{tell} {}

    void add(std::string_view text) {
        if (!tell_) return;
        for (const char c : text) {
            if (c == '\n' || rest_.size() >= kLineMax) end();
            if (c != '\n') rest_ += c;
        }
    }

    void end() {
        if (!tell_) return;
        const std::string line = withoutControls(rest_);
        rest_.clear();
        if (!line.empty()) tell_(line);
    }

  private:
    static constexpr std::size_t kLineMax = 2000;

    const std::function<void(const std::string& line)>& tell_;
    std::string rest_;
};

/// A program at its one task.
class Call {
  public:
    Call(const ProgramCall& call, const std::stop_token& stop)
        : call_{call},
          stop_{stop},
          lines_{call.onLine},
          begun_{Time::now()},
          process_{{.arguments = call.words,
                    .group = ProcessGroup::Own,
                    .input = ProcessInput::Sent,
                    .errors = ProcessErrors::Kept,
                    .environment = call.environment}},
          wakeOnStop_{stop, [this] { wake_.wake(); }} {}

    void run() {
        try {
            exchangeAll();
            const ExitStatus status = waitForEnd();
            if (!status.isSuccess()) fail("ended with " + toText(status));
        } catch (...) {  // Rethrown: what it said tells why.
            tellErrors();
            throw;
        }
        tellErrors();
    }

  private:
    void exchangeAll() {
        std::span<const std::byte> input = call_.input;
        std::array<std::byte, 4096> output{};
        bool isOver = false;
        std::size_t afterTheEnd = 0;
        while (true) {
            if (input.empty()) process_.closeInput();
            // A child in the background may hold the output open for ever.
            isOver = isOver || process_.endsWithin(milliseconds{0});
            const Exchanged done = process_.exchange(
                {.toSend = input,
                 .room = output,
                 .wake = wake_,
                 .patience = isOver ? milliseconds{0} : std::min(timeLeft(), kLook)});
            throwIfStopped(stop_);
            input = input.subspan(done.sent);
            lines_.add({reinterpret_cast<const char*>(output.data()), done.received});
            if (isOver) afterTheEnd += done.received;
            if (done.hasEnded || (isOver && done.received == 0) || afterTheEnd > kPipeBytes) break;
            if (!isOver) failIfLate();
        }
        lines_.end();
    }

    [[nodiscard]] ExitStatus waitForEnd() {
        while (!process_.endsWithin(std::min(timeLeft(), kLook))) {
            throwIfStopped(stop_);
            failIfLate();
        }
        return process_.wait(stop_);
    }

    [[nodiscard]] milliseconds timeLeft() const {
        if (!call_.timeMax) return kLook;
        const auto passed = std::chrono::floor<milliseconds>(Time::now() - begun_);
        return std::max(*call_.timeMax - passed, milliseconds{0});
    }

    void failIfLate() {
        if (timeLeft().count() > 0) return;
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*call_.timeMax);
        fail("was ended: it took longer than " + std::to_string(seconds.count()) + " s");
    }

    [[noreturn]] void fail(const std::string& how) {
        std::string said = process_.errors();
        while (!said.empty() && said.back() == '\n')
            said.pop_back();
        throw Error{ErrorKind::Unavailable, tl::quoted(call_.words.at(0)) + " " + how +
                                                (said.empty() ? "" : ": " + withoutControls(said))};
    }

    void tellErrors() {
        lines_.add(process_.errors());
        lines_.end();
    }

    static constexpr milliseconds kLook{100};
    static constexpr std::size_t kPipeBytes = std::size_t{64} << 10U;  ///< More is a child's.

    const ProgramCall& call_;
    const std::stop_token& stop_;
    Lines lines_;
    const Time::time_point begun_;
    const WakePipe wake_;
    Process process_;
    const std::stop_callback<std::function<void()>> wakeOnStop_;
};

}  // namespace

void callProgram(const ProgramCall& call, const std::stop_token& stop) {
    throwIfStopped(stop);
    Call{call, stop}.run();
}

}  // namespace tl::services
