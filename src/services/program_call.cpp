#include "services/program_call.h"

#include <array>
#include <chrono>
#include <functional>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/errors/stop.h"
#include "infra/platform/process.h"
#include "infra/platform/wake_pipe.h"

namespace tl::services {

namespace {

void exchangeAll(Process& process, std::span<const std::byte> input, const std::stop_token& stop) {
    const WakePipe wake;
    const std::stop_callback<std::function<void()>> wakeOnStop{stop, [&wake] { wake.wake(); }};
    std::array<std::byte, 4096> ignored{};
    constexpr std::chrono::milliseconds kForEver{-1};
    while (true) {
        if (input.empty()) process.closeInput();
        const Exchanged done = process.exchange(
            {.toSend = input, .room = ignored, .wake = wake, .patience = kForEver});
        throwIfStopped(stop);
        input = input.subspan(done.sent);
        if (done.hasEnded) return;
    }
}

}  // namespace

void callProgram(const ProgramCall& call, const std::stop_token& stop) {
    throwIfStopped(stop);
    Process process{{.arguments = call.words,
                     .group = ProcessGroup::Own,
                     .input = ProcessInput::Sent,
                     .errors = ProcessErrors::Kept,
                     .environment = call.environment}};
    exchangeAll(process, call.input, stop);
    const ExitStatus status = process.wait(stop);
    if (status.isSuccess()) return;
    std::string said = process.errors();
    while (!said.empty() && said.back() == '\n')
        said.pop_back();
    throw Error{ErrorKind::Unavailable, tl::quoted(call.words.at(0)) + " ended with " +
                                            toText(status) +
                                            (said.empty() ? "" : ": " + withoutControls(said))};
}

}  // namespace tl::services
