#include "tests/sim/client_backend.h"

#include <type_traits>
#include <utility>

#include "infra/errors/error.h"

namespace tl::sim {

using storage::FileId;
using storage::FileType;

ClientBackend::ClientBackend(storage::Backend& place, Baton& baton, ClientNumber client, Fate fate)
    : place_{place},
      baton_{baton},
      client_{client},
      fate_{std::move(fate)} {}

template <typename Call>
auto ClientBackend::perform(const Call& call) {
    const std::uint64_t number = ++calls_;
    if (fate_.passes.contains(number)) baton_.pass(client_);
    baton_.await(client_);
    if (fate_.deathAt != 0 && number >= fate_.deathAt) fail("the client has died");
    if (number == fate_.failureAt) fail("the connection failed");
    if constexpr (std::is_void_v<decltype(call())>) {
        call();
        if (number == fate_.lostAnswerAt) fail("the answer was lost");
    } else {
        auto result = call();
        if (number == fate_.lostAnswerAt) fail("the answer was lost");
        return result;
    }
}

void ClientBackend::fail(const char* what) {
    hasFailed_ = true;
    throw Error{ErrorKind::Unavailable, what};
}

void ClientBackend::create(const std::stop_token& stop) {
    perform([&] { place_.create(stop); });
}

void ClientBackend::save(const FileId& id,
                         std::span<const std::byte> content,
                         const std::stop_token& stop) {
    perform([&] { place_.save(id, content, stop); });
}

std::optional<std::vector<std::byte>> ClientBackend::tryLoad(const FileId& id,
                                                             const std::stop_token& stop) {
    return perform([&] { return place_.tryLoad(id, stop); });
}

std::optional<std::size_t> ClientBackend::tryLoadRange(const FileId& id,
                                                       std::uint64_t offset,
                                                       std::span<std::byte> out,
                                                       const std::stop_token& stop) {
    return perform([&] { return place_.tryLoadRange(id, offset, out, stop); });
}

std::optional<std::uint64_t> ClientBackend::trySize(const FileId& id, const std::stop_token& stop) {
    return perform([&] { return place_.trySize(id, stop); });
}

void ClientBackend::list(FileType type, const Visitor& visit, const std::stop_token& stop) {
    perform([&] { place_.list(type, visit, stop); });
}

bool ClientBackend::tryReplace(const FileId& id,
                               std::span<const std::byte> content,
                               const std::stop_token& stop) {
    return perform([&] { return place_.tryReplace(id, content, stop); });
}

bool ClientBackend::remove(const FileId& id, const std::stop_token& stop) {
    return perform([&] { return place_.remove(id, stop); });
}

}  // namespace tl::sim
