#include "infra/plugins/plugin_state.h"

#include <cstddef>

#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/file.h"
#include "infra/platform/file_system.h"
#include "infra/plugins/plugin_manifest.h"

namespace tl::plugins {

namespace {

constexpr std::size_t kStateBytesMax = std::size_t{1} << 20U;
constexpr std::string_view kBlanks = " \t\r";

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

void readLine(std::string_view line, std::size_t number, PluginStates& states) {
    line = trimmed(line.substr(0, line.find('#')));
    if (line.empty()) return;
    const auto gap = line.find_first_of(kBlanks);
    const std::string_view name = line.substr(0, gap);
    const std::string_view word =
        gap == std::string_view::npos ? std::string_view{} : trimmed(line.substr(gap));
    if (!isPluginName(name) || (word != "enabled" && word != "disabled"))
        throw Error{ErrorKind::InvalidInput,
                    "line " + std::to_string(number) +
                        " of the file of plugins is to be a plugin's name and `enabled` or "
                        "`disabled`"};
    states[std::string{name}] = word == "enabled";
}

}  // namespace

PluginStates parseStates(std::string_view text) {
    PluginStates states;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto end = text.find('\n');
        readLine(text.substr(0, end), number, states);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return states;
}

std::string toText(const PluginStates& states) {
    std::string text = "# Which plugins TimeLocker may start; see `tl plugin list`.\n";
    for (const auto& [name, isOn] : states)
        text += name + (isOn ? " enabled\n" : " disabled\n");
    return text;
}

PluginStates loadStates(const std::string& path) {
    const auto text = tryReadFile(path, kStateBytesMax);
    if (!text) return {};
    try {
        return parseStates(*text);
    } catch (Error& error) {
        error.add("file", path);
        throw;
    }
}

void saveStates(const PluginStates& states, const std::string& path) {
    constexpr std::uint32_t kPrivate = 0700;
    makeDirectories(path.substr(0, path.rfind('/')), kPrivate);
    const std::string temporary = path + "-" + std::to_string(processId());
    const std::string text = toText(states);
    (void)removeFile(temporary);
    try {
        File file = File::createNew(temporary, 0600);
        file.writeAll(std::as_bytes(std::span{text}));
        (void)file.sync();
        file.close();
        rename(temporary, path);
    } catch (...) {  // NOLINT: what was begun is removed, whatever went wrong.
        (void)removeFile(temporary);
        throw;
    }
}

}  // namespace tl::plugins
