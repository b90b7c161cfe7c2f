"""What Backblaze B2 keeps and the rules it keeps it by, in memory: accounts, keys, buckets, versions, large files.

Written after Backblaze's documentation of the native API, not after any client. Every call of the API is a method of Store
with the request's arguments as a dictionary; it returns the answer or raises Refused.
"""
import dataclasses
import hashlib
import itertools
import secrets
import threading
import time

ALL_CAPABILITIES = ("listKeys", "writeKeys", "deleteKeys", "listBuckets", "writeBuckets", "deleteBuckets", "listFiles",
                    "readFiles", "shareFiles", "writeFiles", "deleteFiles")
PART_SIZE_MIN = 5_000_000


class Refused(Exception):
    def __init__(self, status, code, message=""):
        super().__init__(code)
        self.status, self.code, self.message = status, code, message or code


@dataclasses.dataclass
class Key:
    secret: str
    capabilities: tuple = ALL_CAPABILITIES
    bucket: str = ""
    prefix: str = ""


@dataclasses.dataclass
class Version:
    file_id: str
    name: str
    action: str
    stamp: int
    content: bytes = b""
    sha1: str = None
    kind: str = None
    info: dict = dataclasses.field(default_factory=dict)
    parts: dict = dataclasses.field(default_factory=dict)


class Bucket:
    def __init__(self, bucket_id, name, kind):
        self.id, self.name, self.kind = bucket_id, name, kind
        self.versions = []  # In the order in which they came.

    def ordered(self):
        """As lists have them: by name, the latest version first."""
        return sorted(self.versions, key=lambda version: (version.name.encode(), -version.stamp))

    def latest(self, name):
        """The version that is shown, or None."""
        found = [version for version in self.versions if version.name == name and version.action != "start"]
        latest = max(found, key=lambda version: version.stamp, default=None)
        return latest if latest and latest.action == "upload" else None


class Store:
    def __init__(self, part_size=PART_SIZE_MIN):
        self.lock = threading.RLock()
        self.account_id = "acc0123456789"
        self.keys = {"master": Key("master secret")}
        self.part_size = part_size
        self.buckets = {}
        self.tokens = {}  # Of accounts: the key's id.
        self.upload_tokens = {}  # Of addresses: bucket, large file or None.
        self.busy = set()
        self.numbers = itertools.count(1)
        self.cap = None

    def number(self):
        return next(self.numbers)

    def used_bytes(self):
        return sum(len(version.content) for bucket in self.buckets.values() for version in bucket.versions)

    # Who may do what.

    def authorize(self, key_id, secret):
        key = self.keys.get(key_id)
        if key is None or key.secret != secret:
            raise Refused(401, "unauthorized" if key is None else "bad_auth_token")
        token = "4_" + secrets.token_urlsafe(24)
        self.tokens[token] = key_id
        bucket = self.buckets.get(key.bucket)
        return token, {"capabilities": list(key.capabilities), "bucketId": bucket.id if bucket else None,
                       "bucketName": bucket.name if bucket else None, "namePrefix": key.prefix or None}

    def key_of(self, token, capability):
        if token not in self.tokens:
            raise Refused(401, "expired_auth_token" if token.startswith("4_") else "bad_auth_token")
        key = self.keys.get(self.tokens[token])
        if key is None or capability not in key.capabilities:
            raise Refused(401, "unauthorized", f"needs {capability}")
        return key

    def expire_tokens(self):
        with self.lock:
            self.tokens.clear()

    def expire_upload_tokens(self):
        with self.lock:
            self.upload_tokens.clear()

    def bucket_by_id(self, key, arguments):
        for bucket in self.buckets.values():
            if bucket.id == arguments.get("bucketId"):
                if key.bucket and key.bucket != bucket.name:
                    raise Refused(401, "unauthorized", "another bucket's key")
                return bucket
        raise Refused(400, "bad_bucket_id")

    @staticmethod
    def check_name(key, name):
        if not isinstance(name, str) or not 0 < len(name.encode()) <= 1024 or name[0] == "/" or name[-1] == "/" \
                or "//" in name or any(ord(character) < 32 or ord(character) == 127 for character in name):
            raise Refused(400, "bad_request", "a bad file name")
        if not name.startswith(key.prefix):
            raise Refused(401, "unauthorized", "not the key's prefix")

    # Buckets.

    def describe(self, bucket):
        return {"accountId": self.account_id, "bucketId": bucket.id, "bucketName": bucket.name, "bucketType": bucket.kind,
                "bucketInfo": {}, "corsRules": [], "lifecycleRules": [], "revision": 1}

    def b2_list_buckets(self, token, arguments):
        key = self.key_of(token, "listBuckets")
        wanted = arguments.get("bucketName")
        if key.bucket and wanted != key.bucket and arguments.get("bucketId") is None:
            raise Refused(401, "unauthorized", "this key may ask for its own bucket only")
        return {"buckets": [self.describe(bucket) for bucket in self.buckets.values()
                            if wanted in (None, bucket.name) and arguments.get("bucketId") in (None, bucket.id)]}

    def b2_create_bucket(self, token, arguments):
        key = self.key_of(token, "writeBuckets")
        name = arguments.get("bucketName", "")
        if key.bucket:
            raise Refused(401, "unauthorized")
        if not 6 <= len(name) <= 63 or not name.replace("-", "").isalnum() or name.startswith("b2-"):
            raise Refused(400, "bad_request", "a bad bucket name")
        if name in self.buckets:
            raise Refused(400, "duplicate_bucket_name")
        self.buckets[name] = Bucket(f"bucket{self.number():018x}", name, arguments["bucketType"])
        return self.describe(self.buckets[name])

    def b2_delete_bucket(self, token, arguments):
        bucket = self.bucket_by_id(self.key_of(token, "deleteBuckets"), arguments)
        if bucket.versions:
            raise Refused(400, "cannot_delete_non_empty_bucket")
        del self.buckets[bucket.name]
        return self.describe(bucket)

    # Files.

    def describe_file(self, version, bucket):
        return {"accountId": self.account_id, "action": version.action, "bucketId": bucket.id, "fileId": version.file_id,
                "fileName": version.name, "contentLength": len(version.content), "size": len(version.content),
                "contentSha1": version.sha1 or "none", "contentType": version.kind, "fileInfo": version.info,
                "uploadTimestamp": version.stamp}

    def page(self, token, arguments, is_shown, next_of):
        key = self.key_of(token, "listFiles")
        bucket = self.bucket_by_id(key, arguments)
        prefix, delimiter = arguments.get("prefix") or "", arguments.get("delimiter") or ""
        if not prefix.startswith(key.prefix):
            raise Refused(401, "unauthorized", "not the key's prefix")
        count = min(int(arguments.get("maxFileCount") or 100), 10_000)
        start = (arguments.get("startFileName") or "").encode()
        start_id = arguments.get("startFileId")
        files, folders = [], set()
        for version in bucket.ordered():
            if version.name.encode() < start or not version.name.startswith(prefix) or not is_shown(bucket, version):
                continue
            if start_id and version.name.encode() == start:
                if version.file_id != start_id:
                    continue
                start_id = None
            rest = version.name[len(prefix):]
            if delimiter and delimiter in rest:
                folder = prefix + rest[:rest.index(delimiter) + 1]
                if folder in folders or folder.encode() < start:
                    continue
                folders.add(folder)
                entry = {"action": "folder", "fileName": folder, "fileId": None, "contentLength": 0, "size": 0,
                         "contentSha1": None, "contentType": None, "fileInfo": {}, "uploadTimestamp": 0}
            else:
                entry = self.describe_file(version, bucket)
            if len(files) == count:
                return {"files": files, **next_of(entry)}
            files.append(entry)
        return {"files": files, **next_of(None)}

    def b2_list_file_names(self, token, arguments):
        return self.page(token, {**arguments, "startFileId": None},
                         lambda bucket, version: bucket.latest(version.name) is version,
                         lambda entry: {"nextFileName": entry["fileName"] if entry else None})

    def b2_list_file_versions(self, token, arguments):
        return self.page(token, arguments, lambda bucket, version: True,
                         lambda entry: {"nextFileName": entry["fileName"] if entry else None,
                                        "nextFileId": entry["fileId"] if entry else None})

    def find_version(self, key, file_id):
        for bucket in self.buckets.values():
            for version in bucket.versions:
                if version.file_id == file_id and (not key.bucket or key.bucket == bucket.name):
                    return bucket, version
        raise Refused(404, "not_found")

    def b2_get_file_info(self, token, arguments):
        bucket, version = self.find_version(self.key_of(token, "readFiles"), arguments.get("fileId"))
        return self.describe_file(version, bucket)

    def b2_hide_file(self, token, arguments):
        key = self.key_of(token, "writeFiles")
        bucket = self.bucket_by_id(key, arguments)
        self.check_name(key, arguments.get("fileName"))
        if bucket.latest(arguments["fileName"]) is None:
            raise Refused(400, "no_such_file")
        return self.describe_file(self.add(bucket, arguments["fileName"], "hide"), bucket)

    def b2_delete_file_version(self, token, arguments):
        key = self.key_of(token, "deleteFiles")
        try:
            bucket, version = self.find_version(key, arguments.get("fileId"))
        except Refused:
            raise Refused(400, "file_not_present") from None
        self.check_name(key, version.name)
        if version.name != arguments.get("fileName"):
            raise Refused(400, "file_not_present")
        bucket.versions.remove(version)
        return {"fileId": version.file_id, "fileName": version.name}

    def download(self, token, bucket_name, name):
        key = self.key_of(token, "readFiles")
        bucket = self.buckets.get(bucket_name)
        if key.bucket not in ("", bucket_name) or not name.startswith(key.prefix):
            raise Refused(401, "unauthorized")
        version = bucket.latest(name) if bucket else None
        if version is None:
            raise Refused(404, "not_found")
        return version

    # Uploads.

    def add(self, bucket, name, action, **more):
        version = Version(f"4_z{bucket.id}_f{self.number():016x}", name, action,
                          int(time.time() * 1000) * 1000 + self.number(), **more)
        bucket.versions.append(version)
        return version

    def new_upload(self, bucket, large=None):
        token = "3_" + secrets.token_urlsafe(24)
        self.upload_tokens[token] = (bucket, large)
        return token

    def b2_get_upload_url(self, token, arguments):
        bucket = self.bucket_by_id(self.key_of(token, "writeFiles"), arguments)
        return {"bucketId": bucket.id, "authorizationToken": self.new_upload(bucket)}

    def b2_get_upload_part_url(self, token, arguments):
        key = self.key_of(token, "writeFiles")
        bucket, version = self.find_version(key, arguments.get("fileId"))
        return {"fileId": version.file_id, "authorizationToken": self.new_upload(bucket, version)}

    def begin_upload(self, token):
        """One connection at a time may use an address."""
        with self.lock:
            if token not in self.upload_tokens:
                raise Refused(401, "expired_auth_token")
            if token in self.busy:
                raise Refused(503, "service_unavailable", "the address is in use")
            self.busy.add(token)
            return self.upload_tokens[token]

    def end_upload(self, token):
        with self.lock:
            self.busy.discard(token)

    @staticmethod
    def checked(content, claimed):
        """The content, and its hash if the client has told it."""
        if claimed == "hex_digits_at_end":
            content, claimed = content[:-40], content[-40:].decode(errors="replace")
        if claimed is None:
            raise Refused(400, "bad_request", "X-Bz-Content-Sha1 is missing")
        found = hashlib.sha1(content).hexdigest()
        if claimed != "do_not_verify" and claimed.removeprefix("unverified:") != found:
            raise Refused(400, "bad_request", "Sha1 did not match data received")
        return content, found

    def check_cap(self, count):
        if self.cap is not None and self.used_bytes() + count > self.cap:
            raise Refused(403, "storage_cap_exceeded")

    def upload_file(self, bucket, name, content, claimed, kind, info):
        content, sha1 = self.checked(content, claimed)
        with self.lock:
            self.check_cap(len(content))
            self.check_name(Key(""), name)
            kind = "application/octet-stream" if kind == "b2/x-auto" else kind
            version = self.add(bucket, name, "upload", content=content, sha1=sha1, kind=kind, info=info)
            return self.describe_file(version, bucket)

    def upload_part(self, large, number, content, claimed):
        content, sha1 = self.checked(content, claimed)
        with self.lock:
            self.check_cap(len(content))
            if not 1 <= number <= 10_000 or large.action != "start":
                raise Refused(400, "bad_request")
            large.parts[number] = (content, sha1)
            return {"fileId": large.file_id, "partNumber": number, "contentLength": len(content), "contentSha1": sha1}

    def b2_start_large_file(self, token, arguments):
        key = self.key_of(token, "writeFiles")
        bucket = self.bucket_by_id(key, arguments)
        self.check_name(key, arguments.get("fileName"))
        return self.describe_file(self.add(bucket, arguments["fileName"], "start", kind=arguments["contentType"],
                                           info=arguments.get("fileInfo") or {}), bucket)

    def b2_finish_large_file(self, token, arguments):
        bucket, large = self.find_version(self.key_of(token, "writeFiles"), arguments.get("fileId"))
        hashes = arguments.get("partSha1Array") or []
        parts = [large.parts.get(number) for number in range(1, len(hashes) + 1)]
        if large.action != "start" or len(parts) < 2 or len(large.parts) != len(parts) or None in parts \
                or [part[1] for part in parts] != hashes:
            raise Refused(400, "bad_request", "the parts do not match")
        if any(len(part[0]) < PART_SIZE_MIN for part in parts[:-1]):
            raise Refused(400, "bad_request", "a part is too small")
        large.content = b"".join(part[0] for part in parts)
        large.action, large.parts = "upload", {}
        large.stamp = int(time.time() * 1000) * 1000 + self.number()
        bucket.versions.remove(large)
        bucket.versions.append(large)
        return self.describe_file(large, bucket)

    def b2_cancel_large_file(self, token, arguments):
        bucket, large = self.find_version(self.key_of(token, "writeFiles"), arguments.get("fileId"))
        if large.action != "start":
            raise Refused(400, "bad_request", "the file is finished")
        bucket.versions.remove(large)
        return {"accountId": self.account_id, "bucketId": bucket.id, "fileId": large.file_id, "fileName": large.name}

    def b2_list_unfinished_large_files(self, token, arguments):
        bucket = self.bucket_by_id(self.key_of(token, "listFiles"), arguments)
        return {"files": [self.describe_file(version, bucket) for version in bucket.ordered() if version.action == "start"],
                "nextFileId": None}

    def b2_list_parts(self, token, arguments):
        _, large = self.find_version(self.key_of(token, "writeFiles"), arguments.get("fileId"))
        return {"parts": [{"fileId": large.file_id, "partNumber": number, "contentLength": len(part[0]), "contentSha1": part[1]}
                          for number, part in sorted(large.parts.items())], "nextPartNumber": None}

    def b2_copy_file(self, token, arguments):
        bucket, source = self.find_version(self.key_of(token, "writeFiles"), arguments.get("sourceFileId"))
        for candidate in self.buckets.values():
            if candidate.id == arguments.get("destinationBucketId"):
                bucket = candidate
        made = self.add(bucket, arguments["fileName"], "upload", content=source.content, sha1=source.sha1, kind=source.kind,
                        info=arguments.get("fileInfo") or source.info)
        return self.describe_file(made, bucket)
