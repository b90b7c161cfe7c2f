// Sheets of a PDF to draw on. The only file that sees libhpdf.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tl::services {

enum class PdfFace : std::uint8_t { Plain, Bold };

/// Red, green and blue, from 0 to 1.
struct PdfColor {
    float red = 0;
    float green = 0;
    float blue = 0;
};

/// How a text is set.
struct PdfStyle {
    double size = 0;  ///< Points.
    PdfFace face = PdfFace::Plain;
    PdfColor color{};
};

struct PdfArea {
    double x = 0;  ///< Of the upper left corner.
    double y = 0;
    double width = 0;
    double height = 0;
};

/// Where the fonts to be embedded are; a file that is not there, or no font, is done without.
struct PdfFonts {
    std::string plain = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
    std::string bold = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf";
};

/// Lengths are points, a 72nd of an inch; y grows downwards from the upper edge of the sheet.
/// What cannot be drawn is remembered and told by save().
class PdfCanvas {
  public:
    /// Has one sheet of A4, on its long side. **Errors:** ResourceExhausted.
    PdfCanvas(const std::string& title, const PdfFonts& fonts);
    ~PdfCanvas();
    PdfCanvas(const PdfCanvas&) = delete;
    PdfCanvas& operator=(const PdfCanvas&) = delete;

    [[nodiscard]] double width() const;
    [[nodiscard]] double height() const;
    [[nodiscard]] std::size_t sheetCount() const;
    /// Whether the fonts have more than Latin-1.
    [[nodiscard]] bool hasUnicode() const;

    /// What is drawn from now on goes on a new sheet, or on an earlier one, counted from 0.
    void addSheet();
    void chooseSheet(std::size_t index);

    /// `text` is UTF-8 without controls; y is that of its base line.
    void text(double x, double y, const PdfStyle& style, std::string_view text);
    [[nodiscard]] double widthOf(std::string_view text, const PdfStyle& style);
    void rectangle(const PdfArea& area, const PdfColor& color);
    void line(const std::vector<std::pair<double, double>>& points,
              double width,
              const PdfColor& color);

    /// The file's bytes. **Errors:** Internal when something could not be drawn;
    /// ResourceExhausted.
    [[nodiscard]] std::string save();

  private:
    class Document;
    std::unique_ptr<Document> document_;
};

}  // namespace tl::services
