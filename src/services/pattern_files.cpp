#include "services/pattern_files.h"

#include <cstddef>
#include <string_view>
#include <utility>

#include "infra/engine/filter/pattern_file.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"

namespace tl::services {

namespace {

constexpr std::size_t kPatternFileSizeMax = std::size_t{1} << 30U;

}  // namespace

std::vector<std::string> withPatternFiles(std::vector<std::string> patterns,
                                          const std::vector<std::string>& files) {
    const auto environment = [](std::string_view name) {
        return environmentVariable(std::string{name}).value_or("");
    };
    for (const std::string& file : files) {
        for (std::string& pattern :
             engine::parsePatternFile(readFile(file, kPatternFileSizeMax), environment))
            patterns.push_back(std::move(pattern));
    }
    return patterns;
}

}  // namespace tl::services
