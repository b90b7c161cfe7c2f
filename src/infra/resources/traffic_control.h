// What the program does about its traffic: counts it, and holds it to the limits.

#pragma once

#include <atomic>
#include <cstdint>

#include "infra/platform/clock.h"
#include "infra/platform/traffic.h"
#include "infra/resources/limit_control.h"
#include "infra/resources/rate_limiter.h"

namespace tl {

/// Counts what passes. **Threads:** safe from any.
class TrafficMeter final : public Traffic {
  public:
    void beforeUpload(std::size_t bytes, const std::stop_token&) override { uploaded_ += bytes; }
    void beforeDownload(std::size_t bytes, const std::stop_token&) override {
        downloaded_ += bytes;
    }

    [[nodiscard]] std::uint64_t uploadedBytes() const noexcept { return uploaded_; }
    [[nodiscard]] std::uint64_t downloadedBytes() const noexcept { return downloaded_; }

  private:
    std::atomic<std::uint64_t> uploaded_ = 0;
    std::atomic<std::uint64_t> downloaded_ = 0;
};

/// Lets pass what the rates in force allow, and tells `next` of it then. **Threads:** safe from
/// any.
class TrafficLimits final : public Traffic {
  public:
    /// All must outlive the object.
    TrafficLimits(Clock& clock, LimitControl& control, Traffic& next)
        : upload_{clock, [&control] { return control.uploadRate(); }},
          download_{clock, [&control] { return control.downloadRate(); }},
          next_{next} {}

    void beforeUpload(std::size_t bytes, const std::stop_token& stop) override {
        upload_.take(bytes, stop);
        next_.beforeUpload(bytes, stop);
    }
    void beforeDownload(std::size_t bytes, const std::stop_token& stop) override {
        download_.take(bytes, stop);
        next_.beforeDownload(bytes, stop);
    }

  private:
    RateLimiter upload_;
    RateLimiter download_;
    Traffic& next_;
};

}  // namespace tl
