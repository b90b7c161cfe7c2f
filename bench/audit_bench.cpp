// The audit log: what an entry costs, and how long a log of 10 MB takes to verify.

#include <benchmark/benchmark.h>

#include "infra/audit/audit_line.h"
#include "infra/audit/audit_log.h"
#include "infra/audit/audit_verification.h"
#include "infra/platform/temporary_directory.h"

namespace tl::audit {
namespace {

AuditEvent event() {
    return {.actor = "anna@laptop",
            .action = "backup",
            .object = "sftp:backup@example.org:/srv/repository",
            .details = {{"snapshot", std::string(64, 'a')}, {"bytes_added", "123456789"}}};
}

std::uint64_t lineSizeOf(AuditEntry entry) {
    return writeLine(entry).size();
}

void appendEntry(benchmark::State& state) {
    const TemporaryDirectory folder;
    const SystemClock clock;
    SystemRandom random;
    AuditLog log{{.folder = folder.path()}, clock, random};
    for (auto _ : state)
        log.append(event());
}
BENCHMARK(appendEntry)->Unit(benchmark::kMicrosecond)->Name("audit: append an entry, durably");

void verifyTenMegabytes(benchmark::State& state) {
    const TemporaryDirectory folder;
    const SystemClock clock;
    SystemRandom random;
    AuditLog log{{.folder = folder.path()}, clock, random};
    std::uint64_t bytes = 0;
    while (bytes < 10'000'000)
        bytes += lineSizeOf(log.append(event()));
    for (auto _ : state)
        if (verifyLog(folder.path(), {}, {}).finding) state.SkipWithError("not clean");
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * state.iterations());
}
BENCHMARK(verifyTenMegabytes)->Unit(benchmark::kMillisecond)->Name("audit: verify 10 MB");

}  // namespace
}  // namespace tl::audit
