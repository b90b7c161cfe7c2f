#!/usr/bin/env python3
"""Checks what no compiler does: the direction of includes, banned words, dead files."""
import pathlib
import re
import sys

GROUND = ["infra/errors", "infra/platform", "infra/resources"]
PURE = ["infra/engine/format", "infra/engine/crypto", "infra/engine/chunker", "infra/engine/filter"]
# A folder may include itself and these. The longest folder that holds a path is its home.
MAY_INCLUDE = {
    "infra/errors": [],
    "infra/platform": ["infra/errors"],
    "infra/resources": ["infra/errors", "infra/platform"],
    "infra/audit": ["infra/errors", "infra/platform"],
    "storage": GROUND + ["storage/backend"],
    "infra/plugins": GROUND + ["storage/backend"],
    "infra/catalog": GROUND,
    "infra/engine/format": ["infra/errors"],
    "infra/engine/crypto": ["infra/errors", "infra/platform"],
    "infra/engine/chunker": ["infra/errors"],
    "infra/engine/filter": ["infra/errors"],
    "infra/engine": GROUND + PURE + ["infra/audit", "infra/engine", "storage/backend"],
    "services": GROUND + ["infra/audit", "infra/catalog", "infra/plugins", "infra/engine", "services", "storage/backend"],
    "ui": GROUND + ["services"],
    "app": ["infra", "storage", "services", "ui"],
}
APART = ("storage/", "ui/")  # siblings below these may not include each other
# Tests of every folder may use these: backends made for tests, and what tests share.
TESTS_MAY_INCLUDE = ["storage/fault", "storage/memory", "tests/support/"]
BANNED = {
    r"\.detach\(": "no detached threads",
    r"std::thread\b|std::async\b": "start threads as std::jthread in infra/resources",
    r"using namespace": "name the namespace",
    r"\bFIXME\b": "finish it before it lands",
    r"std::views::|std::ranges::unique\b|std::source_location|std::format\b": "g++ 12 or clang 14 cannot compile it",
}


def problems_of(name: str, text: str) -> list[str]:
    found = []
    lines = text.splitlines()
    if name.endswith(".h") and not text.startswith("// "):
        found.append(f"src/{name}:1: a header opens with a comment that says what it is for")
    home = max((folder for folder in MAY_INCLUDE if name.startswith(folder)), key=len)
    allowed = list(MAY_INCLUDE[home])
    if name.endswith("_test.cpp"):
        allowed += TESTS_MAY_INCLUDE
    own = "/".join(name.split("/")[:2]) if name.startswith(APART) else home
    for number, line in enumerate(lines, 1):
        found += [f"src/{name}:{number}: {why}" for what, why in BANNED.items() if re.search(what, line)]
        included = re.match(r'#include "([^"]+)"', line)
        if included and not included[1].startswith((own, *allowed)):
            found.append(f"src/{name}:{number}: {home} may not include {included[1]}")
    return found


def built_files(source: pathlib.Path) -> set[str]:
    """The files that a CMakeLists.txt below `source` names, as paths from `source`."""
    built = set()
    for path in source.glob("**/CMakeLists.txt"):
        folder = path.parent.relative_to(source)
        built |= {(folder / word).as_posix() for word in re.findall(r"[\w./]+\.(?:h|cpp)\b", path.read_text())}
    return built


def main() -> int:
    root = pathlib.Path(sys.argv[1])
    built = built_files(root / "src")
    found = []
    for path in sorted((root / "src").glob("**/*")):
        if path.suffix not in (".h", ".cpp"):
            continue
        name = path.relative_to(root / "src").as_posix()
        found += problems_of(name, path.read_text())
        if name not in built and not name.endswith("_contract.h"):
            found.append(f"src/{name}: in no CMakeLists.txt")
    print("\n".join(found) or "tidy: clean")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
