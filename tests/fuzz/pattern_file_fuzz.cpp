// Pattern files and patterns. What stands before the first zero byte is the path to decide on, the
// rest is the file.

#include <string>

#include "fuzz.h"
#include "infra/engine/filter/pattern_file.h"
#include "infra/engine/filter/pattern_list.h"
#include "infra/errors/assert.h"
#include "infra/errors/error.h"

using tl::engine::LetterCase;
using tl::engine::PatternList;

namespace {

std::string lookUp(std::string_view name) {
    return name == "HOME" ? "/home/me" : "";
}

void decideOn(const std::string& path,
              const std::vector<std::string>& patterns,
              LetterCase letterCase) {
    const auto decision = PatternList{patterns, letterCase}.decide(path);
    // Without this, a walk would never come to the path that is meant.
    TL_ASSERT(!decision.isMatched || decision.childMayMatch);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input{reinterpret_cast<const char*>(data), size};
    const std::size_t end = std::min(input.find('\0'), size);
    const std::string path{input.substr(0, end)};
    const auto patterns =
        tl::engine::parsePatternFile(input.substr(std::min(end + 1, size)), lookUp);
    try {
        decideOn(path, patterns, LetterCase::Distinct);
        decideOn(path, patterns, LetterCase::Ignored);
    } catch (const tl::Error& error) {
        TL_ASSERT(error.kind() == tl::ErrorKind::InvalidInput);
    }
    return 0;
}
