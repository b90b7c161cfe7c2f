// Writes what one operation does into the history while it goes on, says to others how far it is,
// and hears from them that it is to stop (requirement MR-1).

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "infra/catalog/operation.h"
#include "infra/catalog/repository_history.h"
#include "infra/errors/error.h"
#include "infra/platform/clock.h"
#include "services/catalog_access.h"

namespace tl::services {

struct RecorderSettings {
    catalog::NewOperation operation{};
    /// Of an operation that was claimed, which the recorder then goes on with. The right to it is
    /// to be kept: a catalog that cannot be reached for a while is waited for, and when somebody
    /// else has taken over, the work is stopped.
    std::optional<catalog::Claim> claim{};
    /// A stop of `outer` puts it back into the queue.
    bool isPutBackOnStop = false;
    /// Of one that was claimed: tried again so long after a failure that time may heal.
    std::optional<catalog::Microseconds> retryAfter{};
    /// Told a sentence when the history cannot be written. Called from any thread; may be empty.
    std::function<void(const std::string& news)> tell{};
};

/// What is wrong with the catalog is told once and holds nothing up: then nothing is recorded.
/// **Threads:** log() and setProgress() from any; the rest from the owner.
class OperationRecorder {
  public:
    /// Puts the operation into the history as running. `catalog` and `clock` must outlive the
    /// object. A stop requested through `outer` is one of stop(), too.
    OperationRecorder(CatalogAccess& catalog,
                      Clock& clock,
                      RecorderSettings settings,
                      const std::stop_token& outer);
    /// Without a result before, the operation has failed.
    ~OperationRecorder();
    OperationRecorder(const OperationRecorder&) = delete;
    OperationRecorder& operator=(const OperationRecorder&) = delete;

    /// For the work: set, too, when somebody cancels the operation from another process.
    [[nodiscard]] std::stop_token stop() const;
    /// Empty when nothing is recorded.
    [[nodiscard]] std::string id() const;

    void log(const std::string& level, const std::string& text);
    /// Shown to other processes within seconds.
    void setProgress(const catalog::Figures& progress);
    /// Figures and checks of the operation's repository.
    void note(catalog::StorageFigures figures);
    void note(catalog::CheckRecord check);
    void finish(const catalog::OperationResult& result);
    /// It has failed, for good or to be tried again.
    void fail(const Error& error);
    /// It was stopped: by somebody who wants it no more, or because this process ends.
    void endStopped();

  private:
    class Work;
    std::unique_ptr<Work> work_;
};

/// This machine and process, as the history names whoever runs an operation.
[[nodiscard]] std::string runnerName();

/// Runs `work` and records how it ended: with the result that `work` returns, or by what it throws,
/// which is thrown on.
void record(OperationRecorder& recorder, const std::function<catalog::OperationResult()>& work);

}  // namespace tl::services
