#include <algorithm>
#include <deque>
#include <utility>

#include "infra/audit/audit_files.h"
#include "infra/audit/audit_line.h"
#include "infra/errors/error.h"
#include "infra/errors/stop.h"
#include "infra/platform/environment.h"
#include "services/audit/audited.h"
#include "services/audit/audited_event.h"
#include "services/audit/audits.h"
#include "services/backup/documents.h"

namespace tl::services {

namespace {

/// More checkpoints of one repository are not looked at: the newest say the most.
constexpr std::size_t kCheckpointsMax = 1000;

const DocumentKind kCheckpoints{"/timelocker/audit-checkpoint.json", "timelocker-audit"};

bool isWanted(const AuditEntry& entry, const AuditQuery& query) {
    const AuditEvent& event = entry.event;
    const auto holds = [](const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos;
    };
    return !(query.since && entry.time < *query.since) &&
           !(query.before && entry.time >= *query.before) && holds(event.actor, query.actor) &&
           holds(event.action, query.action) && holds(event.object, query.object) &&
           (!query.result || *query.result == event.result);
}

class AuditService final : public Audits {
  public:
    AuditService(const ServiceContext& context, std::string folder, AuditTrail& trail)
        : context_{context},
          folder_{std::move(folder)},
          trail_{trail} {}

    void list(const AuditQuery& query,
              const std::function<void(const AuditEntry& entry)>& visit,
              const std::stop_token& stop) override {
        std::deque<AuditEntry> newest;  // Only where a number of them is wanted.
        for (const std::uint32_t segment : audit::listSegments(folder_)) {
            audit::forEachLine(audit::segmentPath(folder_, segment),
                               [&](const audit::SegmentLine& line) {
                                   throwIfStopped(stop);
                                   auto reading = audit::readLine(line.text);
                                   if (!reading.entry || !isWanted(*reading.entry, query))
                                       return true;
                                   if (query.newest == 0) {
                                       visit(*reading.entry);
                                       return true;
                                   }
                                   newest.push_back(std::move(*reading.entry));
                                   if (newest.size() > query.newest) newest.pop_front();
                                   return true;
                               });
        }
        std::ranges::for_each(newest, visit);
    }

    AuditVerifyReport verify(const AuditVerifyRequest& request,
                             const std::stop_token& stop) override {
        AuditVerifyReport report;
        std::vector<audit::KnownEntry> known;
        const std::string signer = request.signer.empty() ? ownSigner() : request.signer;
        for (const RepositoryAccess& repository : request.repositories)
            collect(repository, signer, known, report, stop);
        report.checkpoints = known.size();
        report.log = audit::verifyLog(folder_, known, stop);
        return report;
    }

    AuditCheckpoint checkpoint(const RepositoryAccess& repository,
                               const std::stop_token& stop) override {
        const auto verification = audit::verifyLog(folder_, {}, stop);
        if (verification.finding)
            throw Error{ErrorKind::InvalidInput,
                        "the audit log is not as it was written, so nothing can be vouched for: " +
                            verification.finding->message,
                        {{"hint", "`tl audit verify` says more"}}};
        if (!verification.last)
            throw Error{ErrorKind::InvalidInput, "there is nothing in the audit log yet"};
        return audited(
            trail_, eventOn(repository, "audit.checkpoint"),
            [&] { return save(repository, *verification.last, stop); },
            [](const AuditCheckpoint& saved, AuditEvent& done) {
                addNumber(done, "sequence", saved.sequence);
            });
    }

    std::string folder() const override { return folder_; }

  private:
    AuditCheckpoint save(const RepositoryAccess& repository,
                         const AuditEntry& last,
                         const std::stop_token& stop) {
        const SignatureKey key = audit::loadSigningKey(folder_, context_.random);
        const AuditCheckpoint checkpoint{.host = hostName(),
                                         .time = context_.clock.now(),
                                         .sequence = last.sequence,
                                         .hash = last.hash,
                                         .signer = key.publicKey()};
        saveDocument(context_, repository, kCheckpoints, audit::writeCheckpoint(checkpoint, key),
                     stop);
        return checkpoint;
    }

    [[nodiscard]] std::string ownSigner() const {
        if (!audit::hasSigningKey(folder_)) return {};
        return audit::fingerprintOf(audit::loadSigningKey(folder_, context_.random).publicKey());
    }

    /// Adds what the checkpoints in `repository` know of this machine's log.
    void collect(const RepositoryAccess& repository,
                 const std::string& signer,
                 std::vector<audit::KnownEntry>& known,
                 AuditVerifyReport& report,
                 const std::stop_token& stop) const {
        const std::string place = shownLocation(repository.location);
        for (const StoredDocument& document :
             loadDocuments(context_, repository, kCheckpoints, kCheckpointsMax, stop)) {
            const std::string name = document.snapshot.hex().substr(0, 8);
            if (document.host != hostName()) continue;  // Of another machine's log.
            const auto checkpoint = audit::readCheckpoint(document.content);
            if (!checkpoint) {
                report.problems.push_back("the checkpoint in snapshot " + name + " of " + place +
                                          " is damaged or forged");
                continue;
            }
            const std::string by = audit::fingerprintOf(checkpoint->signer);
            if (!signer.empty() && by != signer) {
                report.problems.push_back("the checkpoint in snapshot " + name + " of " + place +
                                          " is signed by another key, " + by);
                continue;
            }
            known.push_back({checkpoint->sequence, checkpoint->hash,
                             "the checkpoint in snapshot " + name + " of " + place});
        }
    }

    const ServiceContext& context_;
    const std::string folder_;
    AuditTrail& trail_;
};

}  // namespace

std::unique_ptr<Audits> makeAudits(const ServiceContext& context,
                                   std::string folder,
                                   AuditTrail& trail) {
    return std::make_unique<AuditService>(context, std::move(folder), trail);
}

}  // namespace tl::services
