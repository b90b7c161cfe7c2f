#include "infra/plugins/storage_conformance.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "infra/errors/error.h"
#include "infra/errors/stop.h"
#include "infra/platform/digest.h"
#include "infra/resources/worker_group.h"

namespace tl::plugins {

namespace {

using storage::Backend;
using storage::FileId;
using storage::FileType;
using Bytes = std::vector<std::byte>;

constexpr FileType kTypes[] = {FileType::Config,   FileType::Key,   FileType::Lock,
                               FileType::Snapshot, FileType::Index, FileType::Pack};
constexpr std::size_t kSmallBytes = 1000;
/// A full pack, and more than any buffer on the way.
constexpr std::size_t kLargeBytes = (std::size_t{16} << 20U) + 4321;

/// Bytes that do not repeat soon, other ones for each seed.
Bytes contentOf(std::size_t size, std::uint32_t seed) {
    Bytes content(size);
    std::uint32_t state = seed * 2654435761U + 1;
    for (std::byte& byte : content) {
        state = state * 1664525U + 1013904223U;
        byte = static_cast<std::byte>(state >> 24U);
    }
    return content;
}

FileId idOf(FileType type, const Bytes& content) {
    if (type == FileType::Config) return {.type = type, .name = {}};
    return {.type = type, .name = hexText(sha256(content))};
}

std::string nameOf(const FileId& id) {
    if (id.type == FileType::Config) return "config";
    constexpr std::size_t kShown = 8;
    return std::string{storage::folderOf(id.type)} + "/" + id.name.substr(0, kShown);
}

[[noreturn]] void fail(const std::string& what) {
    throw Error{ErrorKind::Internal, what};
}

/// The checks, in an order in which each stands on those before.
class Conformance {
  public:
    Conformance(Backend& backend, const ConformanceListener& listener, const std::stop_token& stop)
        : backend_{backend},
          listener_{listener},
          stop_{stop} {}

    std::size_t run() {
        if (!check("answers a request", [this] { (void)backend_.trySize(configId(), stop_); }))
            return failed_;
        requireEmpty();
        try {
            runAll();
        } catch (...) {  // NOLINT: first what was stored is removed.
            removeAll();
            throw;
        }
        removeAll();
        return failed_;
    }

  private:
    void runAll() {
        check("makes the folders of a repository (POST /?create=true)",
              [this] { backend_.create(stop_); });
        check("makes them again without harm", [this] { backend_.create(stop_); });
        check("says of what is not there that it is not (404)", [this] { expectNothing(); });
        check("lists what is empty as empty", [this] { expectListed({}); });
        for (std::uint32_t seed = 0; const FileType type : kTypes)
            check(std::string{"stores and gives back a file of "} + storage::folderOf(type),
                  [&] { storeAndRead(type, contentOf(kSmallBytes, ++seed)); });
        check("stores a file of one byte",
              [this] { storeAndRead(FileType::Pack, contentOf(1, 99)); });
        check("tells sizes (HEAD, Content-Length)", [this] { expectSizes(); });
        check("gives parts of a file (Range)", [this] { expectRanges(kSmallBytes, 1); });
        check("lists each folder with names and sizes", [this] { expectListed(stored_); });
        check("does not replace a file (403)", [this] { expectNotReplaced(); });
        check("stores 16 MiB in one request",
              [this] { storeAndRead(FileType::Pack, contentOf(kLargeBytes, 100)); });
        check("gives parts of a large file", [this] { expectRanges(kLargeBytes, 100); });
        check("serves several requests at once", [this] { storeSideBySide(); });
        check("lists many files", [this] { expectListed(stored_); });
        check("removes files, and lists them no more", [this] { removeSome(); });
    }

    static FileId configId() { return {.type = FileType::Config, .name = {}}; }

    template <typename Call>
    bool check(const std::string& wanted, const Call& call) {
        throwIfStopped(stop_);
        std::string problem;
        try {
            call();
        } catch (const Error& error) {
            problem = error.what();
            ++failed_;
        }
        listener_(wanted, problem);
        return problem.empty();
    }

    void requireEmpty() {
        for (const FileType type : kTypes)
            if (!listed(type).empty())
                throw Error{ErrorKind::InvalidInput,
                            "the place has files already (in " +
                                std::string{storage::folderOf(type)} +
                                "); a test needs an empty one, since it stores and removes files"};
    }

    std::map<FileId, std::uint64_t> listed(FileType type) {
        std::map<FileId, std::uint64_t> found;
        backend_.list(
            type, [&](const FileId& id, std::uint64_t size) { found[id] = size; }, stop_);
        return found;
    }

    void storeAndRead(FileType type, const Bytes& content) {
        const FileId id = idOf(type, content);
        stored_[id] = content.size();
        backend_.save(id, content, stop_);
        const auto loaded = backend_.tryLoad(id, stop_);
        if (!loaded) fail(nameOf(id) + " was stored, but is not there");
        if (*loaded != content)
            fail(nameOf(id) + " came back as " + std::to_string(loaded->size()) +
                 " bytes, not the " + std::to_string(content.size()) +
                 " that were stored, or changed");
    }

    void expectNothing() {
        for (const FileType type : kTypes) {
            const FileId id = idOf(type, contentOf(kSmallBytes, 1000));
            Bytes room(10);
            if (backend_.trySize(id, stop_)) fail("HEAD finds " + nameOf(id));
            if (backend_.tryLoad(id, stop_)) fail("GET finds " + nameOf(id));
            if (backend_.tryLoadRange(id, 0, room, stop_))
                fail("GET of a range finds " + nameOf(id));
        }
        if (backend_.remove(idOf(FileType::Lock, contentOf(kSmallBytes, 1000)), stop_))
            fail("DELETE claims to have removed a file that was never there; the answer is 404");
    }

    void expectListed(const std::map<FileId, std::uint64_t>& expected) {
        for (const FileType type : kTypes) {
            const auto found = listed(type);
            for (const auto& [id, size] : found) {
                const auto known = expected.find(id);
                if (known == expected.end()) fail("the list has " + nameOf(id) + " in excess");
                if (known->second != size)
                    fail("the list says " + std::to_string(size) + " bytes of " + nameOf(id) +
                         ", which has " + std::to_string(known->second));
            }
            for (const auto& [id, size] : expected)
                if (id.type == type && !found.contains(id)) fail("the list lacks " + nameOf(id));
        }
    }

    void expectSizes() {
        for (const auto& [id, size] : stored_) {
            const auto told = backend_.trySize(id, stop_);
            if (!told) fail(nameOf(id) + " is not found");
            if (*told != size)
                fail("HEAD says " + std::to_string(*told) + " bytes of " + nameOf(id) +
                     ", which has " + std::to_string(size));
        }
    }

    void expectRanges(std::size_t size, std::uint32_t seed) {
        const auto type = size == kSmallBytes ? FileType::Key : FileType::Pack;
        const Bytes content = contentOf(size, size == kSmallBytes ? 2 : seed);
        const FileId id = idOf(type, content);
        expectRange(id, content, 0, 1);
        expectRange(id, content, 0, size);
        expectRange(id, content, size / 3, size / 2);
        expectRange(id, content, size - 7, 7);
        expectRange(id, content, size - 7, 100);
        expectRange(id, content, size, 1);
        expectRange(id, content, size + 1000, 10);
    }

    void expectRange(const FileId& id, const Bytes& content, std::size_t first, std::size_t count) {
        const std::string range = "bytes " + std::to_string(first) + "-" +
                                  std::to_string(first + count - 1) + " of " + nameOf(id) +
                                  ", which has " + std::to_string(content.size());
        Bytes room(count);
        const auto got = backend_.tryLoadRange(id, first, room, stop_);
        if (!got) fail(range + ", are not found");
        const std::size_t start = std::min(first, content.size());
        const std::size_t expected = std::min(count, content.size() - start);
        const auto begin = content.begin() + static_cast<std::ptrdiff_t>(start);
        if (*got != expected)
            fail(range + ", came as " + std::to_string(*got) + " bytes, not " +
                 std::to_string(expected));
        if (!std::equal(room.begin(), room.begin() + static_cast<std::ptrdiff_t>(expected), begin))
            fail(range + ", are others than those stored there");
    }

    void expectNotReplaced() {
        for (const FileType type : {FileType::Config, FileType::Snapshot}) {
            const auto known = std::ranges::find_if(
                stored_, [type](const auto& file) { return file.first.type == type; });
            if (known == stored_.end()) continue;
            const FileId id = known->first;
            bool isRefused = false;
            try {
                backend_.save(id, contentOf(5, 7), stop_);
            } catch (const Error& error) {
                if (error.kind() != ErrorKind::AlreadyExists) throw;
                isRefused = true;
            }
            const auto loaded = backend_.tryLoad(id, stop_);
            if (!isRefused || !loaded || loaded->size() != known->second)
                fail("a second file was stored as " + nameOf(id));
        }
    }

    void storeSideBySide() {
        constexpr std::uint32_t kEach = 5;
        const std::size_t workers = std::max<std::size_t>(backend_.properties().connections, 2);
        std::vector<Bytes> contents;
        for (std::uint32_t i = 0; i < workers * kEach; ++i) {
            contents.push_back(contentOf(100'000 + i, 2000 + i));
            stored_[idOf(FileType::Pack, contents.back())] = contents.back().size();
        }
        WorkerGroup group{stop_};
        for (std::size_t worker = 0; worker < workers; ++worker)
            group.start("conformance", [&, worker](const std::stop_token& stop) {
                for (std::size_t i = worker; i < contents.size(); i += workers) {
                    const FileId id = idOf(FileType::Pack, contents[i]);
                    backend_.save(id, contents[i], stop);
                    const auto loaded = backend_.tryLoad(id, stop);
                    if (!loaded || *loaded != contents[i])
                        fail(nameOf(id) + " came back changed, or not at all");
                }
            });
        group.join();
    }

    void removeSome() {
        const auto all = stored_;
        for (const auto& [id, size] : all) {
            if (!backend_.remove(id, stop_)) fail(nameOf(id) + " was not found to be removed");
            stored_.erase(id);
            if (backend_.trySize(id, stop_)) fail(nameOf(id) + " is still there");
        }
        expectListed({});
    }

    /// Also after a stop, and whatever the plugin thinks of it.
    void removeAll() noexcept {
        for (const auto& [id, size] : stored_) {
            try {
                (void)backend_.remove(id, {});
            } catch (const std::exception&) {
                return;  // It would fail for the others, too.
            }
        }
        stored_.clear();
    }

    Backend& backend_;
    const ConformanceListener& listener_;
    const std::stop_token& stop_;
    std::map<FileId, std::uint64_t> stored_;  ///< Also what may have been.
    std::size_t failed_ = 0;
};

}  // namespace

std::size_t checkStorage(Backend& backend,
                         const ConformanceListener& listener,
                         const std::stop_token& stop) {
    return Conformance{backend, listener, stop}.run();
}

}  // namespace tl::plugins
