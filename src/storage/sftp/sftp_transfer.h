// The content of an open file, to and fro, in many requests at once.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>

#include "infra/platform/traffic.h"
#include "storage/sftp/sftp_channel.h"

namespace tl::storage::sftp {

/// Who asks, and who is told of all content.
struct Transfer {
    Conversation& conversation;
    Traffic* traffic = nullptr;  ///< May be null.
    std::stop_token stop;
};

/// Writes all of `content` to the start of an open file. Nothing when all was written; else what
/// the server said of the first part that it did not take.
/// **Errors:** Unavailable, Cancelled.
[[nodiscard]] Status writeContent(const Transfer& transfer,
                                  const std::string& handle,
                                  std::span<const std::byte> content);

/// Fills `out` from `offset` on as far as the file goes; returns how many bytes.
/// **Errors:** Unavailable, also for answers that do not fit; PermissionDenied; Cancelled.
[[nodiscard]] std::size_t readContent(const Transfer& transfer,
                                      const std::string& handle,
                                      std::uint64_t offset,
                                      std::span<std::byte> out,
                                      const std::string& path);

}  // namespace tl::storage::sftp
