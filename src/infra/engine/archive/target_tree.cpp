#include "infra/engine/archive/target_tree.h"

#include <algorithm>
#include <set>

#include "infra/engine/filter/path_components.h"
#include "infra/errors/error.h"

namespace tl::engine {

namespace {

struct ParsedTarget {
    std::string base;                ///< "/", "." or "..", "../..", …
    std::vector<std::string> names;  ///< Empty for a target that only leads somewhere.
};

std::string join(const std::string& folder, const std::string& name) {
    if (folder == ".") return name;
    return folder.ends_with('/') ? folder + name : folder + "/" + name;
}

ParsedTarget parseTarget(const std::string& clean) {
    ParsedTarget parsed{clean.starts_with('/') ? "/" : ".", {}};
    for (std::size_t at = 0; at < clean.size();) {
        const std::size_t end = std::min(clean.find('/', at), clean.size());
        const std::string name = clean.substr(at, end - at);
        at = end + 1;
        if (name.empty() || name == ".") continue;
        if (name == "..")
            parsed.base = join(parsed.base, name);
        else
            parsed.names.push_back(name);
    }
    return parsed;
}

/// The name under which `name`, reached from `base`, stands at the top.
std::string topName(const TargetNode& top, const std::string& name, const std::string& base) {
    std::string candidate = name;
    for (int i = 1;; ++i) {
        const auto found = top.children.find(candidate);
        if (found == top.children.end() || found->second.base == base) return candidate;
        candidate = name + "-" + std::to_string(i);
    }
}

void addTarget(TargetNode& top, const std::string& clean, bool isExplicit) {
    const ParsedTarget parsed = parseTarget(clean);
    TargetNode* node = &top;
    std::string path = parsed.base;
    for (std::size_t i = 0; i < parsed.names.size(); ++i) {
        const std::string& name = parsed.names[i];
        path = join(path, name);
        node = &node->children[i == 0 ? topName(top, name, parsed.base) : name];
        if (node->path.empty()) node->path = path;
        if (i == 0) node->base = parsed.base;
    }
    if (node->isTarget && node->path != clean) {
        throw Error{ErrorKind::InvalidInput, "\"" + clean + "\" and \"" + node->path +
                                                 "\" name the same place; give it once"};
    }
    node->isTarget = true;
    node->isExplicit = node->isExplicit || isExplicit;
    node->path = clean;
}

/// A target that has another below it becomes a folder with all its entries as targets, so that
/// nothing is saved twice.
void expandOverlaps(TargetNode& node, const ListFolder& list) {
    if (node.isTarget && !node.children.empty()) {
        node.isTarget = false;
        for (const std::string& name : list(node.path)) {
            TargetNode& child = node.children[name];
            if (child.path.empty()) child.path = join(node.path, name);
            child.isTarget = true;
        }
    }
    for (auto& [name, child] : node.children)
        expandOverlaps(child, list);
}

}  // namespace

TargetNode buildTargetTree(std::span<const std::string> targets, const ListFolder& list) {
    TargetNode top;
    std::set<std::string> seen;
    for (const std::string& target : targets) {
        const std::string clean = cleanPath(target);
        if (!seen.insert(clean).second) continue;
        if (!parseTarget(clean).names.empty()) {
            addTarget(top, clean, true);
            continue;
        }
        // Such a target has no name of its own: its entries stand at the top.
        auto names = list(clean);
        std::sort(names.begin(), names.end());
        for (const std::string& name : names) {
            const std::string path = join(clean, name);
            if (seen.insert(path).second) addTarget(top, path, false);
        }
    }
    expandOverlaps(top, list);
    return top;
}

}  // namespace tl::engine
