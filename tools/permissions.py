#!/usr/bin/env python3
"""Holds the table of permissions against the services: each call of each service that a user interface gets needs a row.

The compiler sees that a wrapper has all calls and that a call has a row; this sees what it cannot: a service without a wrapper.
"""
import pathlib
import re
import sys

# What the user interfaces get beside the services: it only says where the catalog is.
NO_SERVICES = {"CatalogAccess"}


def services_of(core: str) -> list[str]:
    return [name for name in re.findall(r"services::(\w+)& \w+;", core) if name not in NO_SERVICES]


def calls_of(folder: pathlib.Path) -> dict[str, list[str]]:
    """The pure virtual functions of each class."""
    found = {}
    for path in sorted(folder.glob("**/*.h")):
        for name, body in re.findall(r"\nclass (\w+) \{(.*?)\n\};", path.read_text(), re.S):
            found[name] = re.findall(r"virtual [^;(]*?(\w+)\([^;]*= 0;", body)
    return found


def problems(root: pathlib.Path) -> list[str]:
    source = root / "src"
    rows = set(re.findall(r'"(\w+\.\w+)"', (source / "services/security/permissions.cpp").read_text()))
    calls = calls_of(source / "services")
    wanted = {f"{service[0].lower()}{service[1:]}.{call}"
              for service in services_of((source / "ui/cli/command.h").read_text()) for call in calls[service]}
    wiring = (source / "app/permitted_core.cpp").read_text()
    gated = set(re.findall(r"(\w+)_\{permitted\(inner\.\1, gate\)\}", wiring))
    handed = re.findall(r"\.(\w+) = (\*?\w+)", wiring)
    bare = [member for member, value in handed if member != "catalog" and not (member in gated and value == f"*{member}_")]
    return ([f"permissions.cpp lacks a row for {call}" for call in sorted(wanted - rows)]
            + [f"permissions.cpp has a row for {call}, which is no call" for call in sorted(rows - wanted)]
            + [f"permitted_core.cpp hands out {member} without its gate" for member in bare])


def main() -> int:
    found = problems(pathlib.Path(sys.argv[1]))
    print("\n".join(found) or "permissions: complete")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
