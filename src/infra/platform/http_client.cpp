#include "infra/platform/http_client.h"

#include <algorithm>

namespace tl {

namespace {

char lowered(char character) {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a')
                                                : character;
}

}  // namespace

std::optional<std::string_view> HttpResponse::findHeader(std::string_view name) const noexcept {
    const auto isSame = [](char a, char b) { return lowered(a) == lowered(b); };
    for (const HttpHeader& header : headers)
        if (std::ranges::equal(header.name, name, isSame)) return header.value;
    return std::nullopt;
}

}  // namespace tl
