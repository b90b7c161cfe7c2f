// Storing a file in B2: whole, or in parts when it is large. B2 shows a file when all of it is
// there, and not before.
//
// Every upload needs an address of its own with a token of its own, which serves for the next
// upload, too, until one fails. A refusal there is an everyday thing: the machine behind the
// address may be full or busy, and the rule is to ask for another address at once.
//
// **Source:** Backblaze, "Uploading Files" and "Integration Checklist".

#pragma once

#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/platform/http_client.h"
#include "infra/platform/secret.h"
#include "infra/resources/mutex.h"
#include "storage/b2/b2_account.h"

namespace tl::storage {

/// **Threads:** safe from any.
class B2Uploads {
  public:
    /// Borrows both for its life.
    B2Uploads(B2Account& account, HttpClient& client);

    /// Makes a new version of the file. **Errors:** as b2Error(); Unavailable when no address
    /// works.
    void store(const std::string& name,
               std::span<const std::byte> content,
               const std::stop_token& stop);

  private:
    struct Address {
        std::string url;
        Secret token;
    };
    /// Asks for an address: for a file, or for parts of one large file.
    struct AddressRequest {
        const char* call = "b2_get_upload_url";
        nlohmann::json arguments;
    };

    void storeWhole(const std::string& name,
                    std::span<const std::byte> content,
                    const std::stop_token& stop);
    void storeInParts(const std::string& name,
                      std::span<const std::byte> content,
                      std::size_t partSize,
                      const std::stop_token& stop);
    void sendTo(std::optional<Address>& address,
                const AddressRequest& addresses,
                const std::vector<HttpHeader>& headers,
                std::span<const std::byte> content,
                const std::stop_token& stop);
    [[nodiscard]] Address newAddress(const AddressRequest& request, const std::stop_token& stop);
    [[nodiscard]] std::optional<Address> takeAddress();
    void giveBack(std::optional<Address> address);

    B2Account& account_;
    HttpClient& client_;
    Mutex mutex_;
    std::vector<Address> idle_ TL_GUARDED_BY(mutex_);  ///< For whole files; no two share one.
};

/// A name as B2 wants it in URLs and headers: UTF-8 bytes percent-encoded, slashes kept.
[[nodiscard]] std::string b2EncodedName(const std::string& name);

}  // namespace tl::storage
