// The program `tl`: the process around the command line.
#include <exception>
#include <iostream>
#include <stop_token>
#include <string>
#include <vector>

#include "app/compose.h"
#include "infra/platform/environment.h"
#include "infra/platform/heap.h"
#include "infra/platform/process_priority.h"
#include "infra/resources/stop_on_signals.h"
#include "ui/cli/cli.h"
#include "ui/cli/system_console.h"

int main(int argumentCount, char** arguments) {
    tl::returnFreedMemory();
    try {
        const std::vector<std::string> words{arguments + 1, arguments + argumentCount};
        const std::stop_source stop;
        const tl::StopOnSignals signals{stop};
        tl::cli::SystemConsole console{stop.get_token()};
        const tl::app::Composition composition{
            [&console](const std::string& news) { console.notify("warning: " + news); }};
        const tl::cli::Core core = composition.core();
        const tl::cli::Environment environment = tl::environmentVariable;
        return tl::cli::runCli(words, {.core = core,
                                       .console = console,
                                       .environment = environment,
                                       .zone = composition.zone(),
                                       .clock = composition.clock(),
                                       .stop = stop.get_token(),
                                       .setPriority = tl::lowerPriority});
    } catch (const std::exception& error) {
        std::cerr << "Fatal: " << error.what() << "\n";
        return 1;
    }
}
