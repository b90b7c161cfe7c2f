#include "storage/rest/rest_listing.h"

#include <nlohmann/json.hpp>

#include "infra/errors/error.h"

namespace tl::storage {

namespace {

using Json = nlohmann::json;

/// Takes the document's events one by one, so that a list of a million files makes no tree in
/// memory. Every function returns whether the document may go on.
class ListingReader final : public Json::json_sax_t {
  public:
    explicit ListingReader(const RestEntryVisitor& visit) : visit_{visit} {}

    bool start_array(std::size_t /*count*/) override { return depth_++ == 0; }
    bool end_array() override { return --depth_ == 0; }
    bool start_object(std::size_t /*count*/) override {
        name_.reset();
        size_.reset();
        return depth_++ == 1;
    }
    bool end_object() override {
        --depth_;
        if (!name_ || !size_) return false;
        visit_(*name_, size_);
        return true;
    }
    bool key(string_t& text) override {
        key_ = text;
        return true;
    }
    bool string(string_t& text) override {
        if (depth_ == 1)
            visit_(text, std::nullopt);
        else if (depth_ == 2 && key_ == "name")
            name_ = text;
        return depth_ > 0;
    }
    bool number_unsigned(number_unsigned_t number) override {
        if (key_ == "size") size_ = number;
        return isMember();
    }
    bool number_integer(number_integer_t /*number*/) override { return isMember(); }
    bool number_float(number_float_t /*number*/, const string_t& /*text*/) override {
        return isMember();
    }
    bool boolean(bool /*value*/) override { return isMember(); }
    // A folder without files: Go writes null for a list that was never made.
    bool null() override { return depth_ == 0 || isMember(); }
    bool binary(binary_t& /*value*/) override { return false; }
    bool parse_error(std::size_t /*position*/,
                     const std::string& /*lastToken*/,
                     const Json::exception& /*error*/) override {
        return false;
    }

  private:
    [[nodiscard]] bool isMember() const noexcept { return depth_ == 2; }

    const RestEntryVisitor& visit_;
    int depth_ = 0;
    std::string key_;
    std::optional<std::string> name_;
    std::optional<std::uint64_t> size_;
};

}  // namespace

void readRestListing(std::span<const std::byte> document, const RestEntryVisitor& visit) {
    ListingReader reader{visit};
    const auto* const first = reinterpret_cast<const char*>(document.data());
    if (!Json::sax_parse(first, first + document.size(), &reader))
        throw Error{ErrorKind::Unavailable,
                    "the server's list of files is malformed; is it a REST server for restic?"};
}

}  // namespace tl::storage
