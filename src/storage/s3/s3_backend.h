// A repository in a bucket of Amazon S3, or of a service that speaks like it.
//
// Each file is one object, under the key that restic gives it (format notes, section 15.3). An
// object appears whole or not at all, and is durable when the server says so. `If-None-Match: *`
// keeps an object from being replaced. Some servers ignore it; nothing is lost by that, because a
// file's name is the hash of its content. Only the config has a fixed name: it is looked for first.
//
// Amazon promises that a listing shows what was stored before it began; others may not.
//
// The hash of every body is signed, and checked by the server before it stores anything.

#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/platform/clock.h"
#include "infra/platform/http_client.h"
#include "storage/backend.h"
#include "storage/backend_region.h"
#include "storage/s3/s3_connection.h"
#include "storage/s3/s3_credentials.h"
#include "storage/s3/s3_options.h"

namespace tl::storage {

class S3Backend final : public Backend {
  public:
    /// `clock` must outlive the object. Talks to nobody yet.
    S3Backend(const S3Options& options,
              std::unique_ptr<HttpClient> http,
              std::unique_ptr<S3CredentialSource> credentials,
              Clock& clock);

    [[nodiscard]] const Properties& properties() const override { return properties_; }
    /// Makes the bucket when it is missing. **Errors:** InvalidInput when its name is taken.
    void create(const std::stop_token& stop) override;
    /// **Errors:** NoRepository without the bucket.
    void save(const FileId& id,
              std::span<const std::byte> content,
              const std::stop_token& stop) override;
    /// **Errors:** NoRepository without the bucket.
    [[nodiscard]] std::optional<std::vector<std::byte>> tryLoad(
        const FileId& id, const std::stop_token& stop) override;
    [[nodiscard]] std::optional<std::size_t> tryLoadRange(const FileId& id,
                                                          std::uint64_t offset,
                                                          std::span<std::byte> out,
                                                          const std::stop_token& stop) override;
    [[nodiscard]] std::optional<std::uint64_t> trySize(const FileId& id,
                                                       const std::stop_token& stop) override;
    void list(FileType type, const Visitor& visit, const std::stop_token& stop) override;
    bool remove(const FileId& id, const std::stop_token& stop) override;
    [[nodiscard]] bool tryReplace(const FileId& id,
                                  std::span<const std::byte> content,
                                  const std::stop_token& stop) override;

    /// Asks the server where the bucket is. Where it does not tell, the region of the options
    /// counts. **Errors:** as tryLoad().
    [[nodiscard]] RegionAnswer findRegion(const std::stop_token& stop);

  private:
    [[nodiscard]] std::string keyOf(const FileId& id) const;
    [[nodiscard]] std::vector<HttpHeader> objectHeaders(const FileId& id) const;
    /// What a server that stores something is asked for beyond that.
    struct Demands {
        bool isNewOnly = true;  ///< As a condition of the request.
        bool hasMd5 = false;
    };

    [[nodiscard]] HttpResponse store(const FileId& id,
                                     std::span<const std::byte> content,
                                     const Demands& demands,
                                     const std::string& what,
                                     const std::stop_token& stop);
    [[nodiscard]] bool learnsFrom(const HttpResponse& response, const Demands& demands);
    [[nodiscard]] bool hasBucket(const std::stop_token& stop);

    const S3Options options_;
    const Properties properties_;
    const std::unique_ptr<HttpClient> http_;
    const std::unique_ptr<S3CredentialSource> credentials_;
    S3Connection connection_;
    /// Whether the server knows conditions; until it says that it does not, it does.
    std::atomic<bool> knowsConditions_ = true;
    /// Whether the server wants an MD5 beside the hash that is signed, as for locked objects.
    std::atomic<bool> wantsMd5_;
};

}  // namespace tl::storage
