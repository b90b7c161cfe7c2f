#include <cmath>

#include <fmt/format.h>

#include "infra/errors/valid_utf8.h"
#include "services/monitoring/metrics/metrics.h"

namespace tl::services {

namespace {

enum class Quotes : std::uint8_t { Plain, Escaped };

std::string escaped(const std::string& text, Quotes quotes) {
    std::string result;
    for (const char character : withValidUtf8(text)) {
        if (character == '\\')
            result += "\\\\";
        else if (character == '\n')
            result += "\\n";
        else if (character == '"' && quotes == Quotes::Escaped)
            result += "\\\"";
        else
            result += character;
    }
    return result;
}

/// Whole numbers as such, up to where a double has no more of them.
std::string numberText(double value) {
    constexpr double kExactMax = 9007199254740992.0;
    if (std::trunc(value) == value && std::fabs(value) <= kExactMax)
        return std::to_string(static_cast<std::int64_t>(value));
    return fmt::format("{}", value);
}

}  // namespace

std::string writeMetrics(const std::vector<MetricFamily>& families) {
    std::string text;
    for (const MetricFamily& family : families) {
        if (family.samples.empty()) continue;
        text += fmt::format("# HELP {} {}\n# TYPE {} {}\n", family.name,
                            escaped(family.help, Quotes::Plain), family.name,
                            family.type == MetricType::Counter ? "counter" : "gauge");
        for (const MetricSample& sample : family.samples) {
            std::string labels;
            for (const auto& [name, value] : sample.labels)
                labels += fmt::format("{}{}=\"{}\"", labels.empty() ? "" : ",", name,
                                      escaped(value, Quotes::Escaped));
            text += family.name;
            if (!labels.empty()) text += "{" + labels + "}";
            text += " " + numberText(sample.value) + "\n";
        }
    }
    return text;
}

}  // namespace tl::services
