#include "storage/sftp/sftp_listing.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>

#include "storage/sftp/sftp_failure.h"

namespace tl::storage::sftp {

namespace {

using Visitor = std::function<void(const std::string& folder, const NamedFile& file)>;

/// How many folders are open at once. Servers allow hundreds of handles, for all connections of a
/// user together.
constexpr std::size_t kOpenMax = 64;

/// How many answers of one folder are asked for ahead: OpenSSH puts 100 names into each. The more
/// of them came, the larger the folder is.
constexpr std::size_t kAheadMax = 16;

/// A server that never stops to find files must be stopped.
constexpr std::size_t kFilesMax = std::size_t{1} << 27U;

class Listing {
  public:
    Listing(Conversation& conversation,
            const std::vector<std::string>& folders,
            const Visitor& visit,
            const std::stop_token& stop)
        : conversation_{conversation},
          folders_{folders},
          visit_{visit},
          stop_{stop} {}

    ~Listing() {
        // An error or a visitor ended the listing: what is open is closed.
        for (const auto& [number, folder] : open_)
            conversation_.post(close(folder.handle));
    }
    Listing(const Listing&) = delete;
    Listing& operator=(const Listing&) = delete;

    void run() {
        while (true) {
            while (next_ < folders_.size() && openCount_ < kOpenMax)
                openNext();
            if (asked_.empty()) return;
            take(conversation_.receive(stop_));
        }
    }

  private:
    enum class Question : std::uint8_t { Open, Read, Stat };
    struct Asked {
        Question question = Question::Open;
        std::size_t folder = 0;
        std::string linkName{};  ///< Of Stat.
    };
    struct OpenFolder {
        std::string handle;
        std::size_t ahead = 2;  ///< How many answers to ask for at once.
        bool isLarge = false;   ///< More than one answer brought files.
        std::size_t onTheWay = 0;
        bool hasEnded = false;
    };

    void openNext() {
        asked_.emplace(conversation_.send(openFolder(folders_[next_])),
                       Asked{Question::Open, next_});
        ++next_;
        ++openCount_;
    }

    void take(const Reply& reply) {
        const auto found = asked_.find(reply.id);
        if (found == asked_.end()) throwProtocolError("an answer came twice");
        const Asked asked = std::move(found->second);
        asked_.erase(found);
        switch (asked.question) {
            case Question::Open:
                return takeOpened(asked.folder, reply);
            case Question::Read:
                return takeRead(asked.folder, reply);
            case Question::Stat:
                return takeStat(asked, reply);
        }
    }

    void takeOpened(std::size_t number, const Reply& reply) {
        if (reply.type == PacketType::Status) {
            const Status status = readStatus(reply);
            if (status.code != StatusCode::NoSuchFile)
                throwRefusal(status, "list", folders_[number]);
            --openCount_;
            return;
        }
        OpenFolder& folder = open_[number];
        folder.handle = readHandle(reply);
        askForMore(number, folder);
    }

    void askForMore(std::size_t number, OpenFolder& folder) {
        for (; folder.onTheWay < folder.ahead; ++folder.onTheWay) {
            asked_.emplace(conversation_.send(readFolder(folder.handle)),
                           Asked{Question::Read, number});
        }
    }

    void takeRead(std::size_t number, const Reply& reply) {
        OpenFolder& folder = open_.at(number);
        --folder.onTheWay;
        if (reply.type == PacketType::Status) {
            const Status status = readStatus(reply);
            if (status.code != StatusCode::EndOfFile)
                throwRefusal(status, "list", folders_[number]);
            folder.hasEnded = true;
        } else {
            const auto files = readNames(reply);
            // Most folders end with the second answer: to ask for more than that would cost a
            // journey.
            if (std::exchange(folder.isLarge, true) && !folder.hasEnded) {
                folder.ahead = std::min(2 * folder.ahead, kAheadMax);
                askForMore(number, folder);
            }
            for (const NamedFile& file : files)
                meet(number, file);
        }
        if (!folder.hasEnded || folder.onTheWay > 0) return;
        conversation_.post(close(folder.handle));
        open_.erase(number);
        --openCount_;
    }

    void meet(std::size_t number, const NamedFile& file) {
        if (++metCount_ > kFilesMax) throwProtocolError("a listing does not end");
        if (file.name == "." || file.name == "..") return;
        const FileAttributes& attributes = file.attributes;
        const bool isClear =
            attributes.isFolder() || (attributes.isRegular() && attributes.sizeBytes);
        if (isClear) {
            visit_(folders_[number], file);
            return;
        }
        asked_.emplace(conversation_.send(stat(folders_[number] + '/' + file.name)),
                       Asked{Question::Stat, number, file.name});
    }

    void takeStat(const Asked& asked, const Reply& reply) {
        // A link to nowhere, or a file that has just gone, is not there.
        if (reply.type == PacketType::Status) return;
        visit_(folders_[asked.folder],
               {.name = asked.linkName, .attributes = readAttributes(reply)});
    }

    Conversation& conversation_;
    const std::vector<std::string>& folders_;
    const Visitor& visit_;
    const std::stop_token& stop_;
    std::size_t next_ = 0;       ///< The first folder that was not asked for.
    std::size_t openCount_ = 0;  ///< Those on their way included.
    std::size_t metCount_ = 0;
    std::unordered_map<RequestId, Asked> asked_;
    std::unordered_map<std::size_t, OpenFolder> open_;
};

}  // namespace

void listFolders(Conversation& conversation,
                 const std::vector<std::string>& folders,
                 const Visitor& visit,
                 const std::stop_token& stop) {
    Listing{conversation, folders, visit, stop}.run();
}

}  // namespace tl::storage::sftp
