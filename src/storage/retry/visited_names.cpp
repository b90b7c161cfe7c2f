#include "storage/retry/visited_names.h"

#include <algorithm>
#include <charconv>

namespace tl::storage {

void VisitedNames::add(std::string_view name) {
    digests_.push_back(digestOf(name));
}

void VisitedNames::sort() {
    std::ranges::sort(digests_);
}

bool VisitedNames::contains(std::string_view name) const {
    return std::ranges::binary_search(digests_, digestOf(name));
}

VisitedNames::Digest VisitedNames::digestOf(std::string_view name) {
    Digest digest{};
    constexpr int kHexadecimal = 16;
    for (std::size_t i = 0; 2 * i + 2 <= name.size() && i < digest.size(); ++i) {
        const char* digits = name.data() + 2 * i;
        std::from_chars(digits, digits + 2, digest[i], kHexadecimal);
    }
    return digest;
}

}  // namespace tl::storage
