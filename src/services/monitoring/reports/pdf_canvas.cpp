#include "services/monitoring/reports/pdf_canvas.h"

#include <array>
#include <map>

#include <hpdf.h>

#include "infra/errors/error.h"
#include "infra/errors/valid_utf8.h"
#include "infra/platform/file_system.h"

namespace tl::services {

namespace {

constexpr std::size_t kLongestUtf8 = 4;  // Bytes of a character beyond what libhpdf can draw.
constexpr double kGlyphUnits = 1000;     // In which fonts give their widths.

HPDF_REAL real(double value) {
    return static_cast<HPDF_REAL>(value);
}

/// Text as libhpdf takes it with its UTF-8 encoder: characters of the basic plane only.
std::string basicPlane(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const std::size_t length = characterLength(text);
        if (length == 0 || length >= kLongestUtf8)
            result += "\xEF\xBF\xBD";
        else
            result += text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return result;
}

/// Text as the fonts of every PDF reader have it: Latin-1 of it, and "?" for the rest.
std::string latin1(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const std::size_t length = characterLength(text);
        const auto first = static_cast<unsigned char>(text[0]);
        if (length == 1) {
            result += text[0];
        } else if (length == 2 && first <= 0xC3U) {  // U+0080 to U+00FF.
            const auto second = static_cast<unsigned char>(text[1]);
            result += static_cast<char>(((first & 0x03U) << 6U) | (second & 0x3FU));
        } else {
            result += '?';
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return result;
}

}  // namespace

class PdfCanvas::Document {
  public:
    Document(const std::string& title, const PdfFonts& files)
        : pdf_{HPDF_New(&Document::onError, this)} {
        if (pdf_ == nullptr)
            throw Error{ErrorKind::ResourceExhausted, "there is no memory for a PDF"};
        HPDF_SetCompressionMode(pdf_, HPDF_COMP_ALL);
        loadFonts(files);
        HPDF_SetInfoAttr(pdf_, HPDF_INFO_TITLE, title.c_str());
        HPDF_SetInfoAttr(pdf_, HPDF_INFO_CREATOR, "TimeLocker");
        addSheet();
    }
    ~Document() { HPDF_Free(pdf_); }
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;

    void addSheet() {
        HPDF_Page page = HPDF_AddPage(pdf_);
        HPDF_Page_SetSize(page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_LANDSCAPE);
        sheets_.push_back(page);
        sheet_ = page;
    }
    void chooseSheet(std::size_t index) { sheet_ = sheets_.at(index); }
    [[nodiscard]] std::size_t sheetCount() const { return sheets_.size(); }
    [[nodiscard]] double width() const { return HPDF_Page_GetWidth(sheet_); }
    [[nodiscard]] double height() const { return HPDF_Page_GetHeight(sheet_); }
    [[nodiscard]] bool hasUnicode() const { return hasUnicode_; }

    void text(double x, double y, const PdfStyle& style, std::string_view text) {
        if (text.empty()) return;
        const std::string encoded = encode(text);
        HPDF_Page_BeginText(sheet_);
        HPDF_Page_SetFontAndSize(sheet_, fontOf(style.face), real(style.size));
        HPDF_Page_SetRGBFill(sheet_, style.color.red, style.color.green, style.color.blue);
        HPDF_Page_TextOut(sheet_, real(x), real(height() - y), encoded.c_str());
        HPDF_Page_EndText(sheet_);
    }

    [[nodiscard]] double widthOf(std::string_view text, const PdfStyle& style) {
        double units = 0;
        while (!text.empty()) {
            const std::size_t length = characterLength(text);
            const std::size_t taken = length == 0 ? 1 : length;
            units += widthOfCharacter(text.substr(0, taken), style.face);
            text.remove_prefix(taken);
        }
        return units * style.size / kGlyphUnits;
    }

    void rectangle(const PdfArea& area, const PdfColor& color) {
        HPDF_Page_SetRGBFill(sheet_, color.red, color.green, color.blue);
        HPDF_Page_Rectangle(sheet_, real(area.x), real(height() - area.y - area.height),
                            real(area.width), real(area.height));
        HPDF_Page_Fill(sheet_);
    }

    void line(const std::vector<std::pair<double, double>>& points,
              double width,
              const PdfColor& color) {
        if (points.size() < 2) return;
        HPDF_Page_SetLineWidth(sheet_, real(width));
        HPDF_Page_SetRGBStroke(sheet_, color.red, color.green, color.blue);
        HPDF_Page_MoveTo(sheet_, real(points[0].first), real(height() - points[0].second));
        for (std::size_t i = 1; i < points.size(); ++i)
            HPDF_Page_LineTo(sheet_, real(points[i].first), real(height() - points[i].second));
        HPDF_Page_Stroke(sheet_);
    }

    std::string save() {
        HPDF_SaveToStream(pdf_);
        requireNoError();
        HPDF_UINT32 size = HPDF_GetStreamSize(pdf_);
        std::string bytes(size, '\0');
        HPDF_ResetStream(pdf_);
        // libhpdf takes bytes, and so fills a string of them.
        HPDF_ReadFromStream(pdf_, reinterpret_cast<HPDF_BYTE*>(bytes.data()), &size);
        requireNoError();
        bytes.resize(size);
        return bytes;
    }

  private:
    /// Keeps the first error. libhpdf does nothing more after one, so it is enough to ask at the
    /// end; an exception must not go through its C.
    static void onError(HPDF_STATUS error, HPDF_STATUS /*detail*/, void* self) {
        auto& document = *static_cast<Document*>(self);
        if (document.error_ == 0) document.error_ = error;
    }

    void requireNoError() const {
        if (error_ == 0) return;
        if (error_ == HPDF_FAILD_TO_ALLOC_MEM)
            throw Error{ErrorKind::ResourceExhausted, "there is no memory for the PDF"};
        throw Error{ErrorKind::Internal,
                    "the PDF could not be made; another format may do (--format html)",
                    {{"libhpdf", std::to_string(error_)}}};
    }

    void loadFonts(const PdfFonts& files) {
        HPDF_UseUTFEncodings(pdf_);
        const char* const plain = tryLoad(files.plain);
        const char* const bold = plain == nullptr ? nullptr : tryLoad(files.bold);
        hasUnicode_ = plain != nullptr && bold != nullptr;
        if (hasUnicode_)
            fonts_ = {HPDF_GetFont(pdf_, plain, "UTF-8"), HPDF_GetFont(pdf_, bold, "UTF-8")};
        else
            fonts_ = {HPDF_GetFont(pdf_, "Helvetica", "WinAnsiEncoding"),
                      HPDF_GetFont(pdf_, "Helvetica-Bold", "WinAnsiEncoding")};
    }

    /// The name that libhpdf gives the font; null when there is none.
    const char* tryLoad(const std::string& file) {
        if (!exists(file)) return nullptr;
        const char* const name = HPDF_LoadTTFontFromFile(pdf_, file.c_str(), HPDF_TRUE);
        HPDF_ResetError(pdf_);
        error_ = 0;
        return name;
    }

    [[nodiscard]] HPDF_Font fontOf(PdfFace face) const {
        return fonts_.at(static_cast<std::size_t>(face));
    }

    [[nodiscard]] std::string encode(std::string_view text) const {
        return hasUnicode_ ? basicPlane(text) : latin1(text);
    }

    double widthOfCharacter(std::string_view character, PdfFace face) {
        const auto key = std::pair{std::string{character}, face};
        const auto found = widths_.find(key);
        if (found != widths_.end()) return found->second;
        const std::string encoded = encode(character);
        const HPDF_TextWidth width =
            HPDF_Font_TextWidth(fontOf(face), reinterpret_cast<const HPDF_BYTE*>(encoded.data()),
                                static_cast<HPDF_UINT>(encoded.size()));
        return widths_.emplace(key, width.width).first->second;
    }

    HPDF_STATUS error_ = 0;
    HPDF_Doc pdf_;
    std::array<HPDF_Font, 2> fonts_{};
    bool hasUnicode_ = false;
    std::vector<HPDF_Page> sheets_;
    HPDF_Page sheet_ = nullptr;
    std::map<std::pair<std::string, PdfFace>, double> widths_;
};

PdfCanvas::PdfCanvas(const std::string& title, const PdfFonts& fonts)
    : document_{std::make_unique<Document>(title, fonts)} {}

PdfCanvas::~PdfCanvas() = default;

double PdfCanvas::width() const {
    return document_->width();
}

double PdfCanvas::height() const {
    return document_->height();
}

std::size_t PdfCanvas::sheetCount() const {
    return document_->sheetCount();
}

bool PdfCanvas::hasUnicode() const {
    return document_->hasUnicode();
}

void PdfCanvas::addSheet() {
    document_->addSheet();
}

void PdfCanvas::chooseSheet(std::size_t index) {
    document_->chooseSheet(index);
}

void PdfCanvas::text(double x, double y, const PdfStyle& style, std::string_view text) {
    document_->text(x, y, style, text);
}

double PdfCanvas::widthOf(std::string_view text, const PdfStyle& style) {
    return document_->widthOf(text, style);
}

void PdfCanvas::rectangle(const PdfArea& area, const PdfColor& color) {
    document_->rectangle(area, color);
}

void PdfCanvas::line(const std::vector<std::pair<double, double>>& points,
                     double width,
                     const PdfColor& color) {
    document_->line(points, width, color);
}

std::string PdfCanvas::save() {
    return document_->save();
}

}  // namespace tl::services
