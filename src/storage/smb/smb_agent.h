// The other side of smb_message.h: does with libsmbclient what it is asked for.
//
// libsmbclient keeps much in variables of the whole process, so that several contexts in threads
// crash, and its calls block for as long as they like. So each connection is a process of its own,
// which does one thing after another and can be ended at any time (decision 15).

#pragma once

namespace tl::storage {

/// Reads requests from descriptor `input` and writes replies to `output` until the input ends.
/// Returns the exit status of the process. Nothing else may write to `output`.
[[nodiscard]] int serveSmb(int input, int output);

}  // namespace tl::storage
