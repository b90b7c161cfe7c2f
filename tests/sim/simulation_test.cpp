// Two clients use one repository for a long time: they back up, forget and prune, alone and at the
// same time, lose their connection and die, leaving locks behind. After each step every listed
// snapshot is complete, and none is lost that nobody has forgotten.
//
// TL_SIM_SEED repeats a run, TL_SIM_SECONDS makes it longer.

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>

#include <gtest/gtest.h>

#include "infra/platform/clock.h"
#include "infra/platform/random.h"
#include "tests/sim/world.h"

namespace tl::sim {
namespace {

constexpr std::uint64_t kSecondsUsually = 20;
/// Then a new world begins, with the next seed: short stories are easier to follow.
constexpr std::size_t kStepsPerWorld = 150;
constexpr std::size_t kStoryShown = 12;

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::stoull(text);
}

std::uint64_t anySeed() {
    SystemRandom random;
    std::array<std::byte, 4> bytes{};
    random.fill(bytes);
    std::uint64_t seed = 0;
    for (const std::byte byte : bytes)
        seed = seed << 8U | std::to_integer<std::uint64_t>(byte);
    return seed;
}

void expectNoProblem(const World& world, std::uint64_t seed) {
    if (world.problems().empty()) return;
    for (const std::string& problem : world.problems())
        ADD_FAILURE() << problem;
    std::cout << "TL_SIM_SEED=" << seed << ", the last of " << world.story().size() << " steps:\n";
    const std::size_t shown = std::min(kStoryShown, world.story().size());
    for (auto line = world.story().end() - static_cast<std::ptrdiff_t>(shown);
         line != world.story().end(); ++line)
        std::cout << "  " << *line << '\n';
}

TEST(Simulation, NoSnapshotIsEverLost) {
    const SystemClock clock;
    const std::chrono::nanoseconds end =
        clock.monotonic() + std::chrono::seconds{setting("TL_SIM_SECONDS", kSecondsUsually)};
    std::uint64_t seed = setting("TL_SIM_SEED", anySeed());
    std::cout << "TL_SIM_SEED=" << seed << std::endl;
    std::size_t steps = 0;
    std::size_t prunes = 0;
    std::size_t deaths = 0;
    std::size_t together = 0;
    for (; clock.monotonic() < end && !HasFailure(); ++seed) {
        World world{seed};
        for (std::size_t i = 0; i < kStepsPerWorld && clock.monotonic() < end && !HasFailure();
             ++i) {
            world.step();
            expectNoProblem(world, seed);
            ++steps;
        }
        prunes += world.countDone(Action::Kind::Prune);
        deaths += world.deaths();
        together += world.stepsTogether();
    }
    std::cout << steps << " steps, " << together << " of them together, " << prunes << " prunes, "
              << deaths << " deaths" << std::endl;
    EXPECT_GT(prunes, 0U);
}

}  // namespace
}  // namespace tl::sim
