// A repository in a bucket of Backblaze B2, through its native API.
//
// B2 keeps every version of a name and shows the latest. So a save asks first whether there is a
// file, this process saves a name once at a time, and a removal removes all versions; a key that
// may not delete hides the file instead, which readers cannot tell from a removal. An upload is
// there whole or not at all; when an answer got lost, the next save of the same content finds it.
//
// **Source:** Backblaze, "B2 Native API"; format notes, sections 1.4 and 15.4.

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

#include "infra/platform/http_client.h"
#include "infra/resources/exclusive_names.h"
#include "infra/resources/mutex.h"
#include "storage/b2/b2_account.h"
#include "storage/b2/b2_options.h"
#include "storage/b2/b2_uploads.h"
#include "storage/backend.h"
#include "storage/backend_region.h"

namespace tl::storage {

class B2Backend final : public Backend {
  public:
    /// Sends nothing yet.
    B2Backend(const B2Options& options, std::unique_ptr<HttpClient> client);

    [[nodiscard]] const Properties& properties() const override { return properties_; }
    /// Makes the bucket if it is missing.
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
    bool remove(const FileId& id, const std::stop_token& stop) override;
    /// Stores another version, which is the one that B2 shows. The old ones go with remove().
    [[nodiscard]] bool tryReplace(const FileId& id,
                                  std::span<const std::byte> content,
                                  const std::stop_token& stop) override;

    /// Where the account is, as B2 told when it let us in: nothing more is asked.
    /// **Errors:** as B2Account::session().
    [[nodiscard]] RegionAnswer findRegion(const std::stop_token& stop);

  private:
    /// What is stored under a name.
    struct Stored {
        std::uint64_t sizeBytes = 0;
        std::string sha1;  ///< Of all of it; empty when B2 does not know.
    };

    [[nodiscard]] std::string nameOf(const FileId& id) const;
    [[nodiscard]] std::optional<Stored> find(const FileId& id, const std::stop_token& stop);
    /// Asks for the file itself, or its headers. Nothing when it is not there.
    [[nodiscard]] std::optional<HttpResponse> fetch(const FileId& id,
                                                    HttpRequest request,
                                                    const std::stop_token& stop);
    [[nodiscard]] bool wasLeftOpen(const FileId& id);
    void setLeftOpen(const FileId& id, bool isOpen);

    const std::string bucket_;
    const std::string prefix_;  ///< Of every name: empty, or with a slash at its end.
    const Properties properties_;
    const std::unique_ptr<HttpClient> client_;
    B2Account account_;
    B2Uploads uploads_;
    ExclusiveNames names_;
    Mutex mutex_;
    /// Uploads of this process of which it does not know whether they came to an end.
    std::set<FileId> leftOpen_ TL_GUARDED_BY(mutex_);
};

}  // namespace tl::storage
