#include "ui/cli/commands/restore_options.h"

#include "infra/errors/error.h"

namespace tl::cli {

namespace {

services::OverwriteMode parseOverwrite(const std::string& value) {
    if (const auto mode = services::parseOverwriteMode(value)) return *mode;
    throw Error{ErrorKind::InvalidInput, "use always, if-changed, if-newer or never"};
}

}  // namespace

void RestoreOptions::declare(OptionSet& options) {
    declarePlace(options);
    declarePatterns(options);
    declareWays(options);
    filter_.declare(options);
}

void RestoreOptions::declarePatterns(OptionSet& options) {
    options.list({"include", 'i', "pattern", "restore only what matches (repeatable)", "", {}},
                 request_.includes);
    options.list({"iinclude", '\0', "pattern", "as --include, ignoring case (repeatable)", "", {}},
                 request_.includesIgnoringCase);
    options.list(
        {"include-file", '\0', "file", "read include patterns from a file (repeatable)", "", {}},
        request_.includeFiles);
    options.list(
        {"iinclude-file", '\0', "file", "as --include-file, ignoring case (repeatable)", "", {}},
        request_.includeFilesIgnoringCase);
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
    options.list({"include-xattr",
                  '\0',
                  "pattern",
                  "restore only extended attributes that match (repeatable)",
                  "",
                  {}},
                 request_.includeAttributes);
    options.list({"exclude-xattr",
                  '\0',
                  "pattern",
                  "leave out extended attributes that match (repeatable)",
                  "",
                  {}},
                 request_.excludeAttributes);
}

void RestoreOptions::declarePlace(OptionSet& options) {
    options.text({"target", 't', "directory", "where to put the files", "", {}}, request_.target);
    options.flag({"in-place",
                  '\0',
                  "",
                  "put the files where they were, and keep what is replaced there",
                  "",
                  {}},
                 request_.inPlace);
    options.flag({"keep-replaced",
                  '\0',
                  "",
                  "keep what is replaced or deleted, until it is confirmed",
                  "",
                  {}},
                 keepReplaced_);
    options.flag({"discard-replaced", '\0', "", "with --in-place, keep nothing", "", {}},
                 discardReplaced_);
}

void RestoreOptions::checkPlace() const {
    if (request_.target.empty() && !request_.inPlace)
        throw Error{ErrorKind::InvalidInput,
                    "no folder to restore to: give one with --target, or --in-place"};
    if (!request_.target.empty() && request_.inPlace)
        throw Error{ErrorKind::InvalidInput,
                    "--target and --in-place exclude each other: give one of them"};
    if (keepReplaced_ && discardReplaced_)
        throw Error{ErrorKind::InvalidInput,
                    "--keep-replaced and --discard-replaced exclude each other"};
}

void RestoreOptions::declareWays(OptionSet& options) {
    options.custom(
        {"overwrite",
         '\0',
         "mode",
         "what to do about existing files: always, if-changed, if-newer, never "
         "(default always)",
         "",
         {"always", "if-changed", "if-newer", "never"}},
        [this](const std::string& value) { request_.overwrite = parseOverwrite(value); });
    options.flag({"delete", '\0', "", "remove files that the snapshot does not have", "", {}},
                 request_.deleteExtra);
    options.flag({"dry-run", '\0', "", "write nothing, only show what would be done", "", {}},
                 request_.dryRun);
    options.flag({"sparse", '\0', "", "leave holes in files instead of zeros", "", {}},
                 request_.sparse);
    options.flag({"verify", '\0', "", "read all restored files again and compare them", "", {}},
                 request_.verify);
    options.flag(
        {"ownership-by-name", '\0', "", "find owners by name instead of by number", "", {}},
        request_.ownershipByName);
}

services::RestoreRequest RestoreOptions::resolve(const std::string& snapshot,
                                                 const Context& context) const {
    checkPlace();
    const auto isAny = [](std::initializer_list<const std::vector<std::string>*> lists) {
        for (const auto* list : lists)
            if (!list->empty()) return true;
        return false;
    };
    if (isAny({&request_.includes, &request_.includesIgnoringCase, &request_.includeFiles,
               &request_.includeFilesIgnoringCase}) &&
        isAny({&request_.excludes, &request_.excludesIgnoringCase, &request_.excludeFiles,
               &request_.excludeFilesIgnoringCase}))
        throw Error{ErrorKind::InvalidInput,
                    "include and exclude patterns exclude each other: give one kind"};
    if (!request_.includeAttributes.empty() && !request_.excludeAttributes.empty())
        throw Error{ErrorKind::InvalidInput,
                    "--include-xattr and --exclude-xattr exclude each other: give one kind"};
    services::RestoreRequest request = request_;
    request.repository = context.access();
    request.snapshot = snapshot;
    request.keepReplaced = keepReplaced_ || (request.inPlace && !discardReplaced_);
    request.filter = filter_.resolve(context.environment);
    return request;
}

}  // namespace tl::cli
