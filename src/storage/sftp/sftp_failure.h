// What a server's refusals mean for us.

#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "storage/sftp/sftp_replies.h"

namespace tl::storage::sftp {

/// Throws an Error such as `cannot write "/a/b" on the SFTP server: permission denied`, for
/// what = "write".
[[noreturn]] void throwRefusal(const Status& status, std::string_view what, std::string_view path);

/// As throwRefusal, for a call that failed to store something in the volume: OpenSSH has one code
/// for a full disk, a read-only one and a broken one.
[[noreturn]] void throwWriteRefusal(const Status& status,
                                    const Volume& volume,
                                    std::uint64_t neededBytes,
                                    std::string_view what,
                                    std::string_view path);

}  // namespace tl::storage::sftp
