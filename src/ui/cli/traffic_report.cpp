#include "ui/cli/traffic_report.h"

#include <string>

#include <fmt/format.h>

#include "ui/cli/json_line.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

std::string describe(const services::TransferFigures& figures) {
    std::string text =
        fmt::format("traffic: {} sent, {} received; calls:", formatBytes(figures.uploadedBytes),
                    formatBytes(figures.downloadedBytes));
    const char* separator = " ";
    for (const services::TransferCalls& calls : figures.calls) {
        text += fmt::format("{}{} {}", separator, calls.name, calls.count);
        if (calls.failed > 0) text += fmt::format(" ({} failed)", calls.failed);
        separator = ", ";
    }
    if (figures.calls.empty()) text += " none";
    if (figures.retries > 0) text += fmt::format("; tried again {} times", figures.retries);
    return text + "\n";
}

std::string toMessage(const services::TransferFigures& figures) {
    Json calls = Json::object();
    for (const services::TransferCalls& kind : figures.calls)
        calls[kind.name] = {
            {"count", kind.count}, {"failed", kind.failed}, {"bytes", kind.sizeBytes}};
    return toLine(Json{{"message_type", "traffic"},
                       {"bytes_sent", figures.uploadedBytes},
                       {"bytes_received", figures.downloadedBytes},
                       {"retries", figures.retries},
                       {"calls", calls}});
}

}  // namespace

void reportTraffic(const services::TransferFigures& figures, OutputForm form, Console& console) {
    console.print(form == OutputForm::Json ? toMessage(figures) : describe(figures));
}

}  // namespace tl::cli
