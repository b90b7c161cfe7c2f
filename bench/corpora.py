"""The data that is backed up: made or found once, and the same in every run.

A  40 large files of random bytes, 1.9 GB: nothing compresses, nothing repeats.
B  /usr/share and /usr/include: some 74,000 files, most of them small.
C  /usr/lib/x86_64-linux-gnu: 2.5 GB of programs and libraries.

Machines differ: where B has fewer files or C fewer bytes, a folder of made-up ones is added.
"""

import dataclasses
import os
import pathlib
import random
import shutil

A_FILES, A_BYTES = 40, 1_900_000_000
B_FILES = 74_000
C_BYTES = 2_500_000_000
BLOCK = 1 << 20
WORDS = ("backup chunk data file folder index key lock name node pack path read restore size "
         "snapshot time tree value write const return include static void unsigned struct if "
         "for while the of and to in is that it with as").split()


@dataclasses.dataclass
class Corpus:
    name: str
    targets: list
    files: int = 0
    bytes: int = 0

    def count(self):
        """Reads every file once, which counts it and warms the page cache."""
        self.files = self.bytes = 0
        seen = set()
        for path, status in regular_files(self.targets):
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            self.files += 1
            self.bytes += status.st_size
            try:
                with open(path, "rb", buffering=0) as file:
                    while file.read(BLOCK):
                        pass
            except OSError:
                continue
        return self


def regular_files(folders):
    """Yields path and status of every regular file below the folders, always in the same order."""
    for folder in folders:
        for parent, names, files in os.walk(folder):
            names.sort()
            for name in sorted(files):
                path = os.path.join(parent, name)
                try:
                    status = os.lstat(path)
                except OSError:
                    continue
                if os.path.isfile(path) and not os.path.islink(path):
                    yield path, status


def make(name, work, scale):
    """The corpus, made below `work` where it has to be. `scale` below 1 makes it smaller."""
    makers = {"A": make_a, "B": make_b, "C": make_c}
    return makers[name](pathlib.Path(work), scale).count()


def finished(folder, recipe):
    """Whether `folder` was made to the end by this recipe before; if not, it is emptied."""
    mark = folder.with_suffix(".recipe")
    if mark.exists() and mark.read_text() == recipe:
        return True
    shutil.rmtree(folder, ignore_errors=True)
    mark.unlink(missing_ok=True)
    folder.mkdir(parents=True)
    return False


def mark_finished(folder, recipe):
    folder.with_suffix(".recipe").write_text(recipe)


def make_a(work, scale):
    folder, recipe = work / "A", f"A {scale}"
    if not finished(folder, recipe):
        chance = random.Random(1)
        shares = [chance.uniform(0.3, 1.7) for _ in range(A_FILES)]
        for number, share in enumerate(shares):
            left = int(A_BYTES * scale * share / sum(shares))
            with open(folder / f"large-{number:02}.bin", "wb") as file:
                while left > 0:
                    block = chance.randbytes(min(left, BLOCK))
                    file.write(block)
                    left -= len(block)
        mark_finished(folder, recipe)
    return Corpus("A", [str(folder)])


def make_b(work, scale):
    wanted = int(B_FILES * scale)
    targets = [path for path in ("/usr/include", "/usr/share") if os.path.isdir(path)]
    if scale < 1:
        targets = targets[:1]
    missing = wanted - sum(1 for _ in regular_files(targets))
    if missing > wanted // 50:
        targets.append(str(make_texts(work / "B", missing)))
    return Corpus("B", targets)


def make_texts(folder, count):
    """Made-up texts and sources: sizes as skewed as real ones, words that repeat."""
    recipe = f"texts {count}"
    if not finished(folder, recipe):
        chance = random.Random(2)
        for number in range(count):
            parent = folder / f"{number // 1000:03}" / f"{number // 40 % 25:02}"
            if number % 40 == 0:
                parent.mkdir(parents=True, exist_ok=True)
            size = min(int(chance.lognormvariate(8.0, 1.6)), 4 << 20)
            (parent / f"text-{number}.txt").write_bytes(make_text(chance, size))
        mark_finished(folder, recipe)
    return folder


def make_text(chance, size):
    lines = []
    length = 0
    while length < size:
        indent = " " * chance.choice((0, 0, 2, 4, 8))
        line = indent + " ".join(chance.choices(WORDS, k=chance.randint(2, 12)))
        lines.append(f"{line} {chance.getrandbits(24):x};")
        length += len(lines[-1]) + 1
    return "\n".join(lines).encode()[:size]


def make_c(work, scale):
    wanted = int(C_BYTES * scale)
    libraries = "/usr/lib/x86_64-linux-gnu"
    targets = [libraries] if os.path.isdir(libraries) and scale == 1 else []
    missing = wanted - sum(status.st_size for _, status in regular_files(targets))
    if missing > wanted // 50:
        targets.append(str(make_binaries(work / "C", missing, libraries)))
    return Corpus("C", targets)


def make_binaries(folder, size, known):
    """Copies of other programs of this machine. If they do not suffice they are taken again with
    all bytes changed alike, so that they compress as well as before but are not the same data."""
    recipe = f"binaries {size}"
    if finished(folder, recipe):
        return folder
    sources = [path for path, status in regular_files(["/usr/lib", "/usr/bin", "/usr/local", "/opt"])
               if status.st_size >= 4096 and not path.startswith(known + "/") and is_program(path)]
    sources += [path for path, status in regular_files([known]) if is_program(path)]
    turn = 0
    while size > 0 and sources:
        # The first turn over `known` would only repeat what the corpus has.
        table = bytes(byte ^ turn for byte in range(256))
        for number, path in enumerate(sources):
            if turn == 0 and path.startswith(known + "/"):
                continue
            data = pathlib.Path(path).read_bytes()[:size]
            parent = folder / f"{turn:02}" / f"{number // 200:03}"
            parent.mkdir(parents=True, exist_ok=True)
            (parent / f"{number:05}-{os.path.basename(path)}").write_bytes(data.translate(table))
            size -= len(data)
            if size <= 0:
                break
        turn += 1
    mark_finished(folder, recipe)
    return folder


def is_program(path):
    try:
        with open(path, "rb") as file:
            return file.read(4) == b"\x7fELF"
    except OSError:
        return False
