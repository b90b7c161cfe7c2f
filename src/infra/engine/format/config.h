// A repository's config file (format section 1.5).

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace tl::engine {

struct Config {
    std::uint32_t version = 2;  ///< 1 or 2.
    std::string id;             ///< 64 hex digits; identifies the repository for ever.
    std::uint64_t chunkerPolynomial = 0;
    std::string unknownMembers;  ///< As in Snapshot.
    bool operator==(const Config&) const = default;
};

[[nodiscard]] std::string writeConfig(const Config& config);
/// Checks syntax only; whether the polynomial is irreducible is the chunker's to say.
/// **Errors:** Corrupted; Unsupported for another version. That rustic may cut files in another way
/// than restic is no error here, as everything can be read all the same: whoever cuts files asks
/// foreign_cutting.h.
[[nodiscard]] Config readConfig(std::span<const std::byte> json);

}  // namespace tl::engine
