// What a server's refusals mean for us.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/sftp/sftp_replies.h"
#include "storage/sftp/sftp_transfer.h"

namespace tl::storage::sftp {

/// Throws an Error such as `cannot write "/a/b" on the SFTP server: permission denied`, for
/// what = "write".
[[noreturn]] void throwRefusal(const Status& status, std::string_view what, std::string_view path);

/// A change of a file or folder that the server did not make.
struct RefusedChange {
    std::string_view what;  ///< As of throwRefusal.
    std::string_view path;
    std::string folder;  ///< One that is there, on the volume that was to be changed.
    std::uint64_t neededBytes = 0;
};

/// As throwRefusal, after a look at the state of the volume: OpenSSH has one code for a full disk,
/// a read-only one and a broken one, and only the last may be worth another try.
[[noreturn]] void throwChangeRefusal(const Transfer& transfer,
                                     const Status& status,
                                     const RefusedChange& change);

/// As throwChangeRefusal, when the state of the volume is known.
[[noreturn]] void throwWriteRefusal(const Status& status,
                                    const Volume& volume,
                                    std::uint64_t neededBytes,
                                    std::string_view what,
                                    std::string_view path);

}  // namespace tl::storage::sftp
