#include <cerrno>
#include <vector>

#include <grp.h>
#include <pwd.h>
#include <sys/types.h>

#include "infra/platform/users.h"

namespace tl {

namespace {

/// Runs one of the …_r calls with a buffer that grows until the record fits. Nothing when there is
/// no record, or no answer: a number without a name is as good.
template <typename Record, typename Call, typename Take>
auto lookUp(const Call& call, const Take& take) -> std::optional<decltype(take(Record{}))> {
    std::vector<char> buffer(1024);
    while (true) {
        Record record{};
        Record* found = nullptr;
        const int errorNumber = call(&record, buffer.data(), buffer.size(), &found);
        if (found != nullptr) return take(*found);
        if (errorNumber == EINTR) continue;
        if (errorNumber != ERANGE) return std::nullopt;
        buffer.resize(buffer.size() * 2);
    }
}

/// The value of `key` in `known`, from `ask` the first time. `ask` runs without the lock: it may
/// wait for a directory server.
template <typename Map, typename Ask>
typename Map::mapped_type remember(std::mutex& mutex,
                                   Map& known,
                                   const typename Map::key_type& key,
                                   const Ask& ask) {
    {
        const std::scoped_lock lock{mutex};
        const auto found = known.find(key);
        if (found != known.end()) return found->second;
    }
    auto value = ask();
    const std::scoped_lock lock{mutex};
    return known.try_emplace(key, std::move(value)).first->second;
}

}  // namespace

std::string UserNames::userName(std::uint32_t userId) {
    return remember(mutex_, userNames_, userId, [&] {
        const auto call = [&](auto... rest) { return ::getpwuid_r(userId, rest...); };
        const auto take = [](const ::passwd& record) { return std::string{record.pw_name}; };
        return lookUp<::passwd>(call, take).value_or("");
    });
}

std::string UserNames::groupName(std::uint32_t groupId) {
    return remember(mutex_, groupNames_, groupId, [&] {
        const auto call = [&](auto... rest) { return ::getgrgid_r(groupId, rest...); };
        const auto take = [](const ::group& record) { return std::string{record.gr_name}; };
        return lookUp<::group>(call, take).value_or("");
    });
}

std::optional<std::uint32_t> UserNames::userId(const std::string& name) {
    return remember(mutex_, userIds_, name, [&] {
        const auto call = [&](auto... rest) { return ::getpwnam_r(name.c_str(), rest...); };
        const auto take = [](const ::passwd& record) { return std::uint32_t{record.pw_uid}; };
        return lookUp<::passwd>(call, take);
    });
}

std::optional<std::uint32_t> UserNames::groupId(const std::string& name) {
    return remember(mutex_, groupIds_, name, [&] {
        const auto call = [&](auto... rest) { return ::getgrnam_r(name.c_str(), rest...); };
        const auto take = [](const ::group& record) { return std::uint32_t{record.gr_gid}; };
        return lookUp<::group>(call, take);
    });
}

}  // namespace tl
