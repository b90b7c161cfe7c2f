"""What a folder holds, as a dictionary that can be compared: content and every kind of metadata."""
import hashlib
import os
import stat


def _digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _attributes(path):
    return {name: os.getxattr(path, name, follow_symlinks=False)
            for name in os.listxattr(path, follow_symlinks=False)}


def facts_of(path):
    """The facts of one file, folder or link, without those of its name."""
    status = os.lstat(path)
    kind = stat.S_IFMT(status.st_mode)
    facts = {
        "mode": oct(status.st_mode), "owner": (status.st_uid, status.st_gid), "mtime": status.st_mtime_ns,
        "attributes": _attributes(path),
    }
    if kind == stat.S_IFREG:
        facts |= {"size": status.st_size, "content": _digest(path)}
    elif kind == stat.S_IFLNK:
        facts["target"] = os.readlink(path)
    elif kind in (stat.S_IFBLK, stat.S_IFCHR):
        facts["device"] = status.st_rdev
    return facts


def tree_facts(root):
    """Facts of everything below `root`, by relative path; who is hard-linked with whom, too."""
    root = os.fsencode(root)
    found, linked = {}, {}
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            path = os.path.join(folder, name)
            relative = os.path.relpath(path, root)
            status = os.lstat(path)
            if stat.S_ISSOCK(status.st_mode):
                continue  # Never saved.
            found[relative] = facts_of(path)
            if status.st_nlink > 1 and not stat.S_ISDIR(status.st_mode):
                linked.setdefault(status.st_ino, []).append(relative)
    for names in linked.values():
        for name in names:
            found[name]["linked with"] = sorted(names)
    return found


def differences(expected, actual, ignore=None):
    """Where two results of tree_facts differ, in words; `ignore` tells of a path and a fact whether they may."""
    found = [f"{path!r} is missing" for path in expected.keys() - actual.keys()]
    found += [f"{path!r} is too much" for path in actual.keys() - expected.keys()]
    for path in expected.keys() & actual.keys():
        for fact in expected[path].keys() | actual[path].keys():
            old, new = expected[path].get(fact), actual[path].get(fact)
            if old != new and not (ignore and ignore(path, fact)):
                found.append(f"{path!r}: {fact} is {new!r}, not {old!r}")
    return sorted(found)
