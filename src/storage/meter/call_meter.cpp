#include "storage/meter/call_meter.h"

namespace tl::storage {

const char* nameOf(CallKind kind) noexcept {
    switch (kind) {
        case CallKind::Create:
            return "create";
        case CallKind::Save:
            return "save";
        case CallKind::Load:
            return "load";
        case CallKind::LoadRange:
            return "load_range";
        case CallKind::Size:
            return "size";
        case CallKind::List:
            return "list";
        case CallKind::Remove:
            return "remove";
    }
    return "";
}

void CallMeter::add(CallKind kind, const CallFigures& more) {
    Counters& counters = counters_.at(static_cast<std::size_t>(kind));
    counters.count += more.count;
    counters.failed += more.failed;
    counters.sizeBytes += more.sizeBytes;
}

CallFigures CallMeter::figures(CallKind kind) const {
    const Counters& counters = counters_.at(static_cast<std::size_t>(kind));
    return {.count = counters.count, .failed = counters.failed, .sizeBytes = counters.sizeBytes};
}

}  // namespace tl::storage
