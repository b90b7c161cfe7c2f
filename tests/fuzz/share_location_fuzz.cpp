// Locations on SMB and NFS servers: refused with advice, or the same when they are written and read
// again.

#include <string_view>

#include "fuzz.h"
#include "storage/nfs/nfs_options.h"
#include "storage/smb/smb_options.h"

namespace {

template <typename Parse>
void check(std::string_view location, const Parse& parse) {
    try {
        const auto options = parse(location);
        if (!options) return;
        const auto again = parse(toLocation(*options));
        TL_ASSERT(again.has_value());
        TL_ASSERT(toLocation(*again) == toLocation(*options));
    } catch (const tl::Error& error) {
        TL_ASSERT(error.kind() == tl::ErrorKind::InvalidInput);
    }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view location{reinterpret_cast<const char*>(data), size};
    check(location, tl::storage::parseSmbLocation);
    check(location, tl::storage::parseNfsLocation);
    return 0;
}
