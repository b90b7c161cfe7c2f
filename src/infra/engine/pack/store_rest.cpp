#include "infra/engine/pack/store_rest.h"

#include <chrono>

#include "infra/errors/error.h"
#include "infra/errors/stop.h"
#include "infra/resources/stop_after.h"

namespace tl::engine {

namespace {

constexpr std::chrono::seconds kGracePeriod{5};

}  // namespace

std::exception_ptr storeRest(PackWriter& packs, IndexWriter& index, Clock& clock) {
    const StopAfter grace{clock, kGracePeriod};
    std::exception_ptr failure;
    try {
        packs.finish(grace.token());
    } catch (const Error&) {
        failure = std::current_exception();
    } catch (const Cancelled&) {
        // Too slow; the packs that did not make it are made again by the next run.
    }
    flushAtTheEnd(index, clock);
    return failure;
}

void finishPacks(PackWriter& packs, IndexWriter& index, Clock& clock, const std::stop_token& stop) {
    const StopLater grace{clock, kGracePeriod, stop};
    try {
        packs.finish(grace.token());
        throwIfStopped(stop);
    } catch (...) {  // Rethrown.
        flushAtTheEnd(index, clock);
        throw;
    }
}

void flushAtTheEnd(IndexWriter& index, Clock& clock) {
    const StopAfter grace{clock, kGracePeriod};
    try {
        index.flush(grace.token());
    } catch (const std::exception&) {
        // The packs are stored. The next backup finds them without an index (adoptUnindexedPacks).
    }
}

}  // namespace tl::engine
