#include "infra/engine/filter/files_from.h"

#include <iterator>

#include "infra/engine/filter/text_lines.h"
#include "infra/errors/error.h"

namespace tl::engine {

namespace {

std::string textOf(std::string_view list, ListSource source) {
    return source == ListSource::File ? decodeText(list) : std::string{list};
}

}  // namespace

ListedFiles parseFilesFrom(std::string_view list, ListSource source, const GlobExpansion& expand) {
    const std::string text = textOf(list, source);
    ListedFiles listed;
    for (const std::string_view untrimmed : splitLines(text)) {
        const std::string pattern{trimSpace(untrimmed)};
        if (pattern.empty() || pattern.starts_with('#')) continue;
        auto paths = expand(pattern);
        if (paths.empty()) listed.unmatchedPatterns.push_back(pattern);
        listed.paths.insert(listed.paths.end(), std::make_move_iterator(paths.begin()),
                            std::make_move_iterator(paths.end()));
    }
    return listed;
}

std::vector<std::string> parseFilesFromVerbatim(std::string_view list, ListSource source) {
    const std::string text = textOf(list, source);
    std::vector<std::string> paths;
    for (const std::string_view line : splitLines(text))
        if (!line.empty()) paths.emplace_back(line);
    return paths;
}

std::vector<std::string> parseFilesFromRaw(std::string_view list) {
    std::vector<std::string> paths;
    while (!list.empty()) {
        const std::size_t end = list.find('\0');
        if (end == std::string_view::npos)
            throw Error{ErrorKind::InvalidInput,
                        "the list of raw file names does not end with a zero byte"};
        if (end == 0)
            throw Error{ErrorKind::InvalidInput, "the list of raw file names has an empty name"};
        paths.emplace_back(list.substr(0, end));
        list.remove_prefix(end + 1);
    }
    return paths;
}

}  // namespace tl::engine
