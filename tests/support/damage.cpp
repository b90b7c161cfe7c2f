#include "tests/support/damage.h"

#include <cstddef>
#include <vector>

namespace tl::storage {

const char* nameOf(Damage damage) noexcept {
    switch (damage) {
        case Damage::FlippedBit:
            return "FlippedBit";
        case Damage::FlippedAtEnd:
            return "FlippedAtEnd";
        case Damage::Truncated:
            return "Truncated";
        case Damage::Emptied:
            return "Emptied";
        case Damage::Missing:
            return "Missing";
    }
    return "";
}

void inflict(Backend& backend, const FileId& id, Damage damage) {
    std::vector<std::byte> content = backend.tryLoad(id, {}).value();
    (void)backend.remove(id, {});
    switch (damage) {
        case Damage::FlippedBit:
            content[content.size() / 2] ^= std::byte{1};
            break;
        case Damage::FlippedAtEnd:
            content[content.size() - 9] ^= std::byte{1};
            break;
        case Damage::Truncated:
            content.resize(content.size() / 2);
            break;
        case Damage::Emptied:
            content.clear();
            break;
        case Damage::Missing:
            return;
    }
    backend.save(id, content, {});
}

}  // namespace tl::storage
