#include "ui/cli/commands/remedy_list.h"

namespace tl::cli {

namespace {

using services::Finding;
using services::Remedy;

/// Without the IDs of what it is for.
std::string commandOf(Remedy remedy) {
    switch (remedy) {
        case Remedy::CheckAgain:
            return "tl check";
        case Remedy::ReplaceKey:
            return "tl key remove";
        case Remedy::RepairIndex:
            return "tl repair index";
        case Remedy::RepairPacks:
            return "tl repair packs";
        case Remedy::Recover:
            return "tl recover";
        case Remedy::RepairSnapshots:
            return "tl repair snapshots --forget";
        case Remedy::Nothing:
            return {};
    }
    return {};
}

std::string explanationOf(Remedy remedy) {
    switch (remedy) {
        case Remedy::CheckAgain:
            return "when the connection or the device works again";
        case Remedy::ReplaceKey:
            return "its password opens nothing any more; `tl key add` gives it a new key";
        case Remedy::RepairIndex:
            return "brings the index in line with the packs that are there";
        case Remedy::RepairPacks:
            return "saves what is still good in them";
        case Remedy::Recover:
            return "brings the files of lost snapshots back";
        case Remedy::RepairSnapshots:
            return "takes out what is lost; back up again first, which may bring it back";
        case Remedy::Nothing:
            return {};
    }
    return {};
}

bool isForOneThing(Remedy remedy) {
    return remedy == Remedy::ReplaceKey || remedy == Remedy::RepairPacks;
}

}  // namespace

std::string commandFor(const Finding& finding) {
    const std::string command = commandOf(finding.remedy);
    return isForOneThing(finding.remedy) ? command + " " + finding.id : command;
}

void RemedyList::add(const Finding& finding) {
    if (finding.remedy == Remedy::Nothing) return;
    remedies_.insert(finding.remedy);
    if (finding.remedy == Remedy::RepairPacks) packs_.insert(finding.id);
    if (finding.remedy == Remedy::ReplaceKey) keys_.insert(finding.id);
}

std::vector<Remedy> RemedyList::due() const {
    std::vector<Remedy> due;
    for (const Remedy remedy : remedies_) {
        due.push_back(remedy);
        if (remedy >= Remedy::RepairIndex) break;
    }
    if (!due.empty() && due.back() == Remedy::Recover)
        // What is damaged is still in the way when the files below it are back.
        due.push_back(Remedy::RepairSnapshots);
    return due;
}

std::string RemedyList::commandWithIds(Remedy remedy) const {
    std::string command = commandOf(remedy);
    if (remedy == Remedy::RepairPacks)
        for (const std::string& pack : packs_)
            command += " " + pack;
    return command;
}

std::vector<std::string> RemedyList::lines() const {
    std::vector<std::string> lines;
    for (const Remedy remedy : due()) {
        if (remedy == Remedy::ReplaceKey) {
            for (const std::string& key : keys_)
                lines.push_back(commandOf(remedy) + " " + key);
        } else {
            lines.push_back(commandWithIds(remedy));
        }
        lines.push_back("    " + explanationOf(remedy));
    }
    if (!lines.empty() && !remedies_.contains(Remedy::CheckAgain)) {
        lines.emplace_back("tl check --read-data");
        lines.emplace_back("    says whether more is to be done");
    }
    return lines;
}

}  // namespace tl::cli
