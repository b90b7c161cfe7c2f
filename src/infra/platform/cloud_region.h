// Where clouds keep what they are given: which of them a host belongs to, the region that its name
// tells, and the country in which a region lies.
//
// Names alone do not say it: Amazon's eu-west-2 is London and its eu-central-2 Zurich, while
// Wasabi's eu-west-1 is London and its eu-central-2 Frankfurt. So each cloud has its own names.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tl {

struct CloudRegion {
    std::string cloud{};  ///< "amazon", "backblaze", …; empty for a service that nobody knows.
    std::string name{};   ///< As the cloud calls it, in lower case: "eu-central-1".
    /// ISO 3166-1, in lower case: "de". "eu" for a region of several member states; empty: unknown.
    std::string country{};
    bool operator==(const CloudRegion&) const = default;
};

/// The cloud that `host`, with or without a port, belongs to; empty for any other host.
[[nodiscard]] std::string cloudOfHost(std::string_view host);

/// The region that the host's name tells, such as that of s3.eu-central-003.backblazeb2.com.
/// Nothing for other hosts, and for those that serve all regions of their cloud.
[[nodiscard]] std::optional<CloudRegion> cloudRegionOfHost(std::string_view host);

/// The region `name` of `cloud`, which may be empty: then names mean what they mean at Amazon.
/// Nothing for names that tell nothing, such as "" and Ceph's "default".
[[nodiscard]] std::optional<CloudRegion> cloudRegionNamed(std::string_view cloud,
                                                          std::string_view name);

/// The host of a URL, with its port: "s3.example.org:9000" of "https://s3.example.org:9000/a".
[[nodiscard]] std::string_view hostOfUrl(std::string_view url);

}  // namespace tl
