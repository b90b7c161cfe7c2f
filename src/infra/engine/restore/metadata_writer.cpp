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
            // A program that ran as its owner must not run as whoever restores it.
            if (!trySetOwner(item, metadata)) permissionBits &= ~kSetIdBits;
        });
    }
    attempt(problems, [&] {
        const auto existing = item.readExtendedAttributes();
        mayHaveOtherBits |= setAttributes(item, metadata.attributes, existing, problems);
        mayHaveOtherBits |= removeAttributes(item, metadata.attributes, existing, problems);
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

/// False when an ordinary user is not allowed to.
template <typename Item>
bool MetadataWriter::trySetOwner(Item& item, const ItemMetadata& metadata) const {
    try {
        item.setOwner(metadata.userId, metadata.groupId);
        return true;
    } catch (const Error& error) {
        if (isRoot_ || error.kind() != ErrorKind::PermissionDenied) throw;
        ++counters_.ownersNotSet;
        return false;
    }
}

/// True when there was one to set.
template <typename Item>
bool MetadataWriter::setAttributes(Item& item,
                                   const Attributes& wanted,
                                   const Attributes& existing,
                                   Problems& problems) const {
    bool isAnySet = false;
    for (const NamedAttribute& attribute : wanted) {
        const NamedAttribute* found = find(existing, attribute.name);
        if (found != nullptr && found->value == attribute.value) continue;
        isAnySet = true;
        attempt(problems, [&] { setAttribute(item, attribute); });
    }
    return isAnySet;
}

template <typename Item>
void MetadataWriter::setAttribute(Item& item, const NamedAttribute& attribute) const {
    try {
        item.setExtendedAttribute(attribute.name, attribute.value);
    } catch (const Error& error) {
        const bool isForbidden = error.kind() == ErrorKind::PermissionDenied && !isRoot_;
        if (!isForbidden && error.kind() != ErrorKind::Unsupported) throw;
        ++counters_.attributesNotSet;
    }
}

/// Removes those that are selected and not wanted; true when there was one.
template <typename Item>
bool MetadataWriter::removeAttributes(Item& item,
                                      const Attributes& wanted,
                                      const Attributes& existing,
                                      Problems& problems) const {
    bool isAnyRemoved = false;
    for (const NamedAttribute& attribute : existing) {
        if (find(wanted, attribute.name) != nullptr) continue;
        if (!selection_.selectsAttribute(attribute.name)) continue;
        isAnyRemoved = true;
        attempt(problems, [&] { removeAttribute(item, attribute.name); });
    }
    return isAnyRemoved;
}

template <typename Item>
void MetadataWriter::removeAttribute(Item& item, const std::string& name) {
    try {
        item.removeExtendedAttribute(name);
    } catch (const Error& error) {
        // What cannot be removed, such as a security label, the system put there itself.
        if (error.kind() != ErrorKind::PermissionDenied && error.kind() != ErrorKind::Unsupported)
            throw;
    }
}

}  // namespace tl::engine
