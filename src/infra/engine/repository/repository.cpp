#include "infra/engine/repository/repository.h"

#include <algorithm>
#include <utility>

#include "infra/engine/crypto/box.h"
#include "infra/engine/crypto/sha256.h"
#include "infra/engine/format/compression.h"
#include "infra/errors/error.h"
#include "infra/platform/environment.h"

namespace tl::engine {

using storage::FileId;
using storage::FileType;

namespace {

/// For cleaning up after a failure, which is what the caller reports.
void tryRemove(storage::Backend& backend, const FileId& id, const std::stop_token& stop) {
    try {
        (void)backend.remove(id, stop);
    } catch (const std::exception&) {
        // The place is most likely gone for good: nothing more can be done.
    }
}

}  // namespace

Repository::Repository(
    storage::Backend& backend, Random& random, const Key& masterKey, KeyId keyId, Config config)
    : backend_{backend},
      random_{random},
      masterKey_{masterKey},
      keyId_{keyId},
      config_{std::move(config)} {}

std::size_t Repository::readerCount() const {
    const std::size_t useful = std::max(processorCount(), backend_.properties().connections);
    return std::min(useful, memory_.workers);
}

std::optional<std::vector<std::byte>> Repository::tryLoadFile(const FileId& id,
                                                              const std::stop_token& stop) const {
    try {
        return tryLoadFileOnce(id, stop);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Corrupted || !backend_.dropCopy(id)) throw;
    }
    return tryLoadFileOnce(id, stop);
}

std::optional<std::vector<std::byte>> Repository::tryLoadFileOnce(
    const FileId& id, const std::stop_token& stop) const {
    const auto stored = backend_.tryLoad(id, stop);
    if (!stored) return std::nullopt;
    try {
        if (toHex(sha256(*stored)) != id.name)
            throw Error{ErrorKind::Corrupted, "the file's content does not match its name"};
        BoxCipher cipher{masterKey_, random_};
        return decodeUnpacked(cipher.open(*stored));
    } catch (Error& error) {
        error.add("file", std::string{folderOf(id.type)} + "/" + id.name);
        throw;
    }
}

std::vector<std::byte> Repository::loadFile(const FileId& id, const std::stop_token& stop) const {
    auto content = tryLoadFile(id, stop);
    if (!content) {
        throw Error{ErrorKind::NotFound,
                    "the repository has no such file",
                    {{"file", std::string{folderOf(id.type)} + "/" + id.name}}};
    }
    return std::move(*content);
}

Digest Repository::saveFile(FileType type,
                            std::string_view json,
                            const std::stop_token& stop) const {
    BoxCipher cipher{masterKey_, random_};
    const auto box = cipher.seal(encodeUnpacked(json, config_.version));
    const Digest name = sha256(box);
    if (type == FileType::Lock)
        saveOrRemove(backend_, {type, toHex(name)}, box, stop);
    else
        backend_.save({type, toHex(name)}, box, stop);
    return name;
}

void saveOrRemove(storage::Backend& backend,
                  const FileId& id,
                  std::span<const std::byte> content,
                  const std::stop_token& stop) {
    try {
        backend.save(id, content, stop);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::AlreadyExists) tryRemove(backend, id, stop);
        throw;
    }
}

std::vector<std::string> listNames(storage::Backend& backend,
                                   FileType type,
                                   const std::stop_token& stop) {
    std::vector<std::string> names;
    backend.list(
        type, [&names](const FileId& id, std::uint64_t) { names.push_back(id.name); }, stop);
    std::sort(names.begin(), names.end());
    return names;
}

std::string findByPrefix(storage::Backend& backend,
                         FileType type,
                         std::string_view prefix,
                         const std::stop_token& stop) {
    if (prefix.empty()) throw Error{ErrorKind::InvalidInput, "the ID is empty"};
    std::string match;
    bool isAmbiguous = false;
    backend.list(
        type,
        [&](const FileId& id, std::uint64_t) {
            if (!id.name.starts_with(prefix)) return;
            isAmbiguous = isAmbiguous || !match.empty();
            match = id.name;
        },
        stop);
    const std::string quoted = "\"" + std::string{prefix} + "\"";
    const std::string folder = folderOf(type);
    if (isAmbiguous) {
        throw Error{ErrorKind::InvalidInput,
                    "several IDs in " + folder + " begin with " + quoted + "; give more digits"};
    }
    if (match.empty())
        throw Error{ErrorKind::NotFound, "no ID in " + folder + " begins with " + quoted};
    return match;
}

}  // namespace tl::engine
