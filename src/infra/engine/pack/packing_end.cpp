#include "infra/engine/pack/packing_end.h"

#include <chrono>
#include <exception>

#include "infra/errors/error.h"
#include "infra/errors/stop.h"
#include "infra/resources/stop_after.h"

namespace tl::engine {

namespace {

constexpr std::chrono::seconds kGracePeriod{5};

/// Returns what kept a pack from being stored, if that failed: it may be why the work ended.
std::exception_ptr storeRest(PackWriter& packs, Clock& clock) {
    const StopAfter grace{clock, kGracePeriod};
    try {
        packs.finish(grace.token());
    } catch (const Error&) {
        return std::current_exception();
    } catch (const Cancelled&) {
        // Too slow; the packs that did not make it are made again by the next run.
    }
    return nullptr;
}

void waitFor(WorkerGroup& workers, PackWriter& packs, Clock& clock, const std::stop_token& stop) {
    try {
        workers.join();
    } catch (...) {  // Rethrown: whatever ended the work, what is ready is stored first.
        const std::exception_ptr failure = storeRest(packs, clock);
        // The workers were stopped because storing had failed: that is what to tell.
        if (failure && !stop.stop_requested()) std::rethrow_exception(failure);
        throw;
    }
}

}  // namespace

void finishPacking(WorkerGroup& workers,
                   PackWriter& packs,
                   IndexWriter& index,
                   Clock& clock,
                   const std::stop_token& stop) {
    try {
        waitFor(workers, packs, clock, stop);
        const StopLater grace{clock, kGracePeriod, stop};
        packs.finish(grace.token());
        throwIfStopped(stop);
    } catch (...) {  // Rethrown: no pack is left without an index.
        flushAtTheEnd(index, clock);
        throw;
    }
}

void finishIndex(IndexWriter& index, Clock& clock, const std::stop_token& stop) {
    const StopLater grace{clock, kGracePeriod, stop};
    index.flush(grace.token());
    throwIfStopped(stop);
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
