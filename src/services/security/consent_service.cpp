// Consents are kept in the catalog's settings: they are no configuration, which one machine may get
// from another, and no history.

#include <algorithm>
#include <charconv>
#include <system_error>

#include "infra/errors/error.h"
#include "infra/platform/utc_text.h"
#include "services/security/consents.h"

namespace tl::services {

namespace {

/// "NUMBER TIME".
Consent parse(const std::string& text) {
    const std::size_t blank = text.find(' ');
    Consent consent;
    const char* const end = text.data() + std::min(blank, text.size());
    const auto read = std::from_chars(text.data(), end, consent.notice);
    const auto time =
        blank == std::string::npos ? std::nullopt : parseUtcText(text.substr(blank + 1));
    if (read.ec != std::errc{} || read.ptr != end || !time)
        throw Error{ErrorKind::Corrupted, "the catalog's note of a consent is malformed"};
    consent.at = *time;
    return consent;
}

class ConsentService final : public Consents {
  public:
    ConsentService(CatalogAccess& catalog, const Clock& clock, const std::string& who)
        : catalog_{catalog},
          clock_{clock},
          setting_{kConsentSettings + who} {}

    [[nodiscard]] std::optional<Consent> find() override {
        catalog::Catalog* const catalog = catalog_.tryOpen();
        const std::string text =
            catalog == nullptr ? std::string{} : catalog->settings().value(setting_);
        return text.empty() ? std::nullopt : std::optional{parse(text)};
    }

    void give(std::int64_t notice) override {
        catalog_.open().settings().set(setting_,
                                       std::to_string(notice) + " " + utcText(clock_.now()));
    }

  private:
    CatalogAccess& catalog_;
    const Clock& clock_;
    const std::string setting_;
};

}  // namespace

std::unique_ptr<Consents> makeConsents(CatalogAccess& catalog,
                                       const Clock& clock,
                                       const std::string& who) {
    return std::make_unique<ConsentService>(catalog, clock, who);
}

}  // namespace tl::services
