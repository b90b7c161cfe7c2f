#include "ui/cli/global_options.h"

#include <gtest/gtest.h>

#include "infra/platform/environment.h"
#include "infra/resources/memory_plan.h"
#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

using Words = std::vector<std::string>;

/// The access that `snapshots` asks for with these options.
services::RepositoryAccess accessOf(Words arguments, const Variables& variables) {
    FakeCore core;
    arguments.insert(arguments.begin(), "snapshots");
    const CliResult result = runFakeCli(core, arguments, variables);
    EXPECT_EQ(result.exitCode, 0) << result.errors;
    return core.access;
}

std::string errorOf(Words arguments, const Variables& variables) {
    FakeCore core;
    arguments.insert(arguments.begin(), "snapshots");
    const CliResult result = runFakeCli(core, arguments, variables);
    EXPECT_EQ(result.exitCode, 1);
    EXPECT_EQ(core.callCount, 0);
    return result.errors;
}

const Words kUsual = {"-r", "/r", "-p", "/p"};

Words with(Words more) {
    more.insert(more.begin(), kUsual.begin(), kUsual.end());
    return more;
}

TEST(GlobalOptions, HaveResticsDefaults) {
    const auto access = accessOf(kUsual, {});
    EXPECT_EQ(access.location, "/r");
    EXPECT_EQ(access.password.file, "/p");
    EXPECT_EQ(access.password.command, "");
    EXPECT_FALSE(access.password.environmentValue);
    EXPECT_FALSE(access.password.isEmptyAllowed);
    EXPECT_TRUE(access.password.prompt);
    EXPECT_EQ(access.keyHint, "");
    EXPECT_EQ(access.locking, services::Locking::Take);
    EXPECT_EQ(access.retryLock.count(), 0);
    EXPECT_EQ(access.compression, engine::CompressionMode::Automatic);
    EXPECT_EQ(access.packSizeMiB, 16U);
    EXPECT_TRUE(access.isExtraVerifyOn);
    EXPECT_TRUE(access.options.empty());
    EXPECT_TRUE(access.cache.isOn);
    EXPECT_EQ(access.connection.limits, LineLimits{});
    EXPECT_FALSE(access.connection.retryFor);
    EXPECT_FALSE(access.connection.window);
}

TEST(GlobalOptions, LandInTheAccess) {
    const auto access = accessOf(with({"--key-hint",
                                       "1a2b",
                                       "--no-lock",
                                       "--retry-lock",
                                       "5m",
                                       "--compression",
                                       "max",
                                       "--pack-size",
                                       "64",
                                       "--no-extra-verify",
                                       "-o",
                                       "s3.region=eu",
                                       "-o",
                                       "a=b=c",
                                       "--no-cache",
                                       "--cache-dir",
                                       "/c",
                                       "--cleanup-cache",
                                       "--limit-upload",
                                       "10",
                                       "--limit-download",
                                       "20",
                                       "--cacert",
                                       "/x",
                                       "--cacert",
                                       "/y",
                                       "--tls-client-cert",
                                       "/z",
                                       "--insecure-tls",
                                       "--http-user-agent",
                                       "me",
                                       "--stuck-request-timeout",
                                       "1m"}),
                                 {});
    EXPECT_EQ(access.keyHint, "1a2b");
    EXPECT_EQ(access.locking, services::Locking::Skip);
    EXPECT_EQ(access.retryLock, std::chrono::minutes{5});
    EXPECT_EQ(access.compression, engine::CompressionMode::Maximum);
    EXPECT_EQ(access.packSizeMiB, 64U);
    EXPECT_FALSE(access.isExtraVerifyOn);
    EXPECT_EQ(access.options,
              (std::map<std::string, std::string>{{"s3.region", "eu"}, {"a", "b=c"}}));
    EXPECT_FALSE(access.cache.isOn);
    EXPECT_EQ(access.cache.folder, "/c");
    EXPECT_TRUE(access.cache.isCleanedUp);
    EXPECT_EQ(access.connection.limits, (LineLimits{.upload = RateSchedule::parse("10"),
                                                    .download = RateSchedule::parse("20")}));
    EXPECT_EQ(access.connection.certificateFiles, (Words{"/x", "/y"}));
    EXPECT_EQ(access.connection.clientCertificateFile, "/z");
    EXPECT_TRUE(access.connection.isTlsUnchecked);
    EXPECT_EQ(access.connection.userAgent, "me");
    EXPECT_EQ(access.connection.stuckRequestTimeout, std::chrono::minutes{1});
}

TEST(GlobalOptions, LimitWhatIsTakenOfTheLine) {
    const auto access = accessOf(
        with({"--limit-upload", "08:00-18:00=500,2M", "--limit-file", "/l", "--limit-connections",
              "3", "--limit-requests", "7", "--window", "22:00-06:00", "--retry-for", "1h"}),
        {});
    EXPECT_EQ(access.connection.limits.upload.rateAt(std::chrono::hours{9}), 500U << 10U);
    EXPECT_EQ(access.connection.limits.upload.rateAt(std::chrono::hours{19}), 2U << 20U);
    EXPECT_EQ(access.connection.limitFile, "/l");
    EXPECT_EQ(access.connection.connectionsMax, 3U);
    EXPECT_EQ(access.connection.callsPerSecondMax, 7U);
    EXPECT_EQ(access.connection.window, parseDaySpan("22:00-06:00"));
    EXPECT_EQ(access.connection.retryFor, std::chrono::hours{1});
    EXPECT_NE(errorOf(with({"--limit-upload", "fast"}), {}).find("--limit-upload"),
              std::string::npos);
    EXPECT_NE(errorOf(with({"--window", "night"}), {}).find("--window"), std::string::npos);
    EXPECT_NE(errorOf(with({"--priority", "highest"}), {}).find("--priority"), std::string::npos);
}

TEST(GlobalOptions, ComeFromResticsEnvironment) {
    const auto access = accessOf({}, {{"RESTIC_REPOSITORY", "/r"},
                                      {"RESTIC_PASSWORD", " secret "},
                                      {"RESTIC_KEY_HINT", "k"},
                                      {"RESTIC_COMPRESSION", "off"},
                                      {"RESTIC_PACK_SIZE", "8"},
                                      {"RESTIC_CACHE_DIR", "/c"},
                                      {"RESTIC_CACERT", "/x"},
                                      {"RESTIC_TLS_CLIENT_CERT", "/z"}});
    EXPECT_EQ(access.location, "/r");
    EXPECT_EQ(access.password.environmentValue, " secret ");
    EXPECT_EQ(access.keyHint, "k");
    EXPECT_EQ(access.compression, engine::CompressionMode::Off);
    EXPECT_EQ(access.packSizeMiB, 8U);
    EXPECT_EQ(access.cache.folder, "/c");
    EXPECT_EQ(access.connection.certificateFiles, Words{"/x"});
    EXPECT_EQ(access.connection.clientCertificateFile, "/z");
}

TEST(GlobalOptions, PreferOptionsToOurVariablesToRestics) {
    const Variables both = {{"RESTIC_REPOSITORY", "/restic"},
                            {"TIMELOCKER_REPOSITORY", "/ours"},
                            {"RESTIC_PASSWORD_FILE", "/restic-password"},
                            {"TIMELOCKER_PASSWORD", "ours"}};
    const auto ours = accessOf({}, both);
    EXPECT_EQ(ours.location, "/ours");
    EXPECT_EQ(ours.password.environmentValue, "ours");
    EXPECT_EQ(ours.password.file, "");
    const auto given = accessOf({"-r", "/given", "--password-command", "pass show"}, both);
    EXPECT_EQ(given.location, "/given");
    EXPECT_EQ(given.password.command, "pass show");
    EXPECT_FALSE(given.password.environmentValue);
}

TEST(GlobalOptions, MayStandBeforeTheCommand) {
    FakeCore core;
    const auto result = runFakeCli(
        core, {"-r", "/x", "--password-command=pass", "--no-lock", "cat", "-q", "config"}, {});
    EXPECT_EQ(result.exitCode, 0) << result.errors;
    EXPECT_EQ(core.access.location, "/x");
    EXPECT_EQ(core.access.password.command, "pass");
    EXPECT_EQ(core.access.locking, services::Locking::Skip);
    EXPECT_EQ(core.catKind, services::CatKind::Config);
}

TEST(GlobalOptions, RefuseContradictionsAndBadValues) {
    EXPECT_NE(errorOf({"-r", "/r", "-p", "/p", "--password-command", "c"}, {}).find("exclude each"),
              std::string::npos);
    EXPECT_NE(errorOf(with({"--repository-file", "/f"}), {}).find("exclude each"),
              std::string::npos);
    EXPECT_NE(errorOf(with({"--insecure-no-password"}), {}).find("exclude each"),
              std::string::npos);
    EXPECT_NE(errorOf(with({"-q", "-v"}), {}).find("exclude each"), std::string::npos);
    EXPECT_NE(errorOf(with({"--pack-size", "3"}), {}).find("4 and 128"), std::string::npos);
    EXPECT_NE(errorOf(with({"--pack-size", "129"}), {}).find("4 and 128"), std::string::npos);
    EXPECT_NE(errorOf(with({"--compression", "best"}), {}).find("compression"), std::string::npos);
    EXPECT_NE(errorOf(with({"--retry-lock", "soon"}), {}).find("duration"), std::string::npos);
    EXPECT_NE(errorOf(with({"-o", "=x"}), {}).find("key=value"), std::string::npos);
}

TEST(GlobalOptions, SayHowToNameARepository) {
    EXPECT_EQ(errorOf({}, {}),
              "Fatal: no repository is named: give one with -r, with --repository-file, or in "
              "TIMELOCKER_REPOSITORY or RESTIC_REPOSITORY, or choose one with `tl repo default`\n");
}

TEST(GlobalOptions, AllowAnEmptyPasswordOnWish) {
    EXPECT_TRUE(accessOf({"-r", "/r", "--insecure-no-password"}, {}).password.isEmptyAllowed);
}

TEST(PasswordPrompt, AsksTwiceForANewPassword) {
    FakeConsole console;
    console.answers = {"a", "a"};
    EXPECT_EQ(promptForNewPassword(console)("enter new password: ").text(), "a");
    EXPECT_EQ(console.questions, (Words{"enter new password: ", "enter password again: "}));
    console.answers = {"a", "b"};
    EXPECT_THROW((void)promptForNewPassword(console)("enter new password: "), Error);
}

TEST(PasswordPrompt, AsksAScriptOnce) {
    FakeConsole console;
    console.isPersonThere = false;
    console.answers = {"a"};
    EXPECT_EQ(promptForNewPassword(console)("enter new password: ").text(), "a");
}

TEST(PasswordPrompt, AsksOnceToOpen) {
    FakeConsole console;
    console.answers = {"a"};
    const auto source = resolvePassword(
        {}, [](const std::string&) { return std::nullopt; }, "", PasswordUse::Open, console);
    EXPECT_EQ(source.prompt("password: ").text(), "a");
    EXPECT_EQ(console.questions, Words{"password: "});
}

TEST(GlobalOptions, DivideTheMemory) {
    const auto planOf = [](std::size_t mib, std::size_t packMiB) {
        return planMemory(mib << 20U, packMiB << 20U);
    };
    EXPECT_EQ(accessOf(kUsual, {}).memory,
              planMemory(usualMemoryBound(machineMemory()), std::size_t{16} << 20U));
    EXPECT_EQ(accessOf(with({"--memory", "300M"}), {}).memory, planOf(300, 16));
    EXPECT_EQ(accessOf(with({"--memory", "1G", "--pack-size", "64"}), {}).memory, planOf(1024, 64));
    EXPECT_EQ(accessOf(kUsual, {{"TIMELOCKER_MEMORY", "200M"}}).memory, planOf(200, 16));
    EXPECT_EQ(accessOf(with({"--memory", "300M"}), {{"TIMELOCKER_MEMORY", "200M"}}).memory,
              planOf(300, 16));
    EXPECT_NE(errorOf(with({"--memory", "127M"}), {}).find("128 MiB"), std::string::npos);
    EXPECT_NE(errorOf(kUsual, {{"TIMELOCKER_MEMORY", "much"}}).find("much"), std::string::npos);
}

}  // namespace
}  // namespace tl::cli
