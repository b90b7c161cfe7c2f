#include "infra/resources/stop_on_signals.h"

#include <csignal>
#include <semaphore>

#include <gtest/gtest.h>

namespace tl {
namespace {

/// Returns when a stop has been requested.
void waitFor(const std::stop_token& stop) {
    std::binary_semaphore stopped{0};
    const std::stop_callback release{stop, [&stopped] { stopped.release(); }};
    stopped.acquire();
}

void expectStopOn(int signal) {
    std::stop_source source;
    const StopOnSignals watching{source};
    EXPECT_FALSE(source.stop_requested());
    std::raise(signal);
    waitFor(source.get_token());
}

TEST(StopOnSignals, TheFirstSignalRequestsAStop) {
    expectStopOn(SIGINT);
    expectStopOn(SIGTERM);
}

TEST(StopOnSignals, IgnoresHangupAndBrokenPipes) {
    std::stop_source source;
    const StopOnSignals watching{source};
    std::raise(SIGHUP);
    std::raise(SIGPIPE);
    EXPECT_FALSE(source.stop_requested());
}

TEST(StopOnSignals, PutsBackWhatWasBefore) {
    const auto before = std::signal(SIGINT, SIG_IGN);
    { const StopOnSignals watching{std::stop_source{}}; }
    EXPECT_EQ(std::signal(SIGINT, before), SIG_IGN);
}

TEST(StopOnSignalsDeathTest, ASecondInterruptEndsTheProcess) {
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    EXPECT_EXIT(
        {
            const StopOnSignals watching{std::stop_source{}};
            std::raise(SIGTERM);
            std::raise(SIGTERM);
            std::raise(SIGINT);
        },
        testing::ExitedWithCode(130), "");
}

}  // namespace
}  // namespace tl
