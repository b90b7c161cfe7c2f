#include "infra/engine/check/check_packs.h"

#include <string>

namespace tl::engine {

PackSizes listPacks(const Repository& repository, const std::stop_token& stop) {
    PackSizes sizes;
    repository.backend().list(
        storage::FileType::Pack,
        [&sizes](const storage::FileId& id, std::uint64_t sizeBytes) {
            if (const auto pack = PackId::parse(id.name)) sizes.emplace(*pack, sizeBytes);
        },
        stop);
    return sizes;
}

SuspectPacks checkPacks(const CheckedIndex& index,
                        const PackSizes& sizes,
                        CheckReporter& reporter) {
    SuspectPacks suspects;
    for (const auto& [pack, facts] : index.packs) {
        const auto found = sizes.find(pack);
        if (found == sizes.end()) {
            reporter.error(describePack(pack), "it is missing, though the index lists it",
                           Remedy::RepairIndex);
            suspects.missing.insert(pack);
        } else if (found->second != facts.sizeBytes) {
            reporter.packError(pack, "it has " + std::to_string(found->second) +
                                         " bytes and should have " +
                                         std::to_string(facts.sizeBytes));
            suspects.wrongSize.push_back(pack);
        }
        reporter.advance(1, 0);
    }
    if (!suspects.missing.empty() || !suspects.wrongSize.empty()) reporter.suggestIndexRepair();
    for (const auto& [pack, sizeBytes] : sizes) {
        if (!index.packs.contains(pack)) reporter.unindexedPack(pack);
    }
    return suspects;
}

}  // namespace tl::engine
