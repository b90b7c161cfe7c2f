#include "services/backup/shipped_pattern_groups.h"

#include <vector>

namespace tl::services {

namespace {

using catalog::PatternGroup;

const std::vector<PatternGroup>& groups() {
    static const std::vector<PatternGroup> all{
        {.name = "build-output",
         .description = "Leaves out what compilers and package managers make again",
         .excludes = {"node_modules", "__pycache__", "*.pyc", "*.o", "*.obj", "CMakeFiles",
                      ".ninja_deps", ".gradle", ".tox", ".venv", ".mypy_cache", ".pytest_cache",
                      ".eggs", "target/debug", "target/release", ".next", ".nuxt", ".terraform",
                      "bower_components"}},
        {.name = "caches",
         .description = "Leaves out caches of desktops, browsers and developers' programs",
         .excludes = {".cache", ".ccache", ".thumbnails", "Thumbs.db", ".DS_Store", ".npm/_cacache",
                      ".cargo/registry", ".m2/repository", "go/pkg/mod",
                      ".mozilla/firefox/*/cache2", "Code Cache", "GPUCache", "ShaderCache",
                      ".nv/ComputeCache", "snap/*/*/.cache", ".var/app/*/cache"}},
        {.name = "music",
         .description = "Sound, and what belongs to it",
         .includes = {"*.mp3", "*.flac", "*.ogg", "*.oga", "*.opus", "*.m4a", "*.aac", "*.wav",
                      "*.aif", "*.aiff", "*.wma", "*.mid", "*.midi", "*.m3u", "*.m3u8", "*.cue"},
         .ignoresCase = true},
        {.name = "office-documents",
         .description = "Texts, tables, presentations and PDF",
         .includes = {"*.doc",   "*.docx",    "*.docm", "*.dot",  "*.dotx",  "*.odt",  "*.ott",
                      "*.fodt",  "*.rtf",     "*.xls",  "*.xlsx", "*.xlsm",  "*.xlsb", "*.ods",
                      "*.ots",   "*.fods",    "*.csv",  "*.tsv",  "*.ppt",   "*.pptx", "*.pptm",
                      "*.odp",   "*.otp",     "*.odg",  "*.pdf",  "*.ps",    "*.txt",  "*.md",
                      "*.tex",   "*.bib",     "*.epub", "*.vsd",  "*.vsdx",  "*.mpp",  "*.one",
                      "*.pages", "*.numbers", "*.key",  "*.mdb",  "*.accdb", "*.odb",  "*.eml",
                      "*.msg",   "*.ics",     "*.vcf"},
         .ignoresCase = true},
        {.name = "pictures",
         .description = "Photos and drawings, also in cameras' own formats",
         .includes = {"*.jpg",  "*.jpeg", "*.png",  "*.gif",  "*.tif", "*.tiff", "*.bmp",
                      "*.webp", "*.heic", "*.heif", "*.avif", "*.svg", "*.xcf",  "*.psd",
                      "*.kra",  "*.ai",   "*.dng",  "*.cr2",  "*.cr3", "*.nef",  "*.arw",
                      "*.orf",  "*.rw2",  "*.raf",  "*.pef",  "*.srw", "*.xmp"},
         .ignoresCase = true},
        {.name = "source-code",
         .description = "Programs' sources, and what builds them",
         .includes = {"*.c",         "*.h",           "*.cc",     "*.cpp",    "*.cxx",
                      "*.hpp",       "*.hxx",         "*.m",      "*.mm",     "*.rs",
                      "*.go",        "*.java",        "*.kt",     "*.kts",    "*.scala",
                      "*.cs",        "*.fs",          "*.vb",     "*.swift",  "*.py",
                      "*.pyi",       "*.ipynb",       "*.rb",     "*.pl",     "*.pm",
                      "*.php",       "*.js",          "*.mjs",    "*.ts",     "*.jsx",
                      "*.tsx",       "*.vue",         "*.svelte", "*.html",   "*.css",
                      "*.scss",      "*.less",        "*.sql",    "*.sh",     "*.bash",
                      "*.zsh",       "*.fish",        "*.ps1",    "*.bat",    "*.cmd",
                      "*.lua",       "*.r",           "*.jl",     "*.hs",     "*.ml",
                      "*.mli",       "*.ex",          "*.exs",    "*.erl",    "*.clj",
                      "*.lisp",      "*.el",          "*.dart",   "*.zig",    "*.nim",
                      "*.d",         "*.pas",         "*.f90",    "*.asm",    "*.s",
                      "*.v",         "*.vhd",         "*.proto",  "*.cmake",  "CMakeLists.txt",
                      "Makefile",    "Dockerfile",    "*.mk",     "*.gradle", "*.toml",
                      "*.yaml",      "*.yml",         "*.json",   "*.xml",    "*.ini",
                      "*.cfg",       "*.md",          "*.rst",    ".git",     ".gitignore",
                      ".gitmodules", ".editorconfig", "LICENSE",  "README"},
         .ignoresCase = true},
        {.name = "trash",
         .description = "Leaves out what was thrown away",
         .excludes = {".local/share/Trash", ".Trash", ".Trash-*", "$RECYCLE.BIN", "lost+found"}},
        {.name = "videos",
         .description = "Films and clips",
         .includes = {"*.mp4", "*.m4v", "*.mov", "*.mkv", "*.webm", "*.avi", "*.wmv", "*.mpg",
                      "*.mpeg", "*.mts", "*.m2ts", "*.3gp", "*.ogv", "*.flv", "*.srt", "*.vtt"},
         .ignoresCase = true},
        {.name = "virtual-machines",
         .description = "Leaves out disks of virtual machines, which are large and always changing",
         .excludes = {"*.vdi", "*.vmdk", "*.vhd", "*.vhdx", "*.qcow2", "*.qcow", "*.hdd"}},
    };
    return all;
}

}  // namespace

std::span<const PatternGroup> shippedPatternGroups() {
    return groups();
}

}  // namespace tl::services
