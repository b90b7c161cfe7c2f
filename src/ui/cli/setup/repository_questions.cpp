#include "ui/cli/setup/repository_questions.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/directory.h"
#include "infra/platform/file.h"
#include "infra/platform/file_status.h"
#include "infra/platform/file_system.h"
#include "services/backup/backup_sources.h"
#include "services/configuration/setup_plan.h"
#include "services/security/password.h"
#include "ui/cli/setup/password_places.h"

namespace tl::cli {

namespace {

/// The path of a local location, and nothing for any other. As restic tells them apart.
std::optional<std::string> localFolder(const std::string& location) {
    constexpr std::string_view kLocal = "local:";
    std::string path = location;
    if (location.starts_with(kLocal))
        path = location.substr(kLocal.size());
    else if (location.find(':') != std::string::npos && !location.starts_with('/') &&
             !location.starts_with("./") && !location.starts_with("../"))
        return std::nullopt;
    return services::absolutePath(path, currentDirectory());
}

/// Refuses a folder that is none, and one that is missing where this user cannot make it.
/// **Errors:** InvalidInput, PermissionDenied, ResourceExhausted.
void requireRoomFor(const std::string& path) {
    std::string parent = path;
    while (!exists(parent) && parent != "/")
        parent = parent.substr(0, std::max<std::size_t>(parent.rfind('/'), 1));
    if (readStatus(parent, Follow::Yes).kind != FileKind::Directory)
        throw Error{ErrorKind::InvalidInput, tl::quoted(parent) + " is no folder"};
    if (parent != path) (void)File::tryCreateNameless(parent);
}

/// Refuses a folder for a new repository that has anything else in it: most likely it is one whose
/// files are to be backed up. What a disk has at its top is nothing, nor is half a repository.
void requireNothingElse(const std::string& path) {
    constexpr std::array<std::string_view, 7> kExpected = {
        "config", "data", "index", "keys", "lost+found", "locks", "snapshots"};
    if (!exists(path)) return;
    for (const DirectoryEntry& entry : Directory::open(path, Follow::Yes).entries()) {
        if (std::ranges::find(kExpected, entry.name) != kExpected.end()) continue;
        throw Error{ErrorKind::InvalidInput,
                    tl::quoted(path) + " has other things in it, such as " +
                        tl::quoted(entry.name) +
                        "; name an empty folder for the repository, or one that is yet to be made"};
    }
}

class Asker {
  public:
    Asker(Interview& interview,
          const SetupOptions& options,
          const services::DefinitionSet& before,
          const Context& context)
        : interview_{interview},
          options_{options},
          before_{before},
          context_{context} {}

    RepositoryChoice run() {
        if (context_.global.password.isEmptyAllowed)
            throw Error{ErrorKind::InvalidInput,
                        "a set-up makes no repository without a password; `tl init "
                        "--insecure-no-password` does"};
        askPlace();
        if (choice_.isKnown) {
            choice_.password.reset();
            return std::move(choice_);
        }
        askName();
        choosePassword();
        return std::move(choice_);
    }

  private:
    void askPlace() {
        const GlobalOptions& global = context_.global;
        std::string given = resolveLocation(global.repository, global.repositoryFile);
        if (given.empty()) given = global.repositoryName;
        const std::string usual = findSetting(context_.environment, "REPOSITORY").value_or("");
        const bool isTold = !given.empty() || interview_.manner() != Manner::Ask;
        if (!isTold) {
            interview_.say(
                "\nA folder, best on another disk: /mnt/disk/backup. Or a server: "
                "sftp:user@host:/folder,\ns3:https://host/bucket, rest:https://host/, b2:…, "
                "smb://…, nfs://… (docs/backends.md).");
            for (const auto& [name, one] : before_.repositories)
                interview_.say("Known already: " + name + " (" + one.location + ")");
        }
        interview_.ask(
            {.text = "Where shall the backups go",
             .suggestion = before_.defaultRepository.empty() ? usual : before_.defaultRepository,
             .given = given.empty() ? std::nullopt : std::optional{given},
             .option = "-r"},
            [this](const std::string& answer) { acceptPlace(answer); });
    }

    void acceptPlace(const std::string& answer) {
        choice_ = {};
        const auto named = before_.repositories.find(answer);
        const std::string location =
            named == before_.repositories.end() ? withHome(answer, context_) : answer;
        const auto folder =
            named == before_.repositories.end() ? localFolder(location) : std::nullopt;
        auto known = named == before_.repositories.end()
                         ? services::findAt(before_, folder.value_or(location))
                         : std::optional{named->second};
        if (options_.repositoryName && known && known->name != *options_.repositoryName)
            known.reset();  // It is to have this name, too.
        choice_.isKnown = known.has_value();
        if (known) choice_.definition = *known;
        if (!known) choice_.definition.location = folder.value_or(location);
        choice_.folder = localFolder(choice_.definition.location).value_or("");
        if (!choice_.folder.empty()) requireRoomFor(choice_.folder);
        const bool isNewFolder = !choice_.folder.empty() && !exists(choice_.folder);
        choice_.isThere = !isNewFolder && isRepository();
        if (!choice_.isThere && !choice_.folder.empty()) requireNothingElse(choice_.folder);
        if (!choice_.isThere && choice_.isKnown)
            interview_.say("There is no repository at " + choice_.definition.location +
                           " yet: it will be made.");
        if (choice_.isThere)
            interview_.say("There is a repository at " + choice_.definition.location +
                           ", and the password opens it.");
    }

    /// Opens what is at the place, with a password that is asked for if need be.
    bool isRepository() {
        constexpr std::chrono::seconds kPatience{10};  // Somebody waits for the next question.
        services::RepositoryAccess access =
            accessTo(choice_.definition, context_.global, context_.environment, PasswordUse::Open,
                     context_.console);
        access.cache.isOn = false;
        access.locking = services::Locking::Skip;
        if (!access.connection.retryFor) access.connection.retryFor = kPatience;
        if (access.password.environmentValue)
            choice_.password = Secret::fromText(*access.password.environmentValue);
        access.password.prompt = [this](const std::string& question) {
            const bool isAgain = question.starts_with("wrong password");
            if (isAgain) interview_.say("  The password is wrong. Try again.");
            Secret answer = interview_.askSecret("There is a repository. Its password",
                                                 "--password-file or --password-command");
            choice_.password = answer.duplicate();
            return answer;
        };
        try {
            context_.core.repositories.list(
                access, services::ObjectKind::Keys, [](const std::string&) {}, context_.stop);
            return true;
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::NoRepository) return false;
            throw;
        }
    }

    void askName() {
        const std::string wanted = services::nameFrom(choice_.definition.location, "backup");
        interview_.ask({.text = "What shall the repository be called",
                        .suggestion = services::freeName(wanted, before_.repositories),
                        .given = options_.repositoryName,
                        .option = "--name"},
                       [this](const std::string& answer) {
                           services::requireDefinitionName(answer);
                           if (before_.repositories.contains(answer))
                               throw Error{ErrorKind::AlreadyExists,
                                           "there is a repository " + answer + " already",
                                           {{"hint", "choose another name"}}};
                           choice_.definition.name = answer;
                       });
        choice_.definition.options = context_.global.extended;
        choice_.definition.keyHint = context_.global.keyHint;
    }

    void choosePassword() {
        const services::PasswordSource source =
            resolvePassword(context_.global.password, context_.environment, "", PasswordUse::Create,
                            context_.console);
        services::RepositoryDefinition& definition = choice_.definition;
        if (!source.file.empty() || !source.command.empty()) {
            if (!choice_.isThere)  // Else it has opened the repository.
                (void)services::resolvePassword(source, "password", context_.stop);
            definition.passwordKind = source.file.empty() ? "command" : "file";
            definition.passwordReference =
                source.file.empty() ? source.command
                                    : services::absolutePath(source.file, currentDirectory());
            choice_.password.reset();
            return;
        }
        if (!choice_.isThere && source.environmentValue)
            choice_.password = Secret::fromText(*source.environmentValue);
        else if (!choice_.isThere)
            askNewPassword();
        choosePasswordPlace(interview_, options_, context_, choice_);
    }

    void askNewPassword() {
        choice_.isPasswordMadeUp = options_.isPasswordMade;
        if (!choice_.isPasswordMadeUp)
            interview_.attempt([this] {
                Secret first = interview_.askSecret(
                    "A password for the new repository (empty: one is made up)",
                    "--password-file, --password-command or --make-password");
                choice_.isPasswordMadeUp = first.isEmpty();
                if (first.isEmpty()) return;
                const Secret second = interview_.askSecret("The same again", "--password-file");
                if (first.text() != second.text())
                    throw Error{ErrorKind::InvalidInput, "the two passwords differ"};
                choice_.password = std::move(first);
            });
        if (!choice_.isPasswordMadeUp) return;
        choice_.password = context_.core.secretStore.makeUp();
        if (context_.global.isJson) return;  // It is in what is printed at the end.
        if (options_.isDryRun) {
            context_.console.print("\nA password would be made up, and shown.\n");
            return;
        }
        context_.console.print("\nThe password: " + std::string{choice_.password->text()} +
                               "\n\nIt is shown this once. Copy it to a place that no fire here "
                               "reaches: nobody\ncan read the backups without it.\n");
        if (interview_.manner() != Manner::Ask) return;
        interview_.attempt([this] {
            if (!interview_.confirm({.text = "Have you copied it down (yes)"}))
                throw Error{ErrorKind::InvalidInput, "copy it down first"};
        });
    }

    Interview& interview_;
    const SetupOptions& options_;
    const services::DefinitionSet& before_;
    const Context& context_;
    RepositoryChoice choice_;
};

}  // namespace

RepositoryChoice askForRepository(Interview& interview,
                                  const SetupOptions& options,
                                  const services::DefinitionSet& before,
                                  const Context& context) {
    return Asker{interview, options, before, context}.run();
}

std::string withHome(const std::string& path, const Context& context) {
    if (path != "~" && !path.starts_with("~/")) return path;
    const auto home = context.environment("HOME");
    if (!home || home->empty())
        throw Error{ErrorKind::InvalidInput, "this user has no home: write the whole path"};
    return *home + path.substr(1);
}

}  // namespace tl::cli
