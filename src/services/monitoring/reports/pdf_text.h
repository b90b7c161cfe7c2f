// Text set in a column of a given width.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "services/monitoring/reports/pdf_canvas.h"

namespace tl::services {

/// The lines of `text` in a column of `width` points: broken at blanks, within a word where that
/// alone is wider. At most `linesMax`; the last one then ends in "…". Never none.
[[nodiscard]] std::vector<std::string> linesOf(std::string_view text,
                                               double width,
                                               std::size_t linesMax,
                                               const PdfStyle& style,
                                               PdfCanvas& canvas);

}  // namespace tl::services
