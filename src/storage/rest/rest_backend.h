// A repository behind a server that speaks restic's REST protocol, such as rest-server and
// `rclone serve restic`.
//
// The protocol has no request that stores a file only if there is none. rest-server refuses to
// overwrite, rclone does so only when it is append-only; so a save asks first, and this process
// saves a name once at a time. Some servers leave half a file under its final name when an upload
// breaks off: what this process did not finish it removes before it saves the name again.
//
// **Source:** restic, "REST Backend" (doc/REST_backend.rst); format notes, section 15.2.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/errors/error.h"
#include "infra/platform/http_client.h"
#include "infra/platform/secret.h"
#include "infra/resources/exclusive_names.h"
#include "infra/resources/mutex.h"
#include "storage/backend.h"
#include "storage/rest/rest_options.h"

namespace tl::storage {

/// Settings of the HTTP client that suit `rest`: `settings` with its socket and connections.
[[nodiscard]] HttpSettings restHttpSettings(const RestOptions& rest, HttpSettings settings);

class RestBackend final : public Backend {
  public:
    /// Sends nothing yet.
    RestBackend(const RestOptions& options, std::unique_ptr<HttpClient> client);

    [[nodiscard]] const Properties& properties() const override { return properties_; }
    void create(const std::stop_token& stop) override;
    void save(const FileId& id,
              std::span<const std::byte> content,
              const std::stop_token& stop) override;
    [[nodiscard]] std::optional<std::vector<std::byte>> tryLoad(
        const FileId& id, const std::stop_token& stop) override;
    [[nodiscard]] std::optional<std::size_t> tryLoadRange(const FileId& id,
                                                          std::uint64_t offset,
                                                          std::span<std::byte> out,
                                                          const std::stop_token& stop) override;
    [[nodiscard]] std::optional<std::uint64_t> trySize(const FileId& id,
                                                       const std::stop_token& stop) override;
    void list(FileType type, const Visitor& visit, const std::stop_token& stop) override;
    /// A server that does not tell whether there was a file, as rest-server, makes this true.
    bool remove(const FileId& id, const std::stop_token& stop) override;

  private:
    [[nodiscard]] std::string urlOf(const FileId& id) const;
    [[nodiscard]] HttpResponse send(HttpRequest request, const std::stop_token& stop);
    void upload(const FileId& id, std::span<const std::byte> content, const std::stop_token& stop);
    void removeUnfinished(const FileId& id, const std::stop_token& stop);
    [[nodiscard]] Error refused(const HttpResponse& response, const std::string& doing) const;

    const std::string url_;
    const Properties properties_;
    const Secret authorization_;  ///< The header's value; may be empty.
    const std::unique_ptr<HttpClient> client_;
    ExclusiveNames names_;
    Mutex mutex_;
    std::set<FileId> unfinished_ TL_GUARDED_BY(mutex_);
};

}  // namespace tl::storage
