// Figures of the history for a collector that draws and watches them (requirement MR-3): how long
// ago things went well, how long they take, what fails.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "infra/platform/clock.h"
#include "services/catalog_access.h"

namespace tl::services {

struct MetricSample {
    std::vector<std::pair<std::string, std::string>> labels{};  ///< Names are unique.
    double value = 0;
    bool operator==(const MetricSample&) const = default;
};

enum class MetricType : std::uint8_t { Counter, Gauge };

struct MetricFamily {
    std::string name{};
    std::string help{};
    MetricType type = MetricType::Gauge;
    std::vector<MetricSample> samples{};  ///< No two of the same labels.
    bool operator==(const MetricFamily&) const = default;
};

/// **Threads:** any.
class Metrics {
  public:
    Metrics() = default;
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;
    virtual ~Metrics() = default;

    /// All families, in the same order each time; those without samples, too.
    /// **Errors:** as CatalogAccess.
    [[nodiscard]] virtual std::vector<MetricFamily> collect() = 0;
};

/// What is borrowed must outlive the object.
[[nodiscard]] std::unique_ptr<Metrics> makeMetrics(CatalogAccess& catalog, const Clock& clock);

/// The families as Prometheus reads them; those without samples are left out.
/// **Source:** prometheus.io/docs/instrumenting/exposition_formats, text format 0.0.4.
[[nodiscard]] std::string writeMetrics(const std::vector<MetricFamily>& families);

}  // namespace tl::services
