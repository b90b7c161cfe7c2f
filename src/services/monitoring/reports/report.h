// A report: figures of the history in sections of facts, charts and tables. The cells keep their
// type, so that each writer shows them in its own way; no writer knows what they are about.

#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "infra/catalog/catalog_time.h"

namespace tl::services {

using catalog::Microseconds;
using catalog::toMicroseconds;

struct ReportBytes {
    std::int64_t value = 0;
    bool operator==(const ReportBytes&) const = default;
};

struct ReportMoment {
    Microseconds at = 0;  ///< 0: never.
    bool operator==(const ReportMoment&) const = default;
};

/// The ID of an operation: whole for programs, its first digits for people.
struct ReportId {
    std::string id{};
    bool operator==(const ReportId&) const = default;
};

/// An empty text stands for what is not known.
using ReportCell = std::variant<std::string,
                                std::int64_t,
                                ReportBytes,
                                std::chrono::milliseconds,
                                ReportMoment,
                                ReportId>;

struct ReportColumn {
    std::string name{};   ///< For programs: "bytes_added".
    std::string title{};  ///< For people: "Added".
    bool operator==(const ReportColumn&) const = default;
};

struct ReportTable {
    std::string name{};
    std::string title{};
    std::vector<ReportColumn> columns{};
    std::vector<std::vector<ReportCell>> rows{};  ///< Each as long as `columns`.
    bool operator==(const ReportTable&) const = default;
};

struct ReportFact {
    std::string name{};
    std::string title{};
    ReportCell value{};
    bool operator==(const ReportFact&) const = default;
};

enum class ChartKind : std::uint8_t {
    Bars,   ///< One for each period, in which the series stand on each other.
    Lines,  ///< One for each series, from point to point.
};

enum class ChartUnit : std::uint8_t { Count, Bytes };

/// What a colour says; the numbered ones only tell series apart.
enum class ChartTone : std::uint8_t { Good, Warning, Bad, Muted, First, Second, Third, Fourth };

struct ChartPoint {
    Microseconds at = 0;
    std::int64_t value = 0;  ///< Not negative.
    bool operator==(const ChartPoint&) const = default;
};

struct ChartSeries {
    std::string name{};
    ChartTone tone = ChartTone::First;
    /// Of bars: one for each period, in their order. Of lines: by time.
    std::vector<ChartPoint> points{};
    bool operator==(const ChartSeries&) const = default;
};

struct ReportChart {
    std::string title{};
    ChartKind kind = ChartKind::Bars;
    ChartUnit unit = ChartUnit::Count;
    Microseconds from = 0;
    Microseconds until = 0;
    std::vector<ChartSeries> series{};
    bool operator==(const ReportChart&) const = default;
};

struct ReportSection {
    std::string name{};
    std::string title{};
    std::vector<ReportFact> facts{};
    std::vector<ReportChart> charts{};
    std::vector<ReportTable> tables{};
    bool operator==(const ReportSection&) const = default;
};

/// What a report is about.
struct ReportRange {
    std::string repository{};  ///< Only of this one; empty: of all.
    Microseconds from = 0;     ///< 0: from the beginning.
    Microseconds before = 0;   ///< 0: until now.
    bool operator==(const ReportRange&) const = default;
};

struct Report {
    ReportRange range{};
    Microseconds madeAt = 0;
    std::vector<ReportSection> sections{};
};

}  // namespace tl::services
