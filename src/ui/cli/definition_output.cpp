#include "ui/cli/definition_output.h"

#include <chrono>

#include <fmt/format.h>

#include "infra/errors/printable.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

using services::Field;
using services::Fields;
using services::Shown;
using services::TextMap;
using services::Texts;

constexpr std::int64_t kMicroseconds = 1'000'000;

struct JsonOf {
    Json operator()(const std::string* text) const { return *text; }
    Json operator()(const bool* flag) const { return *flag; }
    Json operator()(const std::int64_t* number) const { return *number; }
    Json operator()(const Texts* texts) const { return *texts; }
    Json operator()(const TextMap* texts) const {
        Json json = Json::object();
        for (const auto& [key, text] : *texts)
            json[key] = text;
        return json;
    }
};

struct LinesOf {
    Texts operator()(const std::string* text) const { return {*text}; }
    Texts operator()(const bool* flag) const { return {*flag ? "yes" : "no"}; }
    Texts operator()(const std::int64_t* number) const { return {std::to_string(*number)}; }
    Texts operator()(const Texts* texts) const { return *texts; }
    Texts operator()(const TextMap* texts) const {
        Texts lines;
        for (const auto& [key, text] : *texts)
            lines.push_back(fmt::format("{}={}", key, text));
        return lines;
    }
};

std::string titleOf(const char* name) {
    std::string title = name;
    for (char& c : title)
        if (c == '_') c = ' ';
    return title;
}

}  // namespace

Json toJson(const Fields& fields) {
    Json json = Json::object();
    for (const Field& field : fields)
        if (field.shown == Shown::Yes) json[field.name] = std::visit(JsonOf{}, field.value);
    return json;
}

std::string describe(const Fields& fields) {
    std::string text;
    for (const Field& field : fields) {
        if (field.shown == Shown::No || services::isEmpty(field.value)) continue;
        std::string title = titleOf(field.name);
        for (const std::string& line : std::visit(LinesOf{}, field.value)) {
            text += fmt::format("{:<22} {}\n", title, withoutControls(line));
            title.clear();
        }
    }
    return text;
}

std::string joined(const Texts& texts) {
    std::string all;
    for (const std::string& text : texts)
        all += (all.empty() ? "" : ", ") + text;
    return all;
}

std::string formatMoment(std::int64_t microseconds, const TimeZone& zone) {
    return microseconds == 0 ? std::string{} : formatTime(microseconds / kMicroseconds, zone);
}

std::string toJsonTime(std::int64_t microseconds) {
    std::string text = formatTime(microseconds / kMicroseconds, TimeZone::utc());
    text[text.find(' ')] = 'T';
    return fmt::format("{}.{:06}Z", text, microseconds % kMicroseconds);
}

std::string formatFigure(const std::string& name, std::int64_t value) {
    if (name == "bytes" || name.starts_with("bytes_"))
        return formatBytes(static_cast<std::uint64_t>(value));
    if (name == "milliseconds") return formatDuration(std::chrono::milliseconds{value});
    return std::to_string(value);
}

}  // namespace tl::cli
