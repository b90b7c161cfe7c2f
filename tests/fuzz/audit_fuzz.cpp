// The files of the audit log: entries, heads, checkpoints and announcements of erasures. All may come
// from whoever wants to hide something.

#include <string>
#include <string_view>

#include "fuzz.h"
#include "infra/audit/audit_checkpoint.h"
#include "infra/audit/audit_erasure.h"
#include "infra/audit/audit_files.h"
#include "infra/audit/audit_line.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace audit = tl::audit;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    auto reading = audit::readLine(text);
    if (reading.entry) {
        const std::string erased = audit::eraseLine(text);
        TL_ASSERT(erased.size() == text.size());
        TL_ASSERT(audit::readLine(erased).entry.value().isErased);
        std::string line = audit::writeLine(*reading.entry);
        TL_ASSERT(line.size() <= audit::kLineSizeMax + 1);
        line.pop_back();
        TL_ASSERT(audit::readLine(line).isHashRight);
    }
    if (const auto head = audit::parseHead(text)) TL_ASSERT(audit::parseHead(audit::headText(*head)) == head);
    if (const auto checkpoint = audit::readCheckpoint(text)) TL_ASSERT(checkpoint->host.size() < size);
    for (const auto& range : audit::readAnnouncement(text)) TL_ASSERT(range.first <= range.last);
    return 0;
}
