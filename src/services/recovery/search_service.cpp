#include <algorithm>
#include <set>
#include <utility>

#include "infra/engine/filter/path_components.h"
#include "infra/engine/index/load_index.h"
#include "infra/engine/pack/pack_file.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/recovery/absolute_path.h"
#include "services/recovery/searches.h"
#include "services/repository/session.h"
#include "services/repository/snapshot_selection.h"

namespace tl::services {

namespace {

constexpr std::size_t kDigitsMin = 4;  ///< Fewer would mean half the repository.
constexpr std::size_t kDigitsMax = 64;

engine::Timestamp toTimestamp(const WallTime& time) {
    return {.seconds = time.seconds, .nanoseconds = time.nanoseconds, .offsetSeconds = 0};
}

std::vector<std::string> requireDigits(const std::vector<std::string>& ids) {
    for (const std::string& id : ids) {
        const bool isHex = id.find_first_not_of("0123456789abcdef") == std::string::npos;
        if (!isHex || id.size() < kDigitsMin || id.size() > kDigitsMax)
            throw Error{ErrorKind::InvalidInput,
                        quoted(id) + " is no ID: give its 64 hex digits, or the first 4 or more"};
    }
    return ids;
}

bool startsWithAny(const std::string& hex, const std::vector<std::string>& prefixes) {
    return std::ranges::any_of(prefixes,
                               [&hex](const auto& prefix) { return hex.starts_with(prefix); });
}

using Handles = std::unordered_set<engine::BlobHandle>;

/// Adds the blobs of the packs whose names begin with `prefix` and that no index lists, as their
/// headers say. Returns whether there is such a pack.
bool addFromHeaders(const engine::Repository& repository,
                    const std::string& prefix,
                    Handles& blobs,
                    const std::stop_token& stop) {
    std::vector<std::pair<engine::PackId, std::uint64_t>> packs;
    repository.backend().list(
        storage::FileType::Pack,
        [&](const storage::FileId& id, std::uint64_t sizeBytes) {
            if (!id.name.starts_with(prefix)) return;
            if (const auto pack = engine::PackId::parse(id.name))
                packs.emplace_back(*pack, sizeBytes);
        },
        stop);
    for (const auto& [pack, sizeBytes] : packs) {
        const auto header = engine::tryReadPackHeader(repository, pack, sizeBytes, stop);
        for (const engine::PackedBlob& blob : header.value_or(std::vector<engine::PackedBlob>{}))
            blobs.insert(blob.handle);
    }
    return !packs.empty();
}

/// The blobs of the packs that `ids` mean: by the index, and by themselves where no index lists
/// one.
Handles blobsOfPacks(const engine::Repository& repository,
                     const std::vector<std::string>& ids,
                     const engine::BlobIndex& index,
                     const std::stop_token& stop) {
    Handles blobs;
    std::set<engine::PackId> packs;
    const std::vector<engine::PackId> indexed = index.packs();
    for (const std::string& id : ids) {
        const std::size_t before = packs.size();
        for (const engine::PackId& pack : indexed)
            if (pack.hex().starts_with(id)) packs.insert(pack);
        if (packs.size() == before && !addFromHeaders(repository, id, blobs, stop))
            throw Error{ErrorKind::NotFound, "there is no pack " + quoted(id)};
    }
    index.forEach([&](const engine::StoredBlob& stored) {
        if (packs.contains(stored.pack)) blobs.insert(stored.blob.handle);
    });
    return blobs;
}

/// The blobs that `ids` mean: those given in full, and those in the index that begin like one.
Handles blobsOf(const std::vector<std::string>& ids,
                engine::BlobType type,
                const engine::BlobIndex& index) {
    Handles blobs;
    std::vector<std::string> prefixes;
    for (const std::string& id : ids) {
        if (const auto whole = engine::BlobId::parse(id))
            blobs.insert({type, *whole});
        else
            prefixes.push_back(id);
    }
    if (prefixes.empty()) return blobs;
    index.forEach([&](const engine::StoredBlob& stored) {
        const engine::BlobHandle& handle = stored.blob.handle;
        if (handle.type == type && startsWithAny(handle.id.hex(), prefixes)) blobs.insert(handle);
    });
    return blobs;
}

Handles findWanted(const engine::Repository& repository,
                   const FindRequest& request,
                   const engine::BlobIndex& index,
                   const std::stop_token& stop) {
    if (request.searchFor == SearchFor::Names) return {};
    const std::vector<std::string> ids = requireDigits(request.wanted);
    if (request.searchFor == SearchFor::Packs) return blobsOfPacks(repository, ids, index, stop);
    return blobsOf(
        ids,
        request.searchFor == SearchFor::Blobs ? engine::BlobType::Data : engine::BlobType::Tree,
        index);
}

/// Passes on what is found in one snapshot.
class SnapshotListener final : public engine::SearchListener {
  public:
    SnapshotListener(const StoredSnapshot& snapshot, FindObserver& observer)
        : snapshot_{snapshot},
          observer_{observer} {}

    void onMatch(const engine::SearchMatch& match) override { observer_.onMatch(snapshot_, match); }
    void onProblem(const std::string& path, const Error& error) override {
        observer_.onProblem(snapshot_, path, error);
    }

  private:
    const StoredSnapshot& snapshot_;
    FindObserver& observer_;
};

/// Whether a snapshot without the path says that it was not there.
bool coversPath(const engine::Snapshot& snapshot, const std::string& path) {
    return std::ranges::any_of(snapshot.paths, [&path](const std::string& saved) {
        return isWithin(path, saved) || isWithin(saved, path);
    });
}

class SearchService final : public Searches {
  public:
    explicit SearchService(const ServiceContext& context) : context_{context} {}

    void find(const FindRequest& request,
              FindObserver& observer,
              const std::stop_token& stop) override {
        // Before a password is asked for.
        engine::SearchQuery query;
        if (request.searchFor == SearchFor::Names)
            query.patterns = engine::PatternList{request.wanted, request.letterCase};
        else
            (void)requireDigits(request.wanted);
        if (request.oldest) query.oldest = toTimestamp(*request.oldest);
        if (request.newest) query.newest = toTimestamp(*request.newest);
        inSession(request.repository, stop,
                  [&](RepositorySession& session, const std::stop_token& work) {
                      findIn(session, request, query, observer, work);
                  });
    }

    std::vector<HostHistory> history(const HistoryRequest& request,
                                     const std::stop_token& stop) override {
        std::vector<HostHistory> histories;
        inSession(request.repository, stop,
                  [&](RepositorySession& session, const std::stop_token& work) {
                      histories = historyIn(session, request, work);
                  });
        return histories;
    }

  private:
    template <typename Work>
    void inSession(const RepositoryAccess& access, const std::stop_token& stop, const Work& work) {
        const auto session =
            RepositorySession::open(context_, access, engine::LockMode::Shared, stop);
        session->run([&](const std::stop_token& inner) { work(*session, inner); });
        session->close();
    }

    static void findIn(RepositorySession& session,
                       const FindRequest& request,
                       engine::SearchQuery& query,
                       FindObserver& observer,
                       const std::stop_token& stop) {
        const engine::Repository& repository = session.repository();
        auto snapshots = selectSnapshots(repository, request.snapshots, stop);
        if (request.order == SnapshotOrder::NewestFirst) std::ranges::reverse(snapshots);
        const engine::BlobIndex index = engine::loadIndex(repository, stop);
        session.confirmLock(stop);
        query.blobs = findWanted(repository, request, index, stop);
        const bool isInVain = request.searchFor != SearchFor::Names && query.blobs.empty();
        if (isInVain) return;
        engine::BlobReader reader{repository, index};
        engine::SnapshotSearch search{reader, query};
        for (const StoredSnapshot& snapshot : snapshots) {
            SnapshotListener listener{snapshot, observer};
            search.search(snapshot.snapshot.tree, listener, stop);
        }
        if (request.wantsPacks) tellPacks(query.blobs, index, observer);
    }

    static void tellPacks(const Handles& wanted,
                          const engine::BlobIndex& index,
                          FindObserver& observer) {
        const std::set<engine::BlobHandle> sorted{wanted.begin(), wanted.end()};
        for (const engine::BlobHandle& handle : sorted)
            if (const auto stored = index.find(handle)) observer.onPack(*stored);
    }

    static std::vector<HostHistory> historyIn(RepositorySession& session,
                                              const HistoryRequest& request,
                                              const std::stop_token& stop) {
        const engine::Repository& repository = session.repository();
        const std::string path = engine::cleanPath("/" + request.path);
        auto groups = groupSnapshots(selectSnapshots(repository, request.snapshots, stop),
                                     {.host = true, .paths = false, .tags = false});
        const engine::BlobIndex index = engine::loadIndex(repository, stop);
        session.confirmLock(stop);
        engine::BlobReader reader{repository, index};
        std::vector<HostHistory> histories;
        for (SnapshotGroup& group : groups) {
            std::erase_if(group.snapshots, [&](const StoredSnapshot& stored) {
                return !coversPath(stored.snapshot, path);
            });
            HostHistory history = historyOf(reader, group, path, stop);
            if (!history.versions.empty()) histories.push_back(std::move(history));
        }
        if (histories.empty())
            throw Error{ErrorKind::NotFound, "no snapshot has ever had " + quoted(path)};
        return histories;
    }

    /// Without versions when the path never was there.
    static HostHistory historyOf(engine::BlobReader& reader,
                                 const SnapshotGroup& group,
                                 const std::string& path,
                                 const std::stop_token& stop) {
        std::vector<engine::BlobId> roots;
        for (const StoredSnapshot& stored : group.snapshots)
            roots.push_back(stored.snapshot.tree);
        HostHistory history{
            .host = group.key.host.value_or(""), .versions = {}, .snapshotCount = roots.size()};
        for (engine::PathVersion& version : engine::findHistory(reader, roots, path, stop)) {
            const bool isBeforeItsTime = history.versions.empty() && !version.node;
            if (isBeforeItsTime) continue;
            const StoredSnapshot& first = group.snapshots[version.first];
            const StoredSnapshot& last = group.snapshots[version.last];
            history.versions.push_back({std::move(version), first, last});
        }
        return history;
    }

    const ServiceContext& context_;
};

}  // namespace

std::unique_ptr<Searches> makeSearches(const ServiceContext& context) {
    return std::make_unique<SearchService>(context);
}

}  // namespace tl::services
