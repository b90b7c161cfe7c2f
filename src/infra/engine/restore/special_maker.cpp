#include "infra/engine/restore/special_maker.h"

#include <string>

#include "infra/engine/restore/file_writer.h"
#include "infra/engine/restore/replaced/replaced_keeper.h"
#include "infra/errors/error.h"
#include "infra/platform/environment.h"

namespace tl::engine {

namespace {

/// Until the metadata is set, it is nobody else's business.
constexpr std::uint32_t kOwnerOnly = 0600;

}  // namespace

SpecialMaker::SpecialMaker(const RestoreContext& context, FileTasks& tasks)
    : context_{context},
      tasks_{tasks},
      folders_{context.plan, context.target},
      sourceFolders_{context.plan, context.target},
      isRoot_{isRoot()} {}

void SpecialMaker::makeSpecial(const PlannedSpecial& special) {
    const std::string path = context_.plan.pathOf(special);
    try {
        const NamedEntry entry{folders_.open(special.folder), special.name};
        if (context_.replaced != nullptr) context_.replaced->require(special.folder);
        if (special.existing != Existing::SameKind || !isThere(special, entry)) {
            if (special.isDevice() && !isRoot_) {
                ++context_.progress.counters.devicesNotMade;
                return;
            }
            clear(entry, special.folder, slotOf(special));
            make(special, entry);
        }
        for (const std::string& problem : context_.metadata.apply(entry, special.metadata))
            context_.progress.fail(path, problem);
        count(path, special.existing);
    } catch (const Error& error) {
        context_.progress.fail(path, error.describe());
    }
}

/// Whether what has the name, which is of the same kind, is the same but for its metadata.
bool SpecialMaker::isThere(const PlannedSpecial& special, const NamedEntry& entry) {
    if (special.type == NodeType::Symlink) return entry.readLink() == special.linkTarget;
    const auto status = entry.tryStatus();
    return status && (!special.isDevice() || status->device == special.device);
}

void SpecialMaker::make(const PlannedSpecial& special, const NamedEntry& entry) {
    switch (special.type) {
        case NodeType::Symlink:
            entry.makeSymlink(special.linkTarget);
            return;
        case NodeType::Device:
            entry.makeDevice(FileKind::BlockDevice, kOwnerOnly, special.device);
            return;
        case NodeType::CharacterDevice:
            entry.makeDevice(FileKind::CharacterDevice, kOwnerOnly, special.device);
            return;
        case NodeType::Fifo:
            entry.makeFifo(kOwnerOnly);
            return;
        case NodeType::File:
        case NodeType::Directory:
        case NodeType::Socket:
        case NodeType::Irregular:
            break;
    }
    throw Error{ErrorKind::Internal, "a plan has no such special file"};
}

void SpecialMaker::makeHardLink(const PlannedHardLink& planned) {
    const std::string path = context_.plan.pathOf(planned);
    try {
        const EarlierName source = nameOf(planned.source);
        if (source.isFailed) {
            throw Error{ErrorKind::NotFound,
                        "not restored, as it is another name of " + context_.plan.pathOf(source)};
        }
        if (source.isDevice && !isRoot_) {
            ++context_.progress.counters.devicesNotMade;
            return;
        }
        link(planned, source.folder, source.name);
        count(path, planned.existing);
    } catch (const Error& error) {
        context_.progress.fail(path, error.describe());
    }
}

EarlierName SpecialMaker::nameOf(const LinkSource& source) {
    switch (source.kind) {
        case LinkSource::Kind::File: {
            const PlannedFile& file = context_.plan.files[source.number];
            return {.folder = file.folder,
                    .name = file.name,
                    .isFailed = tasks_[source.number].isFailed};
        }
        case LinkSource::Kind::Special: {
            const PlannedSpecial& special = context_.plan.specials[source.number];
            return {.folder = special.folder, .name = special.name, .isDevice = special.isDevice()};
        }
        case LinkSource::Kind::Earlier:
            break;
    }
    return context_.plan.earlier[source.number];
}

void SpecialMaker::link(const PlannedHardLink& planned,
                        FolderNumber sourceFolder,
                        const std::string& sourceName) {
    const NamedEntry source{sourceFolders_.open(sourceFolder), sourceName};
    const NamedEntry entry{folders_.open(planned.folder), planned.name};
    const auto sourceStatus = source.tryStatus();
    const auto status = entry.tryStatus();
    const bool isLinked = sourceStatus && status && sourceStatus->inode == status->inode &&
                          sourceStatus->deviceId == status->deviceId;
    if (isLinked) return;
    if (!sourceStatus)
        throw Error{ErrorKind::NotFound, "not restored, as its other name is missing"};
    clear(entry, planned.folder, slotOf(planned));
    entry.makeHardLinkTo(source);
}

ReplacedSlot SpecialMaker::slotOf(const PlannedSpecial& special) const {
    return {ReplacedKind::Special,
            static_cast<std::uint64_t>(&special - context_.plan.specials.data())};
}

ReplacedSlot SpecialMaker::slotOf(const PlannedHardLink& link) const {
    return {ReplacedKind::HardLink,
            static_cast<std::uint64_t>(&link - context_.plan.hardLinks.data())};
}

void SpecialMaker::clear(const NamedEntry& entry,
                         FolderNumber folder,
                         const ReplacedSlot& slot) const {
    if (context_.replaced == nullptr) {
        clearPlace(entry);
    } else {
        context_.replaced->moveAway(entry, folder, slot);
    }
}

void SpecialMaker::count(const std::string& path, Existing existing) const {
    ++context_.progress.counters.entriesRestored;
    context_.progress.item(
        path, false, existing == Existing::Nothing ? RestoredAs::New : RestoredAs::Updated, 0);
}

}  // namespace tl::engine
