#include "infra/engine/format/lock_file.h"

#include <array>

#include "infra/engine/format/json_document.h"
#include "infra/engine/format/json_members.h"
#include "infra/engine/format/json_writer.h"

namespace tl::engine {

namespace {

constexpr std::array<JsonMember<LockFile>, 7> kMembers = {{
    {"time", readInto<LockFile, &LockFile::time, readTime>},
    {"exclusive", readInto<LockFile, &LockFile::isExclusive, readBool>},
    {"hostname", readInto<LockFile, &LockFile::hostname, readText>},
    {"username", readInto<LockFile, &LockFile::username, readText>},
    {"pid", readInto<LockFile, &LockFile::pid, readI64>},
    {"uid", readInto<LockFile, &LockFile::uid, readU32>},
    {"gid", readInto<LockFile, &LockFile::gid, readU32>},
}};

}  // namespace

std::string writeLockFile(const LockFile& lock) {
    return JsonObjectWriter{}
        .time("time", lock.time)
        .boolean("exclusive", lock.isExclusive)
        .text("hostname", lock.hostname)
        .text("username", lock.username)
        .signedNumber("pid", lock.pid)
        .numberUnlessZero("uid", lock.uid)
        .numberUnlessZero("gid", lock.gid)
        .finish();
}

LockFile readLockFile(std::span<const std::byte> json) {
    JsonDocument document;
    const simdjson::dom::object object = document.parseObject(json);
    requireMember(object, "time");
    LockFile lock;
    readMembers(object, kMembers, lock);
    return lock;
}

}  // namespace tl::engine
