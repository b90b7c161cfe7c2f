#include "storage/sftp/sftp_upload.h"

#include <chrono>
#include <optional>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/errors/stop.h"
#include "infra/platform/clock.h"
#include "infra/resources/stop_after.h"
#include "storage/sftp/sftp_failure.h"

namespace tl::storage::sftp {

namespace {

/// How long after a stop the answer to a rename is waited for.
constexpr std::chrono::milliseconds kSettleMax{800};

/// What is open at the server or lies there unfinished, and is to be undone at an early end. The
/// answers are not waited for: a connection that works carries it out, another cannot.
class Undo {
  public:
    explicit Undo(Conversation& conversation) : conversation_{conversation} {}
    ~Undo() {
        if (!handle.empty()) conversation_.post(close(handle));
        if (!folderHandle.empty()) conversation_.post(close(folderHandle));
        if (!path.empty()) conversation_.post(remove(path));
    }
    Undo(const Undo&) = delete;
    Undo& operator=(const Undo&) = delete;

    std::string handle;
    std::string folderHandle;
    std::string path;

  private:
    Conversation& conversation_;
};

class Uploading {
  public:
    Uploading(const Transfer& transfer, const Upload& upload)
        : transfer_{transfer},
          upload_{upload},
          features_{transfer.conversation.features()},
          undo_{transfer.conversation} {}

    bool run() {
        if (!tryOpen()) return false;
        write();
        giveName();
        undo_.path.clear();
        return true;
    }

  private:
    bool tryOpen() {
        undo_.path = upload_.temporary;
        const RequestId opening = send(createNew(upload_.temporary, upload_.temporaryBits));
        const auto folderOpening =
            features_.hasFlush ? std::optional{send(openForReading(upload_.folder))} : std::nullopt;
        const Reply reply = receive(opening);
        if (folderOpening) {
            const Reply folder = receive(*folderOpening);
            if (folder.type == PacketType::Handle) undo_.folderHandle = readHandle(folder);
        }
        if (reply.type != PacketType::Status) {
            undo_.handle = readHandle(reply);
            return true;
        }
        undo_.path.clear();
        const Status status = readStatus(reply);
        if (status.code != StatusCode::NoSuchFile) refuse(status, "make a file in", upload_.folder);
        return false;
    }

    void write() {
        const Status written = writeContent(transfer_, undo_.handle, upload_.content);
        if (!written.isOk()) refuse(written, "write", upload_.path);
        // A finished file is read-only, so that no slip of a hand changes it. Some file systems
        // have no permissions to set; nothing depends on them.
        const RequestId protecting = send(setPermissions(undo_.handle, upload_.finishedBits));
        const auto flushing =
            features_.hasFlush ? std::optional{send(flush(undo_.handle))} : std::nullopt;
        const RequestId closing = send(close(std::exchange(undo_.handle, {})));
        (void)receive(protecting);
        const Status flushed =
            flushing ? readStatus(receive(*flushing)) : Status{StatusCode::Ok, {}};
        const Status closed = readStatus(receive(closing));
        if (!flushed.isOk() && flushed.code != StatusCode::Unsupported)
            refuse(flushed, "flush", upload_.path);
        if (!closed.isOk()) refuse(closed, "close", upload_.path);
    }

    void giveName() {
        throwIfStopped(transfer_.stop);
        const bool isReplacing = upload_.oldFile == OldFile::Replaced;
        const RequestId renaming = send(isReplacing ? posixRename(upload_.temporary, upload_.path)
                                                    : rename(upload_.temporary, upload_.path));
        const Status renamed = readStatus(receiveWithFlush(renaming));
        if (renamed.isOk()) return;
        if (isReplacing) refuse(renamed, "rename a file to", upload_.path);
        // Version 3 has one code for a name that is taken and for whatever else fails.
        if (receive(send(stat(upload_.path))).type == PacketType::Attributes) {
            throw Error{ErrorKind::AlreadyExists,
                        "the file " + quoted(upload_.path) + " exists on the SFTP server"};
        }
        if (!features_.hasPosixRename) refuse(renamed, "rename a file to", upload_.path);
        const RequestId again = send(posixRename(upload_.temporary, upload_.path));
        const Status named = readStatus(receive(again));
        if (!named.isOk()) refuse(named, "rename a file to", upload_.path);
        flushFolder(transfer_, upload_.folder);
    }

    /// The answer to a request that changes the folder, which is then flushed. Servers with that
    /// operation work in order, so it need not wait for the answer.
    ///
    /// A stop does not end this at once: else nobody knew whether the file exists, and a lock might
    /// stay for good.
    Reply receiveWithFlush(RequestId id) {
        SystemClock clock;
        const StopLater stop{clock, kSettleMax, transfer_.stop};
        const auto receive = [&](RequestId wanted) {
            return transfer_.conversation.receive(wanted, stop.token());
        };
        if (undo_.folderHandle.empty()) return receive(id);
        const RequestId flushing = send(flush(undo_.folderHandle));
        transfer_.conversation.post(close(std::exchange(undo_.folderHandle, {})));
        Reply reply = receive(id);
        (void)receive(flushing);  // Not every file system flushes folders.
        return reply;
    }

    [[noreturn]] void refuse(const Status& status, std::string_view what, const std::string& path) {
        throwChangeRefusal(transfer_, status,
                           {.what = what,
                            .path = path,
                            .folder = upload_.folder,
                            .neededBytes = upload_.content.size()});
    }

    RequestId send(Packet request) { return transfer_.conversation.send(std::move(request)); }
    Reply receive(RequestId id) { return transfer_.conversation.receive(id, transfer_.stop); }

    const Transfer& transfer_;
    const Upload& upload_;
    const Features features_;
    Undo undo_;
};

}  // namespace

bool tryUpload(const Transfer& transfer, const Upload& upload) {
    return Uploading{transfer, upload}.run();
}

void flushFolder(const Transfer& transfer, const std::string& folder) {
    Conversation& conversation = transfer.conversation;
    if (!conversation.features().hasFlush) return;
    const Reply opened =
        conversation.receive(conversation.send(openForReading(folder)), transfer.stop);
    if (opened.type != PacketType::Handle) return;
    const std::string handle = readHandle(opened);
    const RequestId flushing = conversation.send(flush(handle));
    conversation.post(close(handle));
    (void)conversation.receive(flushing, transfer.stop);
}

}  // namespace tl::storage::sftp
