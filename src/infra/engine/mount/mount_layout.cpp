#include "infra/engine/mount/mount_layout.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "infra/engine/mount/go_time_format.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"

namespace tl::engine {

namespace {

constexpr std::string_view kSigns = "iIuhtT%";

/// A name that is one component of a path, whatever it was before.
std::string asComponent(std::string name) {
    std::ranges::replace(name, '/', '_');
    std::ranges::replace(name, '\0', '_');
    if (name.empty() || name == ".") return "_";
    return name == ".." ? "__" : name;
}

/// A path that a template gives to a snapshot; the time at its end stands apart.
struct PlannedPath {
    std::string path;
    std::string time;  ///< Empty unless the template ends with %T.
};

std::vector<std::string> valuesOf(char sign,
                                  const LoadedSnapshot& loaded,
                                  const std::string& time) {
    const Snapshot& snapshot = loaded.snapshot;
    switch (sign) {
        case 'i':
            return {loaded.id.shortHex()};
        case 'I':
            return {loaded.id.hex()};
        case 'u':
            return {asComponent(snapshot.username)};
        case 'h':
            return {asComponent(snapshot.hostname)};
        case 'T':
            return {time};
        case 't': {
            std::vector<std::string> tags;
            for (const std::string& tag : snapshot.tags)
                tags.push_back(asComponent(tag));
            return tags;
        }
        default:
            return {std::string{sign}};
    }
}

/// The paths of a snapshot: one for each of its tags where the template has them.
std::vector<PlannedPath> expand(std::string_view pattern,
                                const LoadedSnapshot& loaded,
                                const std::string& time) {
    const bool isTimeLast = pattern.ends_with("%T");
    if (isTimeLast) pattern.remove_suffix(2);
    std::vector<std::string> paths = {""};
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const bool isSign = pattern[i] == '%' && i + 1 < pattern.size();
        const std::vector<std::string> values =
            isSign ? valuesOf(pattern[++i], loaded, time)
                   : std::vector<std::string>{std::string{pattern[i]}};
        std::vector<std::string> longer;
        for (const std::string& path : paths)
            for (const std::string& value : values)
                longer.push_back(path + value);
        paths = std::move(longer);
    }
    std::vector<PlannedPath> planned;
    for (std::string& path : paths)
        planned.push_back({std::move(path), isTimeLast ? time : ""});
    return planned;
}

/// The folders of a template before its first sign: they are there without snapshots, too.
std::string_view fixedFolder(std::string_view pattern) {
    const std::string_view fixed = pattern.substr(0, pattern.find('%'));
    const std::size_t slash = fixed.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : fixed.substr(0, slash);
}

std::vector<std::string> componentsOf(std::string_view path) {
    std::vector<std::string> components;
    while (!path.empty()) {
        const std::string_view name = path.substr(0, path.find('/'));
        if (!name.empty() && name != ".") components.emplace_back(name);
        path.remove_prefix(std::min(path.size(), name.size() + 1));
    }
    return components;
}

class LayoutBuilder {
  public:
    LayoutBuilder() : layout_(1) {}

    /// The folder at `path`, made where it is missing; nothing when a snapshot is in the way.
    std::optional<std::uint64_t> makeFolder(std::span<const std::string> path) {
        std::uint64_t folder = 0;
        for (const std::string& name : path) {
            if (isTaken(folder)) return std::nullopt;
            folder = childOf(folder, name);
        }
        if (isTaken(folder)) return std::nullopt;
        return folder;
    }

    void addSnapshot(const PlannedPath& planned, std::size_t snapshot) {
        const std::vector<std::string> components = componentsOf(planned.path + planned.time);
        if (components.empty()) return;
        const auto folder = makeFolder(std::span{components}.first(components.size() - 1));
        if (!folder) return;
        const std::string name = uniqueName(*folder, components.back());
        const std::uint64_t entry = childOf(*folder, name);
        layout_[entry].snapshot = snapshot;
        // A link must stand beside its target.
        const bool isWholeName = planned.path.empty() || planned.path.ends_with('/');
        if (!planned.time.empty() && isWholeName)
            layout_[childOf(*folder, "latest")].linkTarget = name;
    }

    [[nodiscard]] MountLayout take() { return std::move(layout_); }

  private:
    [[nodiscard]] bool isTaken(std::uint64_t entry) const {
        return layout_[entry].snapshot || !layout_[entry].linkTarget.empty();
    }

    std::uint64_t childOf(std::uint64_t folder, const std::string& name) {
        const auto known = layout_[folder].children.find(name);
        if (known != layout_[folder].children.end()) return known->second;
        const std::uint64_t number = layout_.size();
        layout_.emplace_back();
        layout_[folder].children.emplace(name, number);
        return number;
    }

    [[nodiscard]] std::string uniqueName(std::uint64_t folder, const std::string& name) const {
        std::string unique = name;
        for (int i = 1; layout_[folder].children.contains(unique); ++i)
            unique = name + "-" + std::to_string(i);
        return unique;
    }

    MountLayout layout_;
};

}  // namespace

MountLayout layOut(std::span<const LoadedSnapshot> snapshots, const MountTemplates& templates) {
    LayoutBuilder builder;
    for (const std::string& pattern : templates.paths)
        (void)builder.makeFolder(componentsOf(fixedFolder(pattern)));
    for (std::size_t i = 0; i < snapshots.size(); ++i) {
        const std::string time = formatGoTime(templates.time, snapshots[i].snapshot.time);
        for (const std::string& pattern : templates.paths)
            for (const PlannedPath& planned : expand(pattern, snapshots[i], time))
                builder.addSnapshot(planned, i);
    }
    return builder.take();
}

void requireUsable(const MountTemplates& templates) {
    const auto fail = [](const std::string& text, const std::string& why) {
        throw Error{ErrorKind::InvalidInput, "the template " + quoted(text) + " " + why};
    };
    if (templates.time.empty() || templates.time.find('/') != std::string::npos)
        fail(templates.time, "is no name for a time: it is empty or has a slash");
    if (templates.time.starts_with("."))
        fail(templates.time, "is no name for a time: it begins with a dot");
    for (const std::string& pattern : templates.paths) {
        bool hasSign = false;
        for (std::size_t i = 0; i < pattern.size(); ++i) {
            if (pattern[i] != '%') continue;
            const std::string sign = pattern.substr(i + 1, 1);
            if (sign.empty() || kSigns.find(sign) == std::string_view::npos)
                fail(pattern, "has an unknown sign: use %i, %I, %u, %h, %t, %T or %%");
            hasSign = hasSign || sign != "%";
            ++i;
        }
        if (!hasSign) fail(pattern, "is the same for every snapshot: use %i, %I, %u, %h, %t or %T");
        for (const std::string& name : componentsOf(pattern))
            if (name == "..") fail(pattern, "leads out of the mount");
    }
}

}  // namespace tl::engine
