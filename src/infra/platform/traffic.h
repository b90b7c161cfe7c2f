// What every byte that crosses a line passes by: limits pace it, meters count it.

#pragma once

#include <algorithm>
#include <cstddef>
#include <stop_token>

namespace tl {

/// Told of bytes before they cross a line, in pieces of at most kTrafficPieceBytes. A backend that
/// talks to a server calls it; what it does about it, such as waiting, is no business of the
/// backend. Called from any thread, so implementations are safe for that.
class Traffic {
  public:
    Traffic() = default;
    Traffic(const Traffic&) = delete;
    Traffic& operator=(const Traffic&) = delete;
    virtual ~Traffic() = default;

    /// May wait. **Errors:** Cancelled on stop.
    virtual void beforeUpload(std::size_t bytes, const std::stop_token& stop) = 0;
    virtual void beforeDownload(std::size_t bytes, const std::stop_token& stop) = 0;
};

/// The most that may be passed by in one piece: small enough to pace slow lines smoothly.
constexpr std::size_t kTrafficPieceBytes = std::size_t{64} << 10U;

/// Passes any number of bytes by, in pieces. `traffic` may be null.
inline void passUpload(Traffic* traffic, std::size_t bytes, const std::stop_token& stop) {
    for (; traffic != nullptr && bytes > 0; bytes -= std::min(bytes, kTrafficPieceBytes))
        traffic->beforeUpload(std::min(bytes, kTrafficPieceBytes), stop);
}
inline void passDownload(Traffic* traffic, std::size_t bytes, const std::stop_token& stop) {
    for (; traffic != nullptr && bytes > 0; bytes -= std::min(bytes, kTrafficPieceBytes))
        traffic->beforeDownload(std::min(bytes, kTrafficPieceBytes), stop);
}

}  // namespace tl
