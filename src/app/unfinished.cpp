// Stands in for services that are not written yet.
#include "infra/errors/error.h"
#include "services/recovery/browsing.h"
#include "services/recovery/restores.h"

namespace tl::services {

namespace {

class NoRestores final : public Restores {
  public:
    RestoreReport run(const RestoreRequest& /*request*/,
                      RestoreObserver& /*observer*/,
                      const std::stop_token& /*stop*/) override {
        throw Error{ErrorKind::Unsupported, "restoring is not written yet"};
    }
};

class NoBrowsing final : public Browsing {
  public:
    void listFiles(const ListFilesRequest& /*request*/,
                   FileListener& /*listener*/,
                   const std::stop_token& /*stop*/) override {
        throw Error{ErrorKind::Unsupported, "listing files is not written yet"};
    }
};

}  // namespace

std::unique_ptr<Restores> makeRestores(const ServiceContext& /*context*/) {
    return std::make_unique<NoRestores>();
}

std::unique_ptr<Browsing> makeBrowsing(const ServiceContext& /*context*/) {
    return std::make_unique<NoBrowsing>();
}

}  // namespace tl::services
