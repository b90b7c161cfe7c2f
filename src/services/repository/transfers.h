// What the program moved to and from storage so far.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tl::services {

/// One kind of call to a backend.
struct TransferCalls {
    std::string name;         ///< "save", "load", "load_range", "size", "list", …
    std::uint64_t count = 0;  ///< Also those that failed and were made again.
    std::uint64_t failed = 0;
    std::uint64_t sizeBytes = 0;  ///< Of the content that was saved or loaded.
};

struct TransferFigures {
    std::uint64_t uploadedBytes = 0;    ///< As they crossed the line.
    std::uint64_t downloadedBytes = 0;  ///< As they crossed the line.
    std::uint64_t retries = 0;
    std::vector<TransferCalls> calls{};  ///< Those kinds that were made.
};

/// **Threads:** safe from any.
class Transfers {
  public:
    Transfers() = default;
    Transfers(const Transfers&) = delete;
    Transfers& operator=(const Transfers&) = delete;
    virtual ~Transfers() = default;

    /// Of all repositories since the program started.
    [[nodiscard]] virtual TransferFigures figures() const = 0;
};

}  // namespace tl::services
