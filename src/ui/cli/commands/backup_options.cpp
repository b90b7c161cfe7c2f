#include "ui/cli/commands/backup_options.h"

#include <algorithm>

#include "infra/errors/error.h"
#include "services/repository/text_values.h"
#include "ui/cli/snapshot_filter_options.h"

namespace tl::cli {

namespace {

/// Whether the files' names or their content come from standard input.
bool readsStandardInput(const services::BackupRequest& request) {
    const auto hasDash = [](const std::vector<std::string>& files) {
        return std::ranges::find(files, "-") != files.end();
    };
    const bool isContent = request.stream && request.stream->command.empty();
    return isContent || hasDash(request.filesFrom) || hasDash(request.filesFromVerbatim) ||
           hasDash(request.filesFromRaw);
}

Secret refuseToAsk(const std::string& /*question*/) {
    throw Error{ErrorKind::InvalidInput,
                "standard input cannot give both the password and what to back up: use "
                "--password-file, --password-command or RESTIC_PASSWORD"};
}

}  // namespace

void BackupOptions::declare(OptionSet& options) {
    declareSources(options);
    declareExcludes(options);
    declareSnapshot(options);
    declareChanges(options);
}

void BackupOptions::declareSources(OptionSet& options) {
    options.list({"files-from",
                  '\0',
                  "file",
                  "read what to back up from a file, a pattern a line (repeatable)",
                  "",
                  {}},
                 request_.filesFrom);
    options.list({"files-from-verbatim",
                  '\0',
                  "file",
                  "read what to back up from a file, a path a line (repeatable)",
                  "",
                  {}},
                 request_.filesFromVerbatim);
    options.list({"files-from-raw",
                  '\0',
                  "file",
                  "read what to back up from a file, a NUL after each path (repeatable)",
                  "",
                  {}},
                 request_.filesFromRaw);
    options.flag({"stdin", '\0', "", "back up what comes from standard input", "", {}}, isStdin_);
    options.text({"stdin-filename",
                  '\0',
                  "filename",
                  "the file's name when reading standard input (default \"stdin\")",
                  "",
                  {}},
                 stdinFilename_);
    options.flag({"stdin-from-command",
                  '\0',
                  "",
                  "the arguments are a command, whose output is backed up",
                  "",
                  {}},
                 isStdinFromCommand_);
    options.flag(
        {"one-file-system", 'x', "", "stay within the file systems of the targets", "", {}},
        request_.oneFileSystem);
    options.custom({"read-concurrency",
                    '\0',
                    "n",
                    "read n files at once (default: by the machine)",
                    "READ_CONCURRENCY",
                    {}},
                   [this](const std::string& value) { readConcurrency_ = parseNumber(value); });
    options.flag(
        {"no-scan", '\0', "", "do not count everything first to tell the progress", "", {}},
        isScanOff_);
}

void BackupOptions::declareExcludes(OptionSet& options) {
    options.list({"exclude", 'e', "pattern", "leave out what matches (repeatable)", "", {}},
                 request_.excludes);
    options.list({"iexclude", '\0', "pattern", "as --exclude, ignoring case (repeatable)", "", {}},
                 request_.excludesIgnoringCase);
    options.list(
        {"exclude-file", '\0', "file", "read exclude patterns from a file (repeatable)", "", {}},
        request_.excludeFiles);
    options.list(
        {"iexclude-file", '\0', "file", "as --exclude-file, ignoring case (repeatable)", "", {}},
        request_.excludeFilesIgnoringCase);
    options.list(
        {"exclude-if-present",
         '\0',
         "filename[:header]",
         "leave out folders that hold this file, if it begins with the header (repeatable)",
         "",
         {}},
        request_.excludeIfPresent);
    options.flag(
        {"exclude-caches", '\0', "", "leave out folders marked by a CACHEDIR.TAG file", "", {}},
        request_.excludeCaches);
    options.custom({"exclude-larger-than",
                    '\0',
                    "size",
                    "leave out files larger than this; k, m, g and t are understood",
                    "",
                    {}},
                   [this](const std::string& value) {
                       request_.excludeLargerThan = services::parseSize(value);
                   });
}

void BackupOptions::declareSnapshot(OptionSet& options) {
    options.list({"tag", '\0', "tag[,tag,...]", "tags of the new snapshot (repeatable)", "", {}},
                 tagLists_);
    options.text({"host", 'H', "hostname", "host name of the new snapshot", "HOST", {}},
                 request_.host);
    options.text({"time",
                  '\0',
                  "time",
                  "time of the snapshot, such as \"2012-11-01 22:08:41\" (default: now)",
                  "",
                  {}},
                 time_);
    options.text({"parent",
                  '\0',
                  "snapshot",
                  "compare with this snapshot (default: the newest of the same group)",
                  "",
                  {}},
                 request_.parent);
    options.custom(
        {"group-by",
         'g',
         "group",
         "what the parent must have in common: host, paths, tags (default "
         "\"host,paths\")",
         "",
         {}},
        [this](const std::string& value) { request_.groupBy = services::parseGroupBy(value); });
    options.flag(
        {"skip-if-unchanged", '\0', "", "make no snapshot when it would equal its parent", "", {}},
        request_.skipIfUnchanged);
    options.flag({"dry-run", 'n', "", "store nothing, only show what would be done", "", {}},
                 request_.dryRun);
}

void BackupOptions::declareChanges(OptionSet& options) {
    options.flag({"force", 'f', "", "read every file, even those that seem unchanged", "", {}},
                 request_.force);
    options.flag(
        {"ignore-inode", '\0', "", "another inode number is no change", "IGNORE_INODE", {}},
        request_.ignoreInode);
    options.flag({"ignore-ctime", '\0', "", "another ctime is no change", "IGNORE_CTIME", {}},
                 request_.ignoreChangeTime);
    options.flag({"with-atime", '\0', "", "store access times", "", {}}, request_.withAccessTime);
}

void BackupOptions::resolveStream(services::BackupRequest& request) const {
    if (!isStdin_ && !isStdinFromCommand_) {
        if (!stdinFilename_.empty())
            throw Error{ErrorKind::InvalidInput,
                        "--stdin-filename is of use only with --stdin or --stdin-from-command"};
        return;
    }
    services::StreamSource stream;
    if (!stdinFilename_.empty()) stream.filename = stdinFilename_;
    if (isStdinFromCommand_) {
        if (request.targets.empty())
            throw Error{ErrorKind::InvalidInput, "--stdin-from-command needs a command to run"};
        stream.command = request.targets;
        request.targets.clear();
    }
    request.stream = stream;
    const bool hasFiles = !request.targets.empty() || !request.filesFrom.empty() ||
                          !request.filesFromVerbatim.empty() || !request.filesFromRaw.empty();
    if (hasFiles)
        throw Error{ErrorKind::InvalidInput,
                    "standard input is backed up alone: give no files or folders with it"};
}

services::BackupRequest BackupOptions::resolve(const std::vector<std::string>& targets,
                                               const Context& context) const {
    services::BackupRequest request = request_;
    request.targets = targets;
    resolveStream(request);
    const bool hasSource = request.stream || !targets.empty() || !request.filesFrom.empty() ||
                           !request.filesFromVerbatim.empty() || !request.filesFromRaw.empty();
    if (!hasSource)
        throw Error{ErrorKind::InvalidInput,
                    "nothing to back up: name at least one file or folder"};
    const Environment& environment = context.environment;
    request.repository = context.access();
    if (readsStandardInput(request) && !context.console.isInputTerminal())
        request.repository.password.prompt = refuseToAsk;
    request.scan = !isScanOff_;
    for (const std::string& list : tagLists_)
        for (std::string& tag : splitAtCommas(list))
            if (!tag.empty()) request.tags.push_back(std::move(tag));
    if (request.host.empty()) request.host = findSetting(environment, "HOST").value_or("");
    if (!time_.empty()) request.time = services::parseLocalTime(time_, context.zone);
    request.ignoreInode = request.ignoreInode || isSettingOn(environment, "IGNORE_INODE");
    request.ignoreChangeTime = request.ignoreChangeTime || isSettingOn(environment, "IGNORE_CTIME");
    if (readConcurrency_)
        request.readConcurrency = *readConcurrency_;
    else if (const auto setting = findSetting(environment, "READ_CONCURRENCY"))
        request.readConcurrency = parseNumber(*setting);
    return request;
}

}  // namespace tl::cli
