// What a cloud's services hand out as credentials, and shared files of settings.

#include <string_view>

#include "fuzz.h"
#include "storage/s3/s3_credential_json.h"
#include "storage/s3/s3_profile.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const auto credentials = tl::storage::readCredentialsJson(tl::fuzz::bytesOf(data, size));
        TL_ASSERT(!credentials.accessKeyId.empty() && !credentials.secretKey.isEmpty());
    } catch (const tl::Error& error) {
        TL_ASSERT(error.kind() == tl::ErrorKind::Unavailable ||
                  error.kind() == tl::ErrorKind::PermissionDenied);
    }
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    (void)tl::storage::findProfile(text, "default");
    return 0;
}
