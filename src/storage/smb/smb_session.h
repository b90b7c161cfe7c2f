// One connection to a share, and what a repository does over it.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/platform/secret.h"
#include "infra/platform/traffic.h"
#include "storage/smb/smb_channel.h"
#include "storage/smb/smb_message.h"
#include "storage/smb/smb_options.h"

namespace tl::storage {

/// Paths are relative to the repository; the empty one is its own folder.
/// **Errors:** as SmbChannel, and what throwSmbError throws. **Threads:** one at a time.
class SmbSession {
  public:
    /// Connects. **Errors:** as throwSmbLoginError.
    SmbSession(const SmbOptions& options, const Secret& password, const std::stop_token& stop);

    [[nodiscard]] bool isUsable() const noexcept { return channel_.isUsable(); }
    void close() noexcept { channel_.close(); }

    /// Makes folders, each after the one that it lies in; those that exist stay.
    void makeFolders(const std::vector<std::string>& paths, const std::stop_token& stop);
    /// Makes the repository's own folder and what is missing above it, within the share.
    void makeRoot(const std::stop_token& stop);

    /// Writes all of `content` to a new file. False when its folder is missing.
    [[nodiscard]] bool tryWrite(const std::string& path,
                                std::span<const std::byte> content,
                                Traffic* traffic,
                                const std::stop_token& stop);
    /// Gives a file its last name. **Errors:** AlreadyExists.
    void publish(const std::string& path, const std::string& newPath, const std::stop_token& stop);

    /// Opens a file for read(); returns its size, or nothing when there is none. Close it.
    [[nodiscard]] std::optional<std::uint64_t> tryOpen(const std::string& path,
                                                       const std::stop_token& stop);
    /// Fills `out` from byte `offset` on; returns how many bytes, fewer only at the end.
    [[nodiscard]] std::size_t read(std::uint64_t offset,
                                   std::span<std::byte> out,
                                   Traffic* traffic,
                                   const std::stop_token& stop);
    void closeFile(const std::stop_token& stop);

    [[nodiscard]] std::optional<std::uint64_t> trySize(const std::string& path,
                                                       const std::stop_token& stop);
    /// Nothing when there is no such folder.
    [[nodiscard]] std::optional<std::vector<SmbEntry>> tryList(const std::string& path,
                                                               const std::stop_token& stop);
    /// False when there was none.
    bool remove(const std::string& path, const std::stop_token& stop);
    /// As remove, for a way out: waits for `patience` at most, and throws nothing.
    void tryRemoveSoon(const std::string& path, std::chrono::milliseconds patience) noexcept;

  private:
    [[nodiscard]] std::string inShare(const std::string& path) const;

    const std::string root_;  ///< Within the share; may be empty.
    SmbChannel channel_;
};

}  // namespace tl::storage
