// What an S3 service answers: refused as damaged, or read without harm.

#include "fuzz.h"
#include "storage/s3/s3_xml.h"

namespace {

/// The readers call what is no answer Unavailable: asking again may help.
template <typename Read>
void readOrRefuse(Read&& read) {
    try {
        (void)read();
    } catch (const tl::Error& error) {
        TL_ASSERT(error.kind() == tl::ErrorKind::Unavailable);
    }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto xml = tl::fuzz::bytesOf(data, size);
    readOrRefuse([&] { return tl::storage::readListing(xml); });
    readOrRefuse([&] { return tl::storage::readUploadId(xml); });
    (void)tl::storage::tryReadError(xml);
    return 0;
}
