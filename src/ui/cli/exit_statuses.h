// What the program's exit status means: restic's, for all commands.

#pragma once

#include <array>
#include <string_view>

namespace tl::cli {

struct ExitStatusText {
    int code = 0;
    std::string_view meaning;
};

inline constexpr std::array kExitStatuses = {
    ExitStatusText{0, "done"},
    ExitStatusText{1, "failed"},
    ExitStatusText{3, "done, except for some files"},
    ExitStatusText{10, "there is no repository"},
    ExitStatusText{11, "the repository is locked"},
    ExitStatusText{12, "wrong password"},
    ExitStatusText{130, "interrupted"},
};

}  // namespace tl::cli
