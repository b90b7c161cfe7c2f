#include "infra/platform/machine_state.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_metadata.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl {

namespace {

class MachineState : public testing::Test {
  protected:
    void supply(const std::string& name,
                const std::vector<std::pair<std::string, std::string>>& files) {
        makeDirectories(folder_ / name, 0700);
        for (const auto& [file, text] : files)
            writeFile(folder_ / (name + "/" + file), text + "\n");
    }

    TemporaryDirectory folder_;
};

TEST_F(MachineState, KnowsALaptopOnMains) {
    supply("AC", {{"type", "Mains"}, {"online", "1"}});
    supply("BAT0", {{"type", "Battery"}, {"status", "Full"}});
    EXPECT_EQ(isOnBattery(folder_.path()), false);
}

TEST_F(MachineState, KnowsALaptopOnItsBattery) {
    supply("AC", {{"type", "Mains"}, {"online", "0"}});
    supply("BAT0", {{"type", "Battery"}, {"status", "Discharging"}});
    EXPECT_EQ(isOnBattery(folder_.path()), true);
}

TEST_F(MachineState, KnowsALaptopThatIsChargedThroughUsb) {
    supply("ucsi", {{"type", "USB"}, {"online", "1"}});
    supply("BAT0", {{"type", "Battery"}, {"status", "Charging"}});
    EXPECT_EQ(isOnBattery(folder_.path()), false);
}

TEST_F(MachineState, TakesNoMouseForTheMachine) {
    supply("mouse", {{"type", "Battery"}, {"scope", "Device"}, {"status", "Discharging"}});
    EXPECT_EQ(isOnBattery(folder_.path()), std::nullopt);
}

TEST_F(MachineState, KnowsNothingOfADesktop) {
    EXPECT_EQ(isOnBattery(folder_.path()), std::nullopt);
    EXPECT_EQ(isOnBattery(folder_ / "nowhere"), std::nullopt);
    supply("odd", {});
    EXPECT_EQ(isOnBattery(folder_.path()), std::nullopt);
}

TEST_F(MachineState, ReadsTheLoad) {
    writeFile(folder_ / "loadavg", "1.50 0.20 0.10 1/100 4242\n");
    const double processors = static_cast<double>(processorCount());
    EXPECT_DOUBLE_EQ(processorLoad(folder_ / "loadavg").value(), 1.5 / processors);
    EXPECT_TRUE(processorLoad());
    writeFile(folder_ / "odd", "busy\n");
    EXPECT_EQ(processorLoad(folder_ / "odd"), std::nullopt);
    EXPECT_EQ(processorLoad(folder_ / "nowhere"), std::nullopt);
}

TEST_F(MachineState, AsksNetworkManagerThroughBusctl) {
    const std::string path = environmentVariable("PATH").value_or("");
    const auto answering = [&](const std::string& script) {
        writeFile(folder_ / "busctl", "#!/bin/sh\n" + script + "\n");
        setPermissions(folder_ / "busctl", 0700);
        ::setenv("PATH", (folder_.path() + ":" + path).c_str(),
                 1);  // NOLINT(concurrency-mt-unsafe)
        const auto answer = isNetworkMetered({});
        ::setenv("PATH", path.c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
        return answer;
    };
    EXPECT_EQ(answering("[ \"$8\" = Metered ] && echo 'u 1'"), true);
    EXPECT_EQ(answering("echo 'u 3'"), true);
    EXPECT_EQ(answering("echo 'u 2'"), false);
    EXPECT_EQ(answering("echo 'u 4'"), false);
    EXPECT_EQ(answering("echo 'u 0'"), std::nullopt);
    EXPECT_EQ(answering("echo 'no such service' >&2; exit 1"), std::nullopt);
}

}  // namespace

}  // namespace tl
