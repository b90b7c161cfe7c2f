#include "storage/backend_options.h"

#include <charconv>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"

namespace tl::storage {

namespace {

std::size_t parseCount(const std::string& name, const std::string& value) {
    std::size_t number = 0;
    const char* end = value.data() + value.size();
    const auto [rest, status] = std::from_chars(value.data(), end, number);
    if (status != std::errc{} || rest != end || number == 0)
        throw Error{ErrorKind::InvalidInput, "option " + name + " needs a number above 0"};
    return number;
}

bool parseSwitch(const std::string& name, const std::string& value) {
    if (value == "on" || value == "true" || value == "1") return true;
    if (value == "off" || value == "false" || value == "0") return false;
    throw Error{ErrorKind::InvalidInput, "option " + name + " is on or off"};
}

}  // namespace

BackendOptions::BackendOptions(std::string_view backend,
                               const std::map<std::string, std::string>& options)
    : backend_{backend} {
    const std::string prefix = backend_ + '.';
    for (const auto& [name, value] : options)
        if (name.starts_with(prefix)) left_.emplace(name.substr(prefix.size()), value);
}

std::string BackendOptions::fullName(std::string_view key) const {
    return backend_ + '.' + std::string{key};
}

void BackendOptions::readText(std::string_view key, std::string& target) {
    const auto found = left_.find(key);
    if (found == left_.end()) return;
    target = found->second;
    left_.erase(found);
}

void BackendOptions::readCount(std::string_view key, std::size_t& target) {
    const auto found = left_.find(key);
    if (found == left_.end()) return;
    target = parseCount(fullName(key), found->second);
    left_.erase(found);
}

void BackendOptions::readConnections(std::size_t& usual, std::size_t& far) {
    std::size_t given = 0;
    readCount("connections", given);
    if (given > 0) usual = far = given;
}

void BackendOptions::readSwitch(std::string_view key, bool& target) {
    const auto found = left_.find(key);
    if (found == left_.end()) return;
    target = parseSwitch(fullName(key), found->second);
    left_.erase(found);
}

void BackendOptions::refuseOthers() const {
    if (left_.empty()) return;
    throw Error{ErrorKind::InvalidInput, "the storage " + tl::quoted(backend_) + " has no option " +
                                             tl::quoted(fullName(left_.begin()->first))};
}

}  // namespace tl::storage
