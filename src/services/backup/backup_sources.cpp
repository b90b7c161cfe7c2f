#include "services/backup/backup_sources.h"

#include <array>
#include <optional>
#include <utility>

#include "infra/engine/filter/files_from.h"
#include "infra/engine/filter/glob.h"
#include "infra/engine/filter/path_components.h"
#include "infra/errors/error.h"
#include "infra/platform/directory.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "infra/platform/standard_input.h"
#include "services/pattern_files.h"

namespace tl::services {

namespace {

constexpr std::size_t kListSizeMax = std::size_t{1} << 30U;

std::string readAllInput(const std::stop_token& stop) {
    std::string all;
    std::array<std::byte, 65536> piece{};
    for (std::size_t got = piece.size(); got == piece.size();) {
        got = readStandardInput(piece, stop);
        all.append(reinterpret_cast<const char*>(piece.data()), got);
        if (all.size() > kListSizeMax)
            throw Error{ErrorKind::InvalidInput, "the list of files on standard input is too long"};
    }
    return all;
}

struct List {
    std::string content;
    engine::ListSource source;
};

List readList(const std::string& name, const std::stop_token& stop) {
    if (name == "-") return {readAllInput(stop), engine::ListSource::StandardInput};
    return {readFile(name, kListSizeMax), engine::ListSource::File};
}

void append(std::vector<std::string>& all, std::vector<std::string> more) {
    for (std::string& item : more)
        all.push_back(std::move(item));
}

std::optional<std::vector<std::string>> namesIn(const std::string& folder) {
    try {
        std::vector<std::string> names;
        for (DirectoryEntry& entry : Directory::open(folder, Follow::Yes).entries())
            names.push_back(std::move(entry.name));
        return names;
    } catch (const Error&) {
        return std::nullopt;
    }
}

std::vector<std::string> expandPattern(const std::string& pattern) {
    return engine::expandGlob(pattern, {.exists = exists, .namesIn = namesIn});
}

/// Where restic and we keep copies of repositories: saving those would be going round in circles.
std::vector<std::string> cacheFolders(const CacheSettings& settings) {
    std::vector<std::string> folders;
    if (!settings.folder.empty()) folders.push_back(settings.folder);
    if (const auto folder = environmentVariable("RESTIC_CACHE_DIR")) folders.push_back(*folder);
    if (const auto base = userCacheFolder()) folders.push_back(*base + "/restic");
    return folders;
}

}  // namespace

void checkBackupRequest(const BackupRequest& request) {
    const bool hasLists = !request.filesFrom.empty() || !request.filesFromVerbatim.empty() ||
                          !request.filesFromRaw.empty();
    if (request.stream && (hasLists || !request.targets.empty())) {
        throw Error{
            ErrorKind::InvalidInput,
            "a backup of standard input or of a command's output takes no files or folders"};
    }
    if (request.force && !request.parent.empty())
        throw Error{ErrorKind::InvalidInput,
                    "--force and --parent contradict each other; give one"};
    for (const std::string& tag : request.tags) {
        if (tag.find(',') != std::string::npos)
            throw Error{ErrorKind::InvalidInput, "a tag may not have a comma: \"" + tag + "\""};
    }
}

std::vector<std::string> collectTargets(const BackupRequest& request,
                                        BackupObserver& observer,
                                        const std::stop_token& stop) {
    std::vector<std::string> targets;
    for (const std::string& name : request.filesFrom) {
        const List list = readList(name, stop);
        auto files = engine::parseFilesFrom(list.content, list.source, expandPattern);
        for (const std::string& pattern : files.unmatchedPatterns)
            observer.onWarning("no file fits the pattern \"" + pattern + "\" of " + name);
        append(targets, std::move(files.paths));
    }
    for (const std::string& name : request.filesFromVerbatim) {
        const List list = readList(name, stop);
        append(targets, engine::parseFilesFromVerbatim(list.content, list.source));
    }
    for (const std::string& name : request.filesFromRaw)
        append(targets, engine::parseFilesFromRaw(readList(name, stop).content));
    append(targets, request.targets);
    if (targets.empty())
        throw Error{ErrorKind::InvalidInput, "nothing to back up; name files or folders"};
    for (const std::string& target : targets) {
        if (target.empty() || target.find('\0') != std::string::npos)
            throw Error{ErrorKind::InvalidInput,
                        "the name of a file to back up is empty or has a zero byte"};
    }
    return targets;
}

std::vector<std::string> keepExisting(const std::vector<std::string>& targets,
                                      BackupObserver& observer,
                                      std::uint64_t& failureCount) {
    std::vector<std::string> existing;
    for (const std::string& target : targets) {
        if (exists(target)) {
            existing.push_back(target);
            continue;
        }
        ++failureCount;
        observer.onFailure({target, BackupPhase::Archival, "no such file or folder, skipping"});
    }
    if (existing.empty())
        throw Error{ErrorKind::NotFound, "none of the files and folders to back up exists"};
    return existing;
}

engine::Selection makeSelection(const BackupRequest& request) {
    engine::Selection selection;
    selection.includes = engine::PatternList{request.includes};
    selection.includesIgnoringCase =
        engine::PatternList{request.includesIgnoringCase, engine::LetterCase::Ignored};
    selection.excludes =
        engine::PatternList{withPatternFiles(request.excludes, request.excludeFiles)};
    selection.excludesIgnoringCase = engine::PatternList{
        withPatternFiles(request.excludesIgnoringCase, request.excludeFilesIgnoringCase),
        engine::LetterCase::Ignored};
    if (request.excludeCaches) selection.marks.push_back(engine::cacheFolderMark());
    for (const std::string& mark : request.excludeIfPresent)
        selection.marks.push_back(engine::parseFolderMark(mark));
    selection.excludeLargerThan = request.excludeLargerThan;
    selection.oneFileSystem = request.oneFileSystem;
    selection.excludedFolders = cacheFolders(request.repository.cache);
    return selection;
}

std::string absolutePath(const std::string& path, const std::string& workingFolder) {
    return engine::cleanPath(path.starts_with('/') ? path : workingFolder + "/" + path);
}

}  // namespace tl::services
