#include "fuzz.h"
#include "storage/rest/rest_listing.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto visit = [](const std::string& name, std::optional<std::uint64_t> /*bytes*/) {
        TL_ASSERT(name.size() < 1'000'000);
    };
    try {
        tl::storage::readRestListing(tl::fuzz::bytesOf(data, size), visit);
    } catch (const tl::Error& error) {
        TL_ASSERT(error.kind() == tl::ErrorKind::Unavailable);
    }
    return 0;
}
