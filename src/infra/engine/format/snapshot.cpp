#include "infra/engine/format/snapshot.h"

#include <array>
#include <string_view>

#include "infra/engine/format/json_document.h"
#include "infra/engine/format/json_members.h"
#include "infra/engine/format/json_writer.h"

namespace tl::engine {

namespace {

using Summary = SnapshotSummary;

constexpr std::array<JsonMember<Summary>, 14> kSummaryMembers = {{
    {"backup_start", readInto<Summary, &Summary::backupStart, readTime>},
    {"backup_end", readInto<Summary, &Summary::backupEnd, readTime>},
    {"files_new", readInto<Summary, &Summary::filesNew, readU64>},
    {"files_changed", readInto<Summary, &Summary::filesChanged, readU64>},
    {"files_unmodified", readInto<Summary, &Summary::filesUnmodified, readU64>},
    {"dirs_new", readInto<Summary, &Summary::directoriesNew, readU64>},
    {"dirs_changed", readInto<Summary, &Summary::directoriesChanged, readU64>},
    {"dirs_unmodified", readInto<Summary, &Summary::directoriesUnmodified, readU64>},
    {"data_blobs", readInto<Summary, &Summary::dataBlobs, readU64>},
    {"tree_blobs", readInto<Summary, &Summary::treeBlobs, readU64>},
    {"data_added", readInto<Summary, &Summary::dataAdded, readU64>},
    {"data_added_packed", readInto<Summary, &Summary::dataAddedPacked, readU64>},
    {"total_files_processed", readInto<Summary, &Summary::totalFilesProcessed, readU64>},
    {"total_bytes_processed", readInto<Summary, &Summary::totalBytesProcessed, readU64>},
}};

std::string writeSummary(const Summary& summary) {
    return JsonObjectWriter{}
        .time("backup_start", summary.backupStart)
        .time("backup_end", summary.backupEnd)
        .number("files_new", summary.filesNew)
        .number("files_changed", summary.filesChanged)
        .number("files_unmodified", summary.filesUnmodified)
        .number("dirs_new", summary.directoriesNew)
        .number("dirs_changed", summary.directoriesChanged)
        .number("dirs_unmodified", summary.directoriesUnmodified)
        .number("data_blobs", summary.dataBlobs)
        .number("tree_blobs", summary.treeBlobs)
        .number("data_added", summary.dataAdded)
        .number("data_added_packed", summary.dataAddedPacked)
        .number("total_files_processed", summary.totalFilesProcessed)
        .number("total_bytes_processed", summary.totalBytesProcessed)
        .members(summary.unknownMembers)
        .finish();
}

Summary readSummary(JsonElement value, std::string_view key) {
    Summary summary;
    readMembers(readObject(value, key), kSummaryMembers, summary,
                [&summary](std::string_view member, JsonElement memberValue) {
                    appendMember(summary.unknownMembers, member, memberValue);
                });
    return summary;
}

constexpr std::array<JsonMember<Snapshot>, 13> kMembers = {{
    {"time", readInto<Snapshot, &Snapshot::time, readTime>},
    {"parent", readIdInto<Snapshot, &Snapshot::parent, SnapshotId>},
    {"tree", readIdInto<Snapshot, &Snapshot::tree, BlobId>},
    {"paths", readInto<Snapshot, &Snapshot::paths, readTexts>},
    {"hostname", readInto<Snapshot, &Snapshot::hostname, readText>},
    {"username", readInto<Snapshot, &Snapshot::username, readText>},
    {"uid", readInto<Snapshot, &Snapshot::uid, readU32>},
    {"gid", readInto<Snapshot, &Snapshot::gid, readU32>},
    {"excludes", readInto<Snapshot, &Snapshot::excludes, readTexts>},
    {"tags", readInto<Snapshot, &Snapshot::tags, readTexts>},
    {"original", readIdInto<Snapshot, &Snapshot::original, SnapshotId>},
    {"program_version", readInto<Snapshot, &Snapshot::programVersion, readText>},
    {"summary", readInto<Snapshot, &Snapshot::summary, readSummary>},
}};

}  // namespace

std::string writeSnapshot(const Snapshot& snapshot) {
    JsonObjectWriter writer;
    writer.time("time", snapshot.time);
    if (snapshot.parent) writer.digest("parent", snapshot.parent->digest);
    writer.digest("tree", snapshot.tree.digest)
        .texts("paths", snapshot.paths)
        .textUnlessEmpty("hostname", snapshot.hostname)
        .textUnlessEmpty("username", snapshot.username)
        .numberUnlessZero("uid", snapshot.uid)
        .numberUnlessZero("gid", snapshot.gid)
        .textsUnlessEmpty("excludes", snapshot.excludes)
        .textsUnlessEmpty("tags", snapshot.tags);
    if (snapshot.original) writer.digest("original", snapshot.original->digest);
    writer.textUnlessEmpty("program_version", snapshot.programVersion);
    if (snapshot.summary) writer.json("summary", writeSummary(*snapshot.summary));
    return writer.members(snapshot.unknownMembers).finish();
}

Snapshot readSnapshot(std::span<const std::byte> json) {
    JsonDocument document;
    const simdjson::dom::object object = document.parseObject(json);
    requireMember(object, "time");
    requireMember(object, "tree");
    Snapshot snapshot;
    readMembers(object, kMembers, snapshot, [&snapshot](std::string_view key, JsonElement value) {
        appendMember(snapshot.unknownMembers, key, value);
    });
    return snapshot;
}

}  // namespace tl::engine
