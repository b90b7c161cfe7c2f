"""The audit log of the whole program: what it notes, that a kill does not harm it, that tampering is found."""
import hashlib
import json
import os
import random
import time

from odd_tree import write
from programs import RESTIC, TL, ProgramTest

SEED = int(os.environ.get("TL_CRASH_SEED", random.SystemRandom().randrange(1 << 32)))


class Audit(ProgramTest):
    def setUp(self):
        super().setUp()
        self.repository = self.new_repository()
        self.source = self.scratch / "source"
        self.source.mkdir()
        write(self.source / "file", b"content")
        self.log = self.scratch / "home/.local/state/timelocker/audit/audit-00000001.jsonl"

    def entries(self, *options):
        return json.loads(self.repository.run(TL, "audit", "list", "--json", "-n", "0", *options))

    def verify(self, *options, exit_code=0):
        environment = {} if "-r" in options else {"RESTIC_REPOSITORY": ""}
        return json.loads(self.repository.run(TL, "audit", "verify", "--json", *options, exit_code=exit_code,
                                              environment=environment))

    def test_notes_what_is_done(self):
        self.repository.backup(TL, "source", cwd=self.scratch)
        self.repository.tl("restore", "latest", "--target", self.scratch / "restored")
        self.repository.tl("forget", "--keep-last", "1")
        self.repository.tl("prune")
        self.repository.with_password("wrong").run(TL, "backup", "source", cwd=self.scratch, exit_code=12)
        entries = self.entries()
        self.assertEqual([(entry["action"], entry["result"]) for entry in entries], [
            ("backup", "success"), ("restore", "success"), ("forget", "success"),
            ("prune", "success"), ("backup", "denied")])
        self.assertEqual(entries[0]["details"]["targets"], "source")
        self.assertEqual(entries[0]["object"], str(self.repository.path))
        self.assertEqual(self.verify()["entries"], 5)
        text = self.log.read_text()
        self.assertNotIn(self.repository.password, text)
        self.assertNotIn("wrong", text.replace("wrong password", ""))

    def test_is_checked_by_tools_that_everybody_has(self):
        self.repository.backup(TL, "source", cwd=self.scratch)
        line = self.log.read_bytes().splitlines(keepends=True)[0]
        entry = json.loads(line)
        chained, rest = line.split(b',"hash":')
        self.assertEqual(hashlib.sha256(chained).hexdigest(), entry["hash"])
        person = rest.split(b'"person":')[1].removesuffix(b"}\n")
        self.assertEqual(hashlib.sha256(person).hexdigest(), entry["personal"])

    def test_tampering_is_found(self):
        for _ in range(3):
            self.repository.backup(TL, "source", cwd=self.scratch)
        self.repository.tl("audit", "checkpoint")
        content = self.log.read_text()
        lines = content.splitlines(keepends=True)
        for changed, flaw in [(content.replace('"backup"', '"prune"', 1), "changed"),
                              ("".join(lines[:1] + lines[2:]), "removed"),
                              ("".join(lines[:2]), "truncated"),
                              ("".join([lines[1], lines[0], *lines[2:]]), "reordered"),
                              (content + lines[1], "reordered")]:
            self.log.write_text(changed)
            self.assertEqual(self.verify(exit_code=1)["finding"]["flaw"], flaw)
        self.log.write_text(content)
        self.assertEqual(self.verify()["whole"], True)
        (self.log.parent / "head").unlink()
        self.log.write_text("".join(lines[:2]))
        finding = self.verify(exit_code=1)["finding"]
        self.assertIn("`head`", finding["message"])
        finding = self.verify("-r", self.repository.path, exit_code=1)["finding"]
        self.assertEqual(finding["flaw"], "truncated")
        self.assertIn("checkpoint", finding["message"])

    def test_a_person_is_erased_and_the_log_stays_whole(self):
        for _ in range(2):
            self.repository.backup(TL, "source", cwd=self.scratch)
        self.repository.tl("audit", "checkpoint")
        actor = self.entries()[0]["actor"]
        person = actor.split("@")[0]
        kept = json.loads(self.repository.run(TL, "privacy", "export", person))
        self.assertEqual([entry["action"] for entry in kept["audit_entries"]], ["backup", "backup", "audit.checkpoint"])
        self.assertIn(actor, self.log.read_text())
        preview = json.loads(self.repository.run(TL, "privacy", "erase", person, "--dry-run", "--json"))
        erased = json.loads(self.repository.run(TL, "privacy", "erase", person, "--json"))
        self.assertEqual(erased, preview | {"dry_run": False})
        self.assertEqual(erased["audit_entries"], 3)
        before, announcement = self.log.read_text().rstrip("\n").rsplit("\n", 1)
        self.assertNotIn(actor, before)
        self.assertNotIn(str(self.repository.path), before)
        self.assertEqual(json.loads(announcement)["person"]["details"], {"entries": "1-3"})
        found = self.verify("-r", self.repository.path)
        self.assertEqual((found["whole"], found["erased"], found["checkpoints"]), (True, 3, 1))
        self.assertIn(b"(erased)", self.repository.run(TL, "audit", "list"))
        self.log.write_text(self.log.read_text().replace(announcement + "\n", ""))
        (self.log.parent / "head").unlink()
        self.assertEqual(self.verify(exit_code=1)["finding"]["flaw"], "erased")

    def test_restic_lives_with_a_checkpoint(self):
        self.repository.backup(TL, "source", cwd=self.scratch)
        self.repository.tl("audit", "checkpoint")
        self.repository.check()
        [snapshot] = [each for each in self.repository.snapshots() if each.get("tags") == ["timelocker-audit"]]
        text = self.repository.run(RESTIC, "dump", snapshot["id"], "/timelocker/audit-checkpoint.json")
        self.assertEqual(json.loads(text)["sequence"], 1)
        self.assertEqual(self.verify("-r", self.repository.path)["checkpoints"], 1)

    def test_survives_kills(self):
        chance = random.Random(SEED)
        begin = time.monotonic()
        self.repository.backup(TL, "source", cwd=self.scratch)
        longest = 1.3 * (time.monotonic() - begin)
        for number in range(60):
            with self.subTest(seed=SEED, round=number):
                write(self.source / "file", chance.randbytes(100))
                process = self.repository.start(TL, "backup", "source", cwd=self.scratch)
                time.sleep(chance.uniform(0, longest))
                process.kill()
                process.communicate()
                self.assertEqual(self.verify()["whole"], True)
        self.repository.tl("unlock")
        self.assertEqual(self.verify()["whole"], True)
        self.assertEqual(self.entries()[-1]["action"], "unlock")

    def test_a_log_that_cannot_be_written_stops_no_backup(self):
        state = self.scratch / "home/.local/state/timelocker"
        state.mkdir(parents=True)
        write(state / "audit", b"in the way")
        process = self.repository.start(TL, "backup", "source", cwd=self.scratch)
        _, errors = process.communicate()
        self.assertEqual(process.returncode, 0)
        self.assertEqual(errors.count(b"could not be noted in the audit log"), 1, errors)
