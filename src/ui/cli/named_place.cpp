#include "ui/cli/named_place.h"

#include "infra/errors/error.h"
#include "infra/platform/file_system.h"

namespace tl::cli {

namespace {

bool canBeName(const std::string& text) {
    return !text.empty() && text[0] != '.' && text.find_first_of("/:\\") == std::string::npos;
}

/// As NamedRepositories::find(); a catalog that cannot be read counts as none.
bool isKnown(const std::string& name, services::NamedRepositories& names) {
    try {
        return names.find(name).has_value();
    } catch (const Error&) {
        return false;
    }
}

}  // namespace

NamedPlace findPlace(const std::string& text,
                     services::NamedRepositories& names,
                     Console& console) {
    if (!canBeName(text)) return {.location = text};
    if (exists(text)) {
        if (isKnown(text, names))
            console.notify("\"" + text +
                           "\" is taken for what has this name in this folder; "
                           "--repo-name " +
                           text + " is the repository of the catalog");
        return {.location = text};
    }
    auto definition = names.find(text);
    if (!definition) return {.location = text};
    return {.location = definition->location, .definition = std::move(definition)};
}

}  // namespace tl::cli
