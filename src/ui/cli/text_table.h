// Text in columns: a head, rows whose cells may have several lines, a foot.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tl::cli {

enum class Align : unsigned char { Left, Right };
enum class RowGap : unsigned char { None, BlankLine };

class TextTable {
  public:
    void addColumn(std::string title, Align align = Align::Left);
    /// One cell a column; "\n" separates the lines of a cell.
    void addRow(std::vector<std::string> cells);
    void addFoot(std::string line);

    /// The table. Where it is wider than `columnsMax` (0: no limit), the widest column of text is
    /// shortened so that it fits.
    [[nodiscard]] std::string format(RowGap gap, std::size_t columnsMax) const;

  private:
    struct Column {
        std::string title;
        Align align = Align::Left;
    };

    [[nodiscard]] std::vector<std::size_t> widths(std::size_t columnsMax) const;
    [[nodiscard]] std::string formatRow(const std::vector<std::string>& cells,
                                        const std::vector<std::size_t>& widths) const;

    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
    std::vector<std::string> feet_;
};

}  // namespace tl::cli
