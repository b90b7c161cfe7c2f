#include "infra/engine/restore/replaced/replaced_folder.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "infra/platform/named_entry.h"

namespace tl::engine {

namespace {

constexpr std::uint32_t kFolderMode = 0700;
constexpr std::uint32_t kFileMode = 0600;
constexpr std::uint32_t kOthersMayWrite = 0022;
constexpr std::uint64_t kAboutSizeMax = std::uint64_t{1} << 20U;
constexpr std::uint64_t kListSizeMax = std::uint64_t{4} << 30U;

constexpr const char* kLock = "lock";
constexpr const char* kAbout = "about";
constexpr const char* kConfirmed = "confirmed";
constexpr std::string_view kList = "list-";
constexpr std::string_view kDone = "done-";

std::string_view prefixOf(ReplacedFolder::Part part) {
    switch (part) {
        case ReplacedFolder::Part::Old:
            return "old-";
        case ReplacedFolder::Part::New:
            return "new-";
        case ReplacedFolder::Part::Aside:
            break;
    }
    return "aside-";
}

std::string sectionName(std::string_view prefix, SectionNumber section) {
    constexpr std::size_t kDigits = 6;
    const std::string digits = std::to_string(section);
    const std::size_t zeros = kDigits - std::min(kDigits, digits.size());
    return std::string{prefix} + std::string(zeros, '0') + digits;
}

/// Nothing for any other name.
std::optional<SectionNumber> sectionOf(std::string_view prefix, std::string_view name) {
    if (!name.starts_with(prefix)) return std::nullopt;
    const std::string_view digits = name.substr(prefix.size());
    SectionNumber section = 0;
    const char* end = digits.data() + digits.size();
    const auto parsed = std::from_chars(digits.data(), end, section);
    if (parsed.ec != std::errc{} || parsed.ptr != end || section == 0) return std::nullopt;
    if (sectionName(prefix, section) != name) return std::nullopt;
    return section;
}

/// Whether it is a name that we give to what belongs to a section, or to a list on its way.
bool isOfSection(std::string_view name) {
    constexpr std::string_view kUnfinished = ".part";
    if (name.ends_with(kUnfinished)) name.remove_suffix(kUnfinished.size());
    if (name == kAbout || name == kConfirmed) return true;
    for (const std::string_view prefix :
         {kList, kDone, prefixOf(ReplacedFolder::Part::Old), prefixOf(ReplacedFolder::Part::New),
          prefixOf(ReplacedFolder::Part::Aside)})
        if (sectionOf(prefix, name)) return true;
    return false;
}

/// Where the last name of a path begins.
std::size_t nameStart(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? 0 : slash + 1;
}

std::string folderAbove(const std::string& path) {
    const std::size_t start = nameStart(path);
    if (start == 0) return ".";
    return start == 1 ? "/" : path.substr(0, start - 1);
}

bool isOursAlone(const FileStatus& status) {
    return status.kind == FileKind::Directory && status.userId == userId() &&
           (status.permissionBits & kOthersMayWrite) == 0;
}

void removeEntriesOf(Directory& folder) {
    for (const DirectoryEntry& entry : folder.entries()) {
        const NamedEntry named{folder, entry.name};
        const auto status = named.tryStatus();
        if (!status) continue;
        if (status->kind != FileKind::Directory) {
            named.removeFile();
            continue;
        }
        Directory sub = folder.openSub(entry.name);
        if (!isRoot()) sub.handle().setPermissions(kFolderMode);
        removeEntriesOf(sub);
        named.removeDirectory();
    }
}

}  // namespace

ReplacedFolder::ReplacedFolder(Directory parent, std::string name, Directory folder)
    : parent_{std::move(parent)},
      name_{std::move(name)},
      folder_{std::move(folder)} {}

ReplacedFolder ReplacedFolder::make(const Directory& parent, ReplacedAbout about) {
    std::string name = replacedFolderName(about.id);
    const NamedEntry entry{parent, name};
    entry.makeDirectory(kFolderMode);
    // Opened anew by its own path, so that the caller may close the one it has.
    ReplacedFolder made{Directory::open(parent.path(), Follow::Yes), name, parent.openSub(name)};
    const FileStatus parentStatus = made.parent_.status();
    if (parentStatus.inode != parent.status().inode)
        throw Error{
            ErrorKind::Unavailable,
            "the folder was replaced while it was being restored to: " + quoted(parent.path())};
    made.takeLock();
    try {
        made.checkIsAlone();
    } catch (const Error&) {
        made.removeAll();
        throw;
    }
    about.folderInode = made.folder_.status().inode;
    about.parentInode = parentStatus.inode;
    made.about_ = std::move(about);
    made.writeDurably(kAbout, encodeAbout(made.about_));
    (void)made.parent_.handle().sync();
    return made;
}

ReplacedFolder ReplacedFolder::open(const std::string& path) {
    std::string clean = path;
    while (clean.size() > 1 && clean.ends_with('/'))
        clean.pop_back();
    std::string name = clean.substr(nameStart(clean));
    if (!isReplacedFolderName(name)) {
        throw Error{ErrorKind::InvalidInput,
                    "not a folder in which a restore keeps things: " + quoted(path) +
                        "; its name begins with " + std::string{kReplacedFolderPrefix}};
    }
    Directory parent = Directory::open(folderAbove(clean), Follow::Yes);
    Directory folder = parent.openSub(name);
    ReplacedFolder opened{std::move(parent), std::move(name), std::move(folder)};
    opened.checkIsOurs();
    // Before the lock is made: what is no such folder is not to be changed.
    if (opened.loadAbout()) opened.checkIsNoCopy();
    opened.takeLock();
    return opened;
}

void ReplacedFolder::checkIsNoCopy() const {
    const bool isTheOne = about_.folderInode == folder_.status().inode &&
                          about_.parentInode == parent_.status().inode &&
                          replacedFolderName(about_.id) == name_;
    if (isTheOne) return;
    throw Error{ErrorKind::InvalidInput,
                "a copy, or moved from where the restore made it, so nothing can be taken back "
                "with it: " +
                    quoted(path())};
}

/// False when it was interrupted while it was made or removed, so that there is nothing in it.
bool ReplacedFolder::loadAbout() {
    about_.id = name_.substr(kReplacedFolderPrefix.size());
    if (!folder_.tryStatus(kAbout) && sections().empty()) return false;
    about_ = decodeAbout(read(kAbout, kAboutSizeMax));
    return true;
}

void ReplacedFolder::checkIsOurs() const {
    if (isOursAlone(folder_.status())) return;
    throw Error{ErrorKind::PermissionDenied,
                "only the user who restored may decide about " + quoted(path()) +
                    ", and nobody else may be able to write there: run this as that user"};
}

void ReplacedFolder::takeLock() {
    // A link there would be somebody's trap; the folder is ours alone, so there is none.
    lock_ = FileLock::tryTake(path() + "/" + kLock);
    if (!lock_)
        throw Error{
            ErrorKind::Locked,
            "a restore or the taking back of one is still at work there: " + quoted(path())};
}

/// Two at once would each take for old what the other one makes. Of two that begin in the same
/// instant, both may find the other one.
void ReplacedFolder::checkIsAlone() const {
    for (const std::string& name : replacedFoldersIn(parent_)) {
        const auto status = parent_.tryStatus(name);
        if (name == name_ || !status || !isOursAlone(*status)) continue;
        const auto isAtWork = [&] {
            const Directory other = parent_.openSub(name);
            const auto lock = other.tryStatus(kLock);
            return lock && lock->kind == FileKind::Regular &&
                   !FileLock::tryTake(other.path() + "/" + kLock);
        };
        if (!isAtWork()) continue;
        throw Error{
            ErrorKind::Locked,
            "another restore to this folder, or the taking back of one, is still at work: " +
                quoted(parent_.path() + "/" + name),
            {{"hint", "wait until it is over"}}};
    }
}

std::vector<std::byte> ReplacedFolder::read(const std::string& name, std::uint64_t sizeMax) const {
    File file = folder_.openSource(name);
    const FileStatus status = file.status();
    if (status.kind != FileKind::Regular || status.sizeBytes > sizeMax)
        throw Error{ErrorKind::Corrupted, "no such list is that large: " + quoted(file.path())};
    std::vector<std::byte> bytes(status.sizeBytes);
    bytes.resize(file.read(bytes));
    return bytes;
}

void ReplacedFolder::writeDurably(const std::string& name, std::span<const std::byte> bytes) {
    const std::string unfinished = name + ".part";
    const NamedEntry part{folder_, unfinished};
    part.removeFile();
    File file = part.createFile(kFileMode);
    file.writeAll(bytes);
    (void)file.sync();
    file.close();
    part.moveTo(NamedEntry{folder_, name});
    (void)folder_.handle().sync();
}

std::vector<SectionNumber> ReplacedFolder::sections() const {
    std::vector<SectionNumber> found;
    for (const DirectoryEntry& entry : folder_.entries())
        if (const auto section = sectionOf(kList, entry.name)) found.push_back(*section);
    std::ranges::sort(found);
    return found;
}

ReplacedList ReplacedFolder::loadList(SectionNumber section) const {
    return decodeList(read(sectionName(kList, section), kListSizeMax));
}

void ReplacedFolder::saveList(SectionNumber section, const ReplacedList& list) {
    writeDurably(sectionName(kList, section), encodeList(list));
}

void ReplacedFolder::removeList(SectionNumber section) {
    const std::string list = sectionName(kList, section);
    const std::string done = sectionName(kDone, section);
    NamedEntry{folder_, list}.removeFile();
    NamedEntry{folder_, done}.removeFile();
}

void ReplacedFolder::markDone(SectionNumber section) {
    const std::string name = sectionName(kDone, section);
    NamedEntry{folder_, name}.createFile(kFileMode).close();
}

std::optional<WallTime> ReplacedFolder::doneAt(SectionNumber section) const {
    const auto status = folder_.tryStatus(sectionName(kDone, section));
    if (!status) return std::nullopt;
    return status->modified;
}

Directory ReplacedFolder::openPart(Part part, SectionNumber section) {
    const std::string name = sectionName(prefixOf(part), section);
    const NamedEntry entry{folder_, name};
    if (!entry.tryStatus()) entry.makeDirectory(kFolderMode);
    return folder_.openSub(name);
}

std::optional<Directory> ReplacedFolder::tryOpenPart(Part part, SectionNumber section) const {
    const std::string name = sectionName(prefixOf(part), section);
    if (!folder_.tryStatus(name)) return std::nullopt;
    return folder_.openSub(name);
}

std::vector<Directory> ReplacedFolder::openAll(Part part) const {
    std::vector<Directory> opened;
    for (const DirectoryEntry& entry : folder_.entries())
        if (sectionOf(prefixOf(part), entry.name)) opened.push_back(folder_.openSub(entry.name));
    return opened;
}

bool ReplacedFolder::hasAny(Part part) const {
    return std::ranges::any_of(openAll(part),
                               [](const Directory& opened) { return !opened.entries().empty(); });
}

void ReplacedFolder::removeLeftovers() {
    const auto needed = sections();
    const auto isNeeded = [&](const std::optional<SectionNumber>& section) {
        return std::ranges::find(needed, section.value_or(0)) != needed.end();
    };
    for (const DirectoryEntry& entry : folder_.entries()) {
        const NamedEntry named{folder_, entry.name};
        if (const auto section = sectionOf(prefixOf(Part::New), entry.name)) {
            if (isNeeded(section)) continue;
            Directory unfinished = folder_.openSub(entry.name);
            removeEntriesOf(unfinished);
            named.removeDirectory();
        } else if (const auto old = sectionOf(prefixOf(Part::Old), entry.name)) {
            // What is in it although no list tells from where, stays.
            const bool isEmpty = folder_.openSub(entry.name).entries().empty();
            if (!isNeeded(old) && isEmpty) named.removeDirectory();
        } else if (const auto done = sectionOf(kDone, entry.name)) {
            if (!isNeeded(done)) named.removeFile();
        }
    }
}

bool ReplacedFolder::isConfirmed() const {
    return folder_.tryStatus(kConfirmed).has_value();
}

void ReplacedFolder::markConfirmed() {
    if (!isConfirmed()) writeDurably(kConfirmed, {});
}

void ReplacedFolder::removeAll(const std::optional<FolderTimes>& parentTimes) {
    const FileStatus before = parent_.status();
    // What makes it a folder that can be decided about goes last: should this be interrupted, it
    // can be gone on with.
    for (const DirectoryEntry& entry : folder_.entries()) {
        if (entry.name == kAbout || entry.name == kConfirmed || entry.name == kLock) continue;
        if (!isOfSection(entry.name)) continue;  // Somebody's, who is told when the folder stays.
        const NamedEntry named{folder_, entry.name};
        const auto status = named.tryStatus();
        if (status && status->kind == FileKind::Directory) {
            Directory sub = folder_.openSub(entry.name);
            removeEntriesOf(sub);
            named.removeDirectory();
        } else {
            named.removeFile();
        }
    }
    for (const char* name : {kLock, kConfirmed, kAbout})
        NamedEntry{folder_, std::string{name}}.removeFile();
    // An ordinary user's own folder may be read-only.
    const bool isReadOnly = !isRoot() && before.userId == userId() &&
                            (before.permissionBits & kFolderMode) != kFolderMode;
    if (isReadOnly) parent_.handle().setPermissions(before.permissionBits | kFolderMode);
    NamedEntry{parent_, name_}.removeDirectory();
    try {
        const FolderTimes times =
            parentTimes.value_or(FolderTimes{before.accessed, before.modified});
        parent_.handle().setTimes(times.accessed, times.modified);
        if (isReadOnly) parent_.handle().setPermissions(before.permissionBits);
    } catch (const Error& error) {
        // Another user's folder: it has the time of this change then, as after any other.
        if (error.kind() != ErrorKind::PermissionDenied) throw;
    }
}

std::vector<std::string> ReplacedFolder::laterOnes() const {
    std::vector<std::string> later;
    for (const std::string& name : replacedFoldersIn(parent_)) {
        if (name == name_) continue;
        try {
            const Directory other = parent_.openSub(name);
            if (other.status().userId != folder_.status().userId) continue;
            File file = other.openSource(kAbout);
            std::vector<std::byte> bytes(std::min(file.status().sizeBytes, kAboutSizeMax));
            bytes.resize(file.read(bytes));
            const ReplacedAbout about = decodeAbout(bytes);
            const bool isTheOne = about.folderInode == other.status().inode;
            if (isTheOne && about.startedAt > about_.startedAt) later.push_back(about.id);
        } catch (const Error&) {
            // What cannot be read can be taken back by nobody, so nothing is to be waited for.
            continue;
        }
    }
    return later;
}

std::vector<std::string> replacedFoldersIn(const Directory& parent) {
    std::vector<std::string> names;
    for (const DirectoryEntry& entry : parent.entries())
        if (isReplacedFolderName(entry.name)) names.push_back(entry.name);
    std::ranges::sort(names);
    return names;
}

}  // namespace tl::engine
