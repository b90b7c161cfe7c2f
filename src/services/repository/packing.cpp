#include "services/repository/packing.h"

#include <algorithm>

#include "infra/errors/error.h"

namespace tl::services {

std::size_t packSizeBytesOf(const RepositoryAccess& access) {
    constexpr std::uint32_t kMiBMin = 4;
    constexpr std::uint32_t kMiBMax = 128;
    if (access.packSizeMiB < kMiBMin || access.packSizeMiB > kMiBMax)
        throw Error{ErrorKind::InvalidInput, "the pack size must be from 4 to 128 MiB"};
    return std::min(std::size_t{access.packSizeMiB} << 20U, access.memory.packBytesMax);
}

engine::BlobPackingOptions packingOptionsOf(const RepositoryAccess& access) {
    return {
        .compression = access.compression,
        .use = engine::CompressionUse::WhereUseful,
        .extraVerify = access.isExtraVerifyOn ? engine::ExtraVerify::On : engine::ExtraVerify::Off};
}

}  // namespace tl::services
