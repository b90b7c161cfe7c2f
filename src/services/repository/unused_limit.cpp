#include <charconv>
#include <string>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/repository/prunes.h"
#include "services/repository/text_values.h"

namespace tl::services {

engine::UnusedLimit parseUnusedLimit(std::string_view text) {
    if (text == "unlimited") return engine::UnusedUnlimited{};
    if (!text.ends_with('%')) return engine::UnusedBytes{.bytes = parseSize(text)};
    double percent = 0;
    const char* const end = text.data() + text.size() - 1;
    const auto [stopped, failure] = std::from_chars(text.data(), end, percent);
    // Asked this way round, the question is answered with no for what is no number, too.
    const bool isShare = percent >= 0 && percent < 100;
    if (failure != std::errc{} || stopped != end || !isShare)
        throw Error{ErrorKind::InvalidInput,
                    quoted(text) +
                        " is no share of unused data: write 0% or more and less than "
                        "100%, a size such as 1G, or unlimited"};
    return engine::UnusedShare{.percent = percent};
}

}  // namespace tl::services
