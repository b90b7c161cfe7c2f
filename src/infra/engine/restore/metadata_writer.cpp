#include "infra/engine/restore/metadata_writer.h"

#include <algorithm>

#include "infra/errors/error.h"
#include "infra/platform/environment.h"

namespace tl::engine {

namespace {

constexpr std::uint32_t kSetIdBits = 06000;

/// Runs `step`; an Error becomes a problem.
template <typename Step>
void attempt(MetadataWriter::Problems& problems, const Step& step) {
    try {
        step();
    } catch (const Error& error) {
        problems.push_back(error.describe());
    }
}

const NamedAttribute* find(const std::vector<NamedAttribute>& attributes, const std::string& name) {
    const auto found = std::ranges::find(attributes, name, &NamedAttribute::name);
    return found == attributes.end() ? nullptr : &*found;
}

}  // namespace

MetadataWriter::MetadataWriter(const RestoreSelection& selection, RestoreCounters& counters)
    : selection_{selection},
      counters_{counters},
      isRoot_{isRoot()} {}

MetadataWriter::Problems MetadataWriter::apply(File& file, const ItemMetadata& metadata) const {
    return applyTo(file, metadata, file.status());
}

MetadataWriter::Problems MetadataWriter::apply(const NamedEntry& entry,
                                               const ItemMetadata& metadata) const {
    const auto status = entry.tryStatus();
    if (!status) return {"it vanished"};
    return applyTo(entry, metadata, *status);
}

template <typename Item>
MetadataWriter::Problems MetadataWriter::applyTo(Item& item,
                                                 const ItemMetadata& metadata,
                                                 const FileStatus& current) const {
    Problems problems;
    std::uint32_t permissionBits = metadata.permissionBits;
    bool mayHaveOtherBits = current.permissionBits != permissionBits;
    if (current.userId != metadata.userId || current.groupId != metadata.groupId) {
        mayHaveOtherBits = true;
        attempt(problems, [&] {
            try {
                item.setOwner(metadata.userId, metadata.groupId);
            } catch (const Error& error) {
                if (isRoot_ || error.kind() != ErrorKind::PermissionDenied) throw;
                ++counters_.ownersNotSet;
                // A program that ran as its owner must not run as whoever restores it.
                permissionBits &= ~kSetIdBits;
            }
        });
    }
    attempt(problems, [&] {
        if (setAttributes(item, metadata, problems)) mayHaveOtherBits = true;
    });
    attempt(problems, [&] {
        if (current.modified != metadata.modified || current.accessed != metadata.accessed)
            item.setTimes(metadata.accessed, metadata.modified);
    });
    attempt(problems, [&] {
        if (mayHaveOtherBits && current.kind != FileKind::Symlink)
            item.setPermissions(permissionBits);
    });
    return problems;
}

/// True when an attribute was changed.
template <typename Item>
bool MetadataWriter::setAttributes(Item& item,
                                   const ItemMetadata& metadata,
                                   Problems& problems) const {
    bool isChanged = false;
    const auto existing = item.readExtendedAttributes();
    for (const NamedAttribute& wanted : metadata.attributes) {
        const NamedAttribute* found = find(existing, wanted.name);
        if (found != nullptr && found->value == wanted.value) continue;
        isChanged = true;
        attempt(problems, [&] {
            try {
                item.setExtendedAttribute(wanted.name, wanted.value);
            } catch (const Error& error) {
                const bool isForbidden = error.kind() == ErrorKind::PermissionDenied && !isRoot_;
                if (!isForbidden && error.kind() != ErrorKind::Unsupported) throw;
                ++counters_.attributesNotSet;
            }
        });
    }
    for (const NamedAttribute& found : existing) {
        if (find(metadata.attributes, found.name) != nullptr) continue;
        if (!selection_.selectsAttribute(found.name)) continue;
        isChanged = true;
        attempt(problems, [&] {
            try {
                item.removeExtendedAttribute(found.name);
            } catch (const Error& error) {
                // What cannot be removed, such as a security label, the system put there itself.
                if (error.kind() != ErrorKind::PermissionDenied &&
                    error.kind() != ErrorKind::Unsupported)
                    throw;
            }
        });
    }
    return isChanged;
}

}  // namespace tl::engine
