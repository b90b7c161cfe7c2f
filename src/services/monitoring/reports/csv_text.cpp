#include "services/monitoring/reports/csv_text.h"

#include <string_view>

namespace tl::services {

std::string csvField(const std::string& text) {
    const bool isFormula =
        !text.empty() && std::string_view{"=+-@\t\r"}.find(text[0]) != std::string_view::npos;
    std::string field = isFormula ? "\"'" : "\"";
    for (const char character : text) {
        if (character == '"') field += '"';
        field += character;
    }
    return field + '"';
}

}  // namespace tl::services
