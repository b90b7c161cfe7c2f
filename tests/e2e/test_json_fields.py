"""The members of all JSON messages, in restic's order (format notes, section 16.2)."""

import json
import unittest

from support import CliTest

SUMMARY = ["message_type", "files_new", "files_changed", "files_unmodified", "dirs_new",
           "dirs_changed", "dirs_unmodified", "data_blobs", "tree_blobs", "data_added",
           "data_added_packed", "total_files_processed", "total_bytes_processed", "total_duration",
           "backup_start", "backup_end", "snapshot_id"]
STORED_SUMMARY = ["backup_start", "backup_end", "files_new", "files_changed", "files_unmodified",
                  "dirs_new", "dirs_changed", "dirs_unmodified", "data_blobs", "tree_blobs",
                  "data_added", "data_added_packed", "total_files_processed",
                  "total_bytes_processed"]
STATUS = ["message_type", "seconds_elapsed", "seconds_remaining", "percent_done", "total_files",
          "files_done", "total_bytes", "bytes_done", "error_count", "current_files"]
ITEM = ["message_type", "action", "item", "duration", "data_size", "data_size_in_repo",
        "metadata_size", "metadata_size_in_repo", "total_files"]
NODE = ["name", "type", "path", "uid", "gid", "size", "mode", "permissions", "mtime", "atime",
        "ctime", "inode", "message_type", "struct_type"]
RESTORE = ["message_type", "seconds_elapsed", "percent_done", "total_files", "files_restored",
           "files_skipped", "files_deleted", "total_bytes", "bytes_restored", "bytes_skipped"]
# Members that restic leaves out when they are zero or empty.
OPTIONAL = {"seconds_elapsed", "seconds_remaining", "total_files", "files_done", "total_bytes",
            "bytes_done", "error_count", "current_files", "size", "inode", "files_restored",
            "files_skipped", "files_deleted", "bytes_restored", "bytes_skipped", "percent_done"}


class JsonFields(CliTest):
    def assert_members(self, message, expected):
        """The members are `expected` in that order; optional ones may be missing."""
        present = [name for name in expected if name in message or name not in OPTIONAL]
        self.assertEqual(list(message), present)

    def test_init(self):
        message, = self.tl_json("init")
        self.assertEqual(list(message), ["message_type", "id", "repository"])
        self.assertEqual(message["message_type"], "initialized")

    def test_backup(self):
        self.init()
        messages = self.tl_json("backup", self.make_files(), "-vv")
        kinds = {message["message_type"] for message in messages}
        self.assertLessEqual(kinds, {"status", "verbose_status", "summary"})
        for message in messages:
            expected = {"status": STATUS, "summary": SUMMARY, "verbose_status": ITEM}
            if message["message_type"] != "verbose_status":
                self.assert_members(message, expected[message["message_type"]])
            else:
                self.assertEqual(list(message), ITEM)
        summary = messages[-1]
        self.assertEqual(summary["message_type"], "summary")
        self.assertEqual(summary["files_new"], 5)
        self.assertEqual(summary["dirs_new"], 3 + len(self.folder.parts) - 1)
        self.assertEqual(len(summary["snapshot_id"]), 64)
        items = {message["item"]: message["action"] for message in messages
                 if message["message_type"] == "verbose_status"}
        self.assertEqual(items[f"{self.folder}/files/text.txt"], "new")
        self.assertEqual(items[f"{self.folder}/files/sub/"], "new")

    def test_unchanged_backup(self):
        self.init()
        # A relative target: nobody else changes the folders above it.
        self.make_files()
        self.tl("backup", "files")
        summary = self.tl_json("backup", "files")[-1]
        self.assertEqual(summary["files_unmodified"], 5)
        self.assertEqual(summary["data_added"], 0)

    def test_backup_errors(self):
        self.init()
        result = self.tl("backup", self.make_files(), "nowhere", "--json", expect=3)
        error, final = [json.loads(line) for line in result.stderr.splitlines()]
        self.assertEqual(list(error), ["message_type", "error", "during", "item"])
        self.assertEqual(list(error["error"]), ["message"])
        self.assertIn(error["during"], ("scan", "archival"))
        self.assertEqual((final["message_type"], final["code"]), ("exit_error", 3))

    def test_snapshots(self):
        self.init()
        files = self.make_files()
        self.tl("backup", files, "--tag", "a,b", "-e", "*.bin")
        snapshot, = self.tl_json("snapshots")[0]
        expected = ["time", "tree", "paths", "hostname", "username", "uid", "gid", "excludes",
                    "tags", "program_version", "summary", "id", "short_id"]
        present = [name for name in expected if name in snapshot or name not in ("uid", "gid")]
        self.assertEqual(list(snapshot), present)
        self.assertEqual(list(snapshot["summary"]), STORED_SUMMARY)
        group, = self.tl_json("snapshots", "--group-by", "host")[0]
        self.assertEqual(list(group), ["group_key", "snapshots"])
        self.assertEqual(group["group_key"], {"hostname": "here", "paths": None, "tags": None})

    def test_ls(self):
        self.init()
        self.tl("backup", self.make_files())
        snapshot, *nodes = self.tl_json("ls", "latest")
        self.assertEqual(list(snapshot)[-4:], ["id", "short_id", "message_type", "struct_type"])
        self.assertEqual(snapshot["struct_type"], "snapshot")
        for node in nodes:
            self.assert_members(node, NODE)
        by_path = {node["path"]: node for node in nodes}
        text = by_path[f"{self.folder}/files/text.txt"]
        self.assertEqual((text["type"], text["size"], text["permissions"]),
                         ("file", 1000, "-rw-r--r--"))
        self.assertEqual(by_path[f"{self.folder}/files/empty.txt"]["size"], 0)
        self.assertEqual(by_path[f"{self.folder}/files/link"]["permissions"], "Lrwxrwxrwx")

    def test_restore(self):
        self.init()
        self.tl("backup", self.make_files())
        messages = self.tl_json("restore", "latest", "-t", "out", "-vv")
        for message in messages:
            if message["message_type"] == "verbose_status":
                self.assertEqual(list(message), ["message_type", "action", "item", "size"])
            else:
                self.assert_members(message, RESTORE)
        self.assertEqual(messages[-1]["message_type"], "summary")
        self.assertEqual(messages[-1]["total_bytes"], messages[-1]["bytes_restored"])

    def test_check(self):
        self.init()
        self.tl("backup", self.make_files())
        summary, = self.tl_json("check")
        ages = summary.pop("data_read")  # Ours alone.
        self.assertEqual(list(ages), ["packs", "never_read_packs", "never_read_bytes", "oldest_read"])
        self.assertEqual(ages["never_read_packs"], len(self.packs()))
        self.assertEqual(summary, {"message_type": "summary", "num_errors": 0, "broken_packs": None,
                                   "suggest_repair_index": False, "suggest_prune": False})
        for pack in self.packs():
            pack.unlink()
        result = self.tl("check", "--json", expect=1)
        self.assertGreater(json.loads(result.stdout)["num_errors"], 0)
        for line in result.stderr.splitlines():
            self.assertIn(json.loads(line)["message_type"], ("error", "exit_error"))

    def test_keys(self):
        self.init()
        key, = self.tl_json("key", "list")[0]
        self.assertEqual(list(key), ["current", "id", "userName", "hostName", "created"])
        self.assertTrue(key["current"])

    def test_version(self):
        version, = self.tl_json("version")
        self.assertEqual(list(version)[:5],
                         ["message_type", "version", "go_version", "go_os", "go_arch"])


if __name__ == "__main__":
    unittest.main()
