#include "ui/cli/systemd_files.h"

#include <cstdint>
#include <utility>

#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"

namespace tl::cli {

std::vector<services::UnitFile> unitsOf(const std::vector<std::string>& schedules,
                                        const std::string& program,
                                        const Context& context) {
    const services::UnitSettings settings{
        .program = program.empty() ? realPath("/proc/self/exe") : program,
        .catalog = !context.global.catalog.empty()
                       ? context.global.catalog
                       : findSetting(context.environment, "CATALOG").value_or(""),
        .isOfSystem = isRoot()};
    if (!settings.program.starts_with('/'))
        throw Error{ErrorKind::InvalidInput, "--program is to be an absolute path"};
    std::vector<services::UnitFile> files;
    for (const std::string& name : schedules)
        for (services::UnitFile& file :
             services::systemdUnits(context.core.schedules.load(name).definition, settings))
            files.push_back(std::move(file));
    return files;
}

void writeUnits(const std::vector<services::UnitFile>& files, const std::string& folder) {
    constexpr std::uint32_t kReadable = 0755;
    makeDirectories(folder, kReadable);
    for (const services::UnitFile& file : files)
        writeFile(folder + "/" + file.name, file.content);
}

}  // namespace tl::cli
