"""Notifications as they arrive: at a mail server, a webhook's receiver, a desktop; and what a channel that fails does to a backup."""

import hashlib
import hmac
import http.server
import json
import os
import threading
import time
import unittest

import desktop
import mail
from support import CliTest


class Receiver:
    """Takes webhooks. `answers` are the statuses of the first ones, then 200; `delay` holds each back."""

    def __init__(self, answers=(), delay=0.0):
        self.requests = []
        self.is_over = threading.Event()
        answers = list(answers)
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                receiver.requests.append((self.path, dict(self.headers), body))
                receiver.is_over.wait(delay)
                self.send_response(answers.pop(0) if answers else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.server.shutdown()
        self.server.server_close()


class Notify(CliTest):
    def setUp(self):
        super().setUp()
        del self.environment["TIMELOCKER_REPOSITORY"], self.environment["TIMELOCKER_PASSWORD"]
        (self.folder / "password").write_text("secret\n")
        self.tl("repo", "add", "near", self.folder / "near", "-p", "password")
        self.tl("init", "-r", "near")
        self.source = self.make_files()
        self.tl("target", "add", "home", self.source, "--to", "near")

    def backup(self, expect=0, **options):
        return self.tl("target", "run", "home", expect=expect, **options)

    def last_lines(self):
        """The log lines of the newest operation."""
        newest = json.loads(self.tl("history", "--json").stdout)[0]
        story = json.loads(self.tl("history", newest["id"], "--json").stdout)
        return story, [f"{line['level']}: {line['text']}" for line in story["log"]]

    def break_password(self):
        (self.folder / "password").write_text("other\n")

    def add_mail(self, server, *more):
        (self.folder / "mail-password").write_text(mail.PASSWORD + "\n")
        self.tl("notify", "add", "post", "email", "--set", f"server=localhost:{server.port}", "--set", "from=tl@example.org",
                "--set", "to=anna@example.org,ben@example.org", "--on", "success", "--on", "failure", *more)

    def test_mail_arrives(self):
        with mail.make() as server:
            self.add_mail(server, "--set", f"user={mail.USER}", "--set", f"ca_file={server.root}",
                          "--secret", f"password=file:{self.folder}/mail-password")
            self.tl("notify", "test", "post")
            self.backup()
            self.break_password()
            self.backup(expect=12)
            test, good, bad = server.messages()
        self.assertEqual(test["Subject"], "TimeLocker: test succeeded")
        self.assertEqual(good["Subject"], "TimeLocker: backup of home to near succeeded")
        self.assertEqual((good["X-From"], good["X-To"]), ("tl@example.org", "anna@example.org ben@example.org"))
        self.assertEqual(good["X-TLS"], "True")
        self.assertIn("files_new", good.get_content())
        self.assertEqual(bad["Subject"], "TimeLocker: backup of home to near failed")
        self.assertIn("wrong password", bad.get_content())
        everything = (self.folder / "catalog.db").read_bytes()
        self.assertNotIn(mail.PASSWORD.encode(), everything)

    def test_mail_that_is_refused_is_told_and_fails_no_backup(self):
        with mail.make() as server:
            self.add_mail(server, "--set", f"user={mail.USER}", "--set", f"ca_file={server.root}",
                          "--secret", f"password=file:{self.folder}/mail-password")
            (self.folder / "mail-password").write_text("wrong\n")
            refused = self.tl("notify", "test", "post", expect=1).stderr
            self.assertIn("refuses the login", refused)
            self.assertNotIn("wrong\n", refused)
            done = self.backup()
            self.assertIn("refuses the login", done.stderr)
            story, lines = self.last_lines()
            self.assertEqual(story["state"], "succeeded")
            self.assertIn("refuses the login", lines[-1])
            (self.folder / "mail-password").write_text(mail.PASSWORD)
            self.tl("notify", "edit", "post", "--unset", "ca_file")
            self.assertIn("not trusted", self.tl("notify", "test", "post", expect=1).stderr)
            self.tl("notify", "edit", "post", "--set", f"ca_file={server.root}", "--set", "to=unknown@example.org")
            self.assertIn("refuses an address", self.tl("notify", "test", "post", expect=1).stderr)
            self.assertEqual(server.messages(), [])

    def test_no_password_goes_over_an_open_line(self):
        with mail.MailServer(is_secure=False) as server:
            self.add_mail(server, "--set", f"user={mail.USER}", "--secret", f"password=file:{self.folder}/mail-password")
            self.assertIn("offers no encryption", self.tl("notify", "test", "post", expect=1).stderr)
            open_line = self.tl("notify", "edit", "post", "--set", "security=none", expect=1)
            self.assertIn("without encryption", open_line.stderr)
            self.tl("notify", "edit", "post", "--set", "security=none", "--unset", "user", "--unset", "password")
            self.tl("notify", "test", "post")
            self.assertEqual([message["X-TLS"] for message in server.messages()], ["False"])
        self.assertIn("cannot connect", self.tl("notify", "test", "post", expect=1).stderr)

    def add_hook(self, receiver, *more):
        (self.folder / "key").write_text("hook key\n")
        self.tl("notify", "add", "hook", "webhook", "--set", f"url={receiver.url}", "--on", "success", "--on", "integrity",
                "--secret", f"key=file:{self.folder}/key", *more)

    def test_a_webhook_is_signed_and_tried_again(self):
        with Receiver(answers=(503, 429)) as receiver:
            self.add_hook(receiver)
            self.backup()
        self.assertEqual(len(receiver.requests), 3)
        for path, headers, body in receiver.requests:
            self.assertEqual(path, "/hook")
            covered = headers["X-TimeLocker-Timestamp"].encode() + b"." + body
            signature = hmac.new(b"hook key", covered, hashlib.sha256).hexdigest()
            self.assertEqual(headers["X-TimeLocker-Signature"], "sha256=" + signature)
        self.assertEqual(len({headers["X-TimeLocker-Delivery"] for _, headers, _ in receiver.requests}), 1)
        told = json.loads(receiver.requests[-1][2])
        self.assertEqual((told["event"], told["target"], told["repository"]), ("success", "home", "near"))
        self.assertEqual(told["figures"]["errors"], 0)
        story, lines = self.last_lines()
        self.assertEqual(told["id"], story["id"])
        self.assertFalse([line for line in lines if line.startswith("warning")])

    def test_a_webhook_that_refuses_is_not_asked_again(self):
        with Receiver(answers=(404,) * 9) as receiver:
            self.add_hook(receiver)
            self.assertIn("status 404", self.tl("notify", "test", "hook", expect=1).stderr)
        self.assertEqual(len(receiver.requests), 1)

    def test_a_webhook_that_hangs_holds_no_backup_up(self):
        with Receiver(delay=100) as receiver:
            self.add_hook(receiver)
            self.tl("notify", "add", "note", "command", "--on", "success",
                    "--set", f"command=sh -c 'echo $TIMELOCKER_NOTICE_TARGET >{self.folder}/note'")
            begin = time.monotonic()
            done = self.backup()
            self.assertLess(time.monotonic() - begin, 40)
        self.assertIn('"hook" was not told', done.stderr)
        self.assertEqual((self.folder / "note").read_text(), "home\n")
        story, lines = self.last_lines()
        self.assertEqual(story["state"], "succeeded")
        self.assertIn('"hook" was not told', lines[-1])

    def test_damage_raises_its_own_alarm(self):
        self.backup()
        with Receiver() as receiver:
            self.add_hook(receiver)
            for pack in (self.folder / "near" / "data").rglob("*"):
                if pack.is_file():
                    pack.unlink()
            self.tl("check", "--repo-name", "near", expect=1)
        self.assertEqual([json.loads(body)["event"] for _, _, body in receiver.requests], ["integrity"])

    def test_a_rewritten_audit_log_raises_an_alarm(self):
        state = self.folder / ".local" / "state" / "timelocker" / "audit"
        with Receiver() as receiver:
            self.add_hook(receiver)
            self.tl("audit", "verify")
            log = next(state.glob("audit-*.jsonl"))
            log.write_text(log.read_text().replace('"init"', '"look"', 1))
            self.tl("audit", "verify", expect=1)
        self.assertEqual([json.loads(body)["kind"] for _, _, body in receiver.requests], ["verification of the audit log"])

    def test_a_checkpoint_of_a_rewritten_audit_log_raises_an_alarm(self):
        state = self.folder / ".local" / "state" / "timelocker" / "audit"
        with Receiver() as receiver:
            self.add_hook(receiver)
            log = next(state.glob("audit-*.jsonl"))
            log.write_text(log.read_text().replace('"init"', '"look"', 1))
            self.tl("audit", "checkpoint", "--repo-name", "near", expect=1)
        self.assertEqual([json.loads(body)["kind"] for _, _, body in receiver.requests], ["verification of the audit log"])

    def test_a_service_that_watches_is_pinged(self):
        with Receiver() as receiver:
            (self.folder / "ping-url").write_text(receiver.url + "/uuid\n")
            self.tl("notify", "add", "watch", "ping", "--secret", f"url=file:{self.folder}/ping-url", "--on", "success",
                    "--on", "failure")
            self.backup()
            self.break_password()
            self.backup(expect=12)
        self.assertEqual([path for path, _, _ in receiver.requests], ["/hook/uuid", "/hook/uuid/fail"])
        self.assertIn(b"wrong password", receiver.requests[1][2])

    def test_a_desktop_shows_it(self):
        with desktop.make() as screen:
            self.tl("notify", "add", "screen", "desktop", "--on", "success", "--template", "<b>{target}</b> & {outcome}\\n")
            self.backup(environment=screen.variables | {"HOME": str(self.folder)})
            shown = screen.shown()
        self.assertEqual(len(shown), 1)
        self.assertEqual(shown[0]["appname"], "TimeLocker")
        self.assertEqual(shown[0]["summary"], "TimeLocker: backup of home to near succeeded")
        self.assertIn("home", shown[0]["body"])
        gone = self.tl("notify", "test", "screen", expect=1,
                       environment={"DBUS_SESSION_BUS_ADDRESS": f"unix:path={self.folder}/nowhere"})
        self.assertIn("notify-send", gone.stderr)

    def test_a_command_gets_no_secrets(self):
        self.tl("notify", "add", "note", "command", "--on", "success", "--set", f"command=sh -c 'env >{self.folder}/note'")
        self.tl("notify", "test", "note", environment={"RESTIC_PASSWORD": "hidden secret", "AWS_SECRET_ACCESS_KEY": "another"})
        told = (self.folder / "note").read_text()
        self.assertIn("TIMELOCKER_NOTICE_EVENT=success\n", told)
        self.assertNotIn("hidden secret", told)
        self.assertNotIn("another", told)

    def test_a_plugin_is_told(self):
        self.tl("plugin", "new", "chat", "--kind", "notifier")
        self.tl("plugin", "enable", "chat")
        place = self.folder / "told"
        plugin = json.loads(self.tl("plugin", "show", "chat", "--json").stdout)
        (self.folder / ".local/share/timelocker/plugins/chat" / os.path.basename(plugin["program"])).write_text(
            "#!/bin/sh\necho \"$TIMELOCKER_CALL_LEVEL $TIMELOCKER_CALL_TITLE\" >" + str(place) + "\necho '{\"ok\": true}'\n")
        self.tl("notify", "add", "chat", "plugin", "--set", "plugin=chat", "--set", f"option.file={place}", "--on", "success")
        self.backup()
        self.assertEqual(place.read_text(), "info TimeLocker: backup of home to near succeeded\n")

    def test_what_is_overdue_is_told(self):
        with Receiver() as receiver:
            self.tl("notify", "add", "hook", "webhook", "--set", f"url={receiver.url}", "--for-target", "home")
            self.assertIn("1 backup is overdue", self.tl("notify", "overdue").stdout)
            self.backup()
            self.assertIn("nothing is overdue", self.tl("notify", "overdue", "--after", "1h").stdout)
        self.assertEqual([json.loads(body)["event"] for _, _, body in receiver.requests], ["overdue"])
        self.assertIn("in use by notification channel", self.tl("target", "remove", "home", expect=1).stderr)
        self.tl("target", "edit", "home", "--name", "house")
        self.assertEqual(json.loads(self.tl("notify", "show", "hook", "--json").stdout)["settings"]["targets"], "house")


if __name__ == "__main__":
    unittest.main()
