// The tables are those of the providers' own pages, as of their writing; a region that is not in
// them has a name and no country, so that a rule can name it all the same.

#include "infra/platform/cloud_region.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace tl {

namespace {

constexpr std::string_view kAmazon = "amazon";

struct Host {
    std::string_view end;
    std::string_view cloud;
};

constexpr std::array kHosts{
    Host{".amazonaws.com", kAmazon},
    Host{".amazonaws.com.cn", kAmazon},
    Host{".backblazeb2.com", "backblaze"},
    Host{".wasabisys.com", "wasabi"},
    Host{".digitaloceanspaces.com", "digitalocean"},
    Host{".scw.cloud", "scaleway"},
    Host{".io.cloud.ovh.net", "ovh"},
    Host{".perf.cloud.ovh.net", "ovh"},
    Host{".cloud.ovh.net", "ovh"},
    Host{".your-objectstorage.com", "hetzner"},
    Host{".ionoscloud.com", "ionos"},
    Host{".linodeobjects.com", "linode"},
    Host{".exo.io", "exoscale"},
    Host{".r2.cloudflarestorage.com", "cloudflare"},
    Host{".googleapis.com", "google"},
};

struct Place {
    std::string_view cloud;
    std::string_view name;
    std::string_view country;
};

// **Source:** AWS, "Regions and Zones"; Backblaze, "Data Regions"; Wasabi, "Service URLs for
// Wasabi's storage regions"; DigitalOcean, "Regional Availability"; Scaleway, "Object Storage";
// OVHcloud, "Endpoints and Object Storage geoavailability"; Hetzner, "Object Storage, Locations";
// IONOS, "S3 Endpoints"; Akamai, "Object Storage, Availability"; Exoscale, "Zones"; Cloudflare,
// "R2, Data location"; Google, "Bucket locations".
constexpr std::array kPlaces{
    Place{kAmazon, "us-east-1", "us"},
    Place{kAmazon, "us-east-2", "us"},
    Place{kAmazon, "us-west-1", "us"},
    Place{kAmazon, "us-west-2", "us"},
    Place{kAmazon, "external-1", "us"},
    Place{kAmazon, "us-gov-east-1", "us"},
    Place{kAmazon, "us-gov-west-1", "us"},
    Place{kAmazon, "ca-central-1", "ca"},
    Place{kAmazon, "ca-west-1", "ca"},
    Place{kAmazon, "mx-central-1", "mx"},
    Place{kAmazon, "sa-east-1", "br"},
    Place{kAmazon, "eu-central-1", "de"},
    Place{kAmazon, "eusc-de-east-1", "de"},
    Place{kAmazon, "eu-central-2", "ch"},
    Place{kAmazon, "eu-west-1", "ie"},
    Place{kAmazon, "eu-west-2", "gb"},
    Place{kAmazon, "eu-west-3", "fr"},
    Place{kAmazon, "eu-north-1", "se"},
    Place{kAmazon, "eu-south-1", "it"},
    Place{kAmazon, "eu-south-2", "es"},
    Place{kAmazon, "il-central-1", "il"},
    Place{kAmazon, "me-south-1", "bh"},
    Place{kAmazon, "me-central-1", "ae"},
    Place{kAmazon, "af-south-1", "za"},
    Place{kAmazon, "ap-south-1", "in"},
    Place{kAmazon, "ap-south-2", "in"},
    Place{kAmazon, "ap-east-1", "hk"},
    Place{kAmazon, "ap-northeast-1", "jp"},
    Place{kAmazon, "ap-northeast-2", "kr"},
    Place{kAmazon, "ap-northeast-3", "jp"},
    Place{kAmazon, "ap-southeast-1", "sg"},
    Place{kAmazon, "ap-southeast-2", "au"},
    Place{kAmazon, "ap-southeast-3", "id"},
    Place{kAmazon, "ap-southeast-4", "au"},
    Place{kAmazon, "ap-southeast-5", "my"},
    Place{kAmazon, "ap-southeast-7", "th"},
    Place{kAmazon, "cn-north-1", "cn"},
    Place{kAmazon, "cn-northwest-1", "cn"},
    // What GetBucketLocation still says of old buckets in Ireland.
    Place{kAmazon, "eu", "ie"},
    Place{"backblaze", "eu-central-003", "nl"},
    Place{"backblaze", "us-west-000", "us"},
    Place{"backblaze", "us-west-001", "us"},
    Place{"backblaze", "us-west-002", "us"},
    Place{"backblaze", "us-west-004", "us"},
    Place{"backblaze", "us-east-005", "us"},
    Place{"backblaze", "ca-east-006", "ca"},
    Place{"wasabi", "eu-central-1", "nl"},
    Place{"wasabi", "eu-central-2", "de"},
    Place{"wasabi", "eu-west-1", "gb"},
    Place{"wasabi", "eu-west-2", "fr"},
    Place{"wasabi", "eu-west-3", "gb"},
    Place{"wasabi", "eu-south-1", "it"},
    Place{"wasabi", "us-east-1", "us"},
    Place{"wasabi", "us-east-2", "us"},
    Place{"wasabi", "us-central-1", "us"},
    Place{"wasabi", "us-west-1", "us"},
    Place{"wasabi", "us-west-2", "us"},
    Place{"wasabi", "ca-central-1", "ca"},
    Place{"wasabi", "ap-northeast-1", "jp"},
    Place{"wasabi", "ap-northeast-2", "jp"},
    Place{"wasabi", "ap-southeast-1", "sg"},
    Place{"wasabi", "ap-southeast-2", "au"},
    Place{"digitalocean", "ams3", "nl"},
    Place{"digitalocean", "fra1", "de"},
    Place{"digitalocean", "lon1", "gb"},
    Place{"digitalocean", "nyc3", "us"},
    Place{"digitalocean", "sfo2", "us"},
    Place{"digitalocean", "sfo3", "us"},
    Place{"digitalocean", "atl1", "us"},
    Place{"digitalocean", "tor1", "ca"},
    Place{"digitalocean", "sgp1", "sg"},
    Place{"digitalocean", "syd1", "au"},
    Place{"digitalocean", "blr1", "in"},
    Place{"scaleway", "fr-par", "fr"},
    Place{"scaleway", "nl-ams", "nl"},
    Place{"scaleway", "pl-waw", "pl"},
    Place{"scaleway", "it-mil", "it"},
    Place{"ovh", "gra", "fr"},
    Place{"ovh", "rbx", "fr"},
    Place{"ovh", "sbg", "fr"},
    Place{"ovh", "eu-west-par", "fr"},
    Place{"ovh", "eu-south-mil", "it"},
    Place{"ovh", "de", "de"},
    Place{"ovh", "waw", "pl"},
    Place{"ovh", "uk", "gb"},
    Place{"ovh", "bhs", "ca"},
    Place{"ovh", "ca-east-tor", "ca"},
    Place{"ovh", "sgp", "sg"},
    Place{"ovh", "syd", "au"},
    Place{"ovh", "ap-south-mum", "in"},
    Place{"hetzner", "fsn1", "de"},
    Place{"hetzner", "nbg1", "de"},
    Place{"hetzner", "hel1", "fi"},
    Place{"ionos", "eu-central-1", "de"},
    Place{"ionos", "eu-central-2", "de"},
    Place{"ionos", "eu-central-3", "de"},
    Place{"ionos", "eu-central-4", "de"},
    Place{"ionos", "eu-south-2", "es"},
    Place{"ionos", "us-central-1", "us"},
    Place{"linode", "eu-central-1", "de"},
    Place{"linode", "nl-ams-1", "nl"},
    Place{"linode", "fr-par-1", "fr"},
    Place{"linode", "it-mil-1", "it"},
    Place{"linode", "es-mad-1", "es"},
    Place{"linode", "se-sto-1", "se"},
    Place{"linode", "us-east-1", "us"},
    Place{"linode", "us-southeast-1", "us"},
    Place{"linode", "us-ord-1", "us"},
    Place{"linode", "us-iad-1", "us"},
    Place{"linode", "us-lax-1", "us"},
    Place{"linode", "us-mia-1", "us"},
    Place{"linode", "us-sea-1", "us"},
    Place{"linode", "ap-south-1", "sg"},
    Place{"linode", "in-maa-1", "in"},
    Place{"linode", "id-cgk-1", "id"},
    Place{"linode", "jp-osa-1", "jp"},
    Place{"linode", "br-gru-1", "br"},
    Place{"exoscale", "ch-gva-2", "ch"},
    Place{"exoscale", "ch-dk-2", "ch"},
    Place{"exoscale", "de-fra-1", "de"},
    Place{"exoscale", "de-muc-1", "de"},
    Place{"exoscale", "at-vie-1", "at"},
    Place{"exoscale", "at-vie-2", "at"},
    Place{"exoscale", "bg-sof-1", "bg"},
    Place{"exoscale", "hr-zag-1", "hr"},
    Place{"cloudflare", "eu", "eu"},
    Place{"google", "eu", "eu"},
    Place{"google", "eur4", "eu"},
    Place{"google", "europe-central2", "pl"},
    Place{"google", "europe-north1", "fi"},
    Place{"google", "europe-southwest1", "es"},
    Place{"google", "europe-west1", "be"},
    Place{"google", "europe-west2", "gb"},
    Place{"google", "europe-west3", "de"},
    Place{"google", "europe-west4", "nl"},
    Place{"google", "europe-west6", "ch"},
    Place{"google", "europe-west8", "it"},
    Place{"google", "europe-west9", "fr"},
    Place{"google", "europe-west10", "de"},
    Place{"google", "europe-west12", "it"},
    Place{"google", "us", "us"},
    Place{"google", "nam4", "us"},
    Place{"google", "us-central1", "us"},
    Place{"google", "us-east1", "us"},
    Place{"google", "us-east4", "us"},
    Place{"google", "us-west1", "us"},
};

std::string lowered(std::string_view text) {
    std::string result{text};
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

std::string_view withoutPort(std::string_view host) {
    return host.substr(0, host.find(':'));
}

const Host* findHost(std::string_view host) {
    const auto* const found =
        std::ranges::find_if(kHosts, [host](const Host& one) { return host.ends_with(one.end); });
    return found == kHosts.end() ? nullptr : found;
}

/// The last label of what stands before the end that the cloud's hosts have, without the service's
/// name: "eu-west-1" of "s3.dualstack.eu-west-1", of "s3-eu-west-1" and of "s3.eu-west-1".
std::string_view lastLabel(std::string_view before) {
    const std::size_t dot = before.rfind('.');
    std::string_view label = dot == std::string_view::npos ? before : before.substr(dot + 1);
    for (const std::string_view service : {"s3-fips-", "s3-", "sos-"})
        if (label.starts_with(service)) return label.substr(service.size());
    return label;
}

bool isService(std::string_view label) {
    constexpr std::array<std::string_view, 7> kNames = {"s3",  "fips",       "s3-fips", "dualstack",
                                                        "api", "accelerate", "storage"};
    return std::ranges::find(kNames, label) != kNames.end();
}

/// As the host of a cloud would say it, if it named none.
bool tellsNothing(std::string_view name) {
    constexpr std::array<std::string_view, 3> kNames = {"", "default", "auto"};
    return std::ranges::find(kNames, name) != kNames.end();
}

}  // namespace

std::string cloudOfHost(std::string_view host) {
    const std::string name = lowered(withoutPort(host));
    const Host* const found = findHost("." + name);
    return found == nullptr ? std::string{} : std::string{found->cloud};
}

std::optional<CloudRegion> cloudRegionOfHost(std::string_view host) {
    const std::string name = lowered(withoutPort(host));
    const Host* const found = findHost(name);
    if (found == nullptr) return std::nullopt;
    const std::string_view label =
        lastLabel(std::string_view{name}.substr(0, name.size() - found->end.size()));
    if (isService(label)) {
        // The first of Wasabi's regions has a host without a name.
        if (found->cloud == "wasabi") return cloudRegionNamed(found->cloud, "us-east-1");
        return std::nullopt;
    }
    auto region = cloudRegionNamed(found->cloud, label);
    // There, the label is that of an account, or of an interface.
    const bool hasOtherLabels = found->cloud == "cloudflare" || found->cloud == "google" ||
                                (found->cloud == "backblaze" && !name.starts_with("s3."));
    if (hasOtherLabels && region && region->country.empty()) return std::nullopt;
    return region;
}

std::optional<CloudRegion> cloudRegionNamed(std::string_view cloud, std::string_view name) {
    const std::string lower = lowered(name);
    if (tellsNothing(lower)) return std::nullopt;
    const std::string_view table = cloud.empty() ? kAmazon : cloud;
    const auto* const found = std::ranges::find_if(
        kPlaces, [&](const Place& one) { return one.cloud == table && one.name == lower; });
    return CloudRegion{
        .cloud = std::string{cloud},
        .name = lower,
        .country = found == kPlaces.end() ? std::string{} : std::string{found->country}};
}

std::string_view hostOfUrl(std::string_view url) {
    const std::size_t scheme = url.find("://");
    if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
    return url.substr(0, url.find('/'));
}

}  // namespace tl
