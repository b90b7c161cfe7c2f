"""Reads and writes a repository's files from the description of the format alone.

It shares no code with tl or restic, so that tests can make what neither of them writes any more:
mixed packs, plain JSON where it is usually compressed, key files of other costs. Cryptography comes
from OpenSSL's library, which tl needs anyway.
"""
import base64
import ctypes
import ctypes.util
import hashlib
import json
import os
import pathlib
import struct

_crypto = ctypes.CDLL(ctypes.util.find_library("crypto"))
for _name in ("EVP_CIPHER_CTX_new", "EVP_aes_256_ctr", "EVP_aes_128_ecb", "EVP_MAC_fetch", "EVP_MAC_CTX_new"):
    getattr(_crypto, _name).restype = ctypes.c_void_p
POLYNOMIAL = 0x3DA3358B4DC173


def _cipher(algorithm, key, iv, data):
    context = ctypes.c_void_p(_crypto.EVP_CIPHER_CTX_new())
    out, length = ctypes.create_string_buffer(len(data) + 32), ctypes.c_int()
    assert _crypto.EVP_EncryptInit_ex(context, ctypes.c_void_p(algorithm()), None, key, iv)
    assert _crypto.EVP_EncryptUpdate(context, out, ctypes.byref(length), data, len(data))
    _crypto.EVP_CIPHER_CTX_free(context)
    return out.raw[:length.value]


def _poly1305(key, data):
    algorithm = ctypes.c_void_p(_crypto.EVP_MAC_fetch(None, b"POLY1305", None))
    context = ctypes.c_void_p(_crypto.EVP_MAC_CTX_new(algorithm))
    out, length = ctypes.create_string_buffer(16), ctypes.c_size_t()
    assert _crypto.EVP_MAC_init(context, key, ctypes.c_size_t(len(key)), None)
    assert _crypto.EVP_MAC_update(context, data, ctypes.c_size_t(len(data)))
    assert _crypto.EVP_MAC_final(context, out, ctypes.byref(length), ctypes.c_size_t(16))
    _crypto.EVP_MAC_CTX_free(context)
    _crypto.EVP_MAC_free(algorithm)
    return out.raw


class Key:
    """Seals and opens boxes."""

    def __init__(self, encrypt, mac_k, mac_r):
        self.encrypt, self.mac_k, self.mac_r = encrypt, mac_k, mac_r

    @staticmethod
    def from_json(text):
        fields = json.loads(text)
        decoded = (fields["encrypt"], fields["mac"]["k"], fields["mac"]["r"])
        return Key(*(base64.b64decode(field) for field in decoded))

    @staticmethod
    def from_password(password, salt, n, r, p):
        derived = hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, dklen=64, maxmem=1 << 30)
        return Key(derived[:32], derived[32:48], derived[48:])

    def to_json(self):
        encoded = [base64.b64encode(part).decode() for part in (self.mac_k, self.mac_r, self.encrypt)]
        return '{"mac":{"k":"%s","r":"%s"},"encrypt":"%s"}' % tuple(encoded)

    def _mac(self, iv, sealed):
        return _poly1305(self.mac_r + _cipher(_crypto.EVP_aes_128_ecb, self.mac_k, None, iv), sealed)

    def seal(self, data):
        iv = os.urandom(16)
        sealed = _cipher(_crypto.EVP_aes_256_ctr, self.encrypt, iv, data)
        return iv + sealed + self._mac(iv, sealed)

    def open(self, box):
        iv, sealed, mac = box[:16], box[16:-16], box[-16:]
        if self._mac(iv, sealed) != mac:
            raise ValueError("the MAC is wrong")
        return _cipher(_crypto.EVP_aes_256_ctr, self.encrypt, iv, sealed)


def _store(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(0o400)


def _store_by_hash(folder, data):
    name = hashlib.sha256(data).hexdigest()
    _store(folder / name, data)
    return name


def add_key(repository, master, password, n=1024, r=8, p=1):
    """Adds a key file; returns its ID."""
    salt = os.urandom(64)
    box = Key.from_password(password, salt, n, r, p).seal(master.to_json().encode())
    return _store_by_hash(pathlib.Path(repository) / "keys", json.dumps({
        "created": "2024-02-29T12:00:00.5+01:00", "username": "somebody", "hostname": "elsewhere", "kdf": "scrypt",
        "N": n, "r": r, "p": p, "salt": base64.b64encode(salt).decode(), "data": base64.b64encode(box).decode(),
    }, separators=(",", ":")).encode())


def open_key(text, password):
    """The master key that a key file holds."""
    fields = json.loads(text)
    key = Key.from_password(password, base64.b64decode(fields["salt"]), fields["N"], fields["r"], fields["p"])
    return Key.from_json(key.open(base64.b64decode(fields["data"])))


def make_cheap(repository, password):
    """Puts a key file whose password costs next to nothing to try in place of all there are."""
    old = list((pathlib.Path(repository) / "keys").iterdir())
    add_key(repository, open_key(old[0].read_text(), password), password)
    for path in old:
        path.unlink()


def create(repository, password, version=2, polynomial=POLYNOMIAL):
    """Makes a repository; returns its master key."""
    repository = pathlib.Path(repository)
    for folder in ("data", "index", "keys", "locks", "snapshots"):
        (repository / folder).mkdir(parents=True, mode=0o700)
    clamped = bytes(byte & mask for byte, mask in zip(os.urandom(16), bytes.fromhex("ffffff0ffcffff0ffcffff0ffcffff0f")))
    master = Key(os.urandom(32), os.urandom(16), clamped)
    add_key(repository, master, password)
    config = {"version": version, "id": os.urandom(32).hex(), "chunker_polynomial": f"{polynomial:x}"}
    _store(repository / "config", master.seal(json.dumps(config, separators=(",", ":")).encode()))
    return master


class Pack:
    """A pack file in the making. Blobs are stored as they are, without compression."""

    _ENTRY = struct.Struct("<BI32s")

    def __init__(self, master):
        self.master, self.data, self.header, self.blobs = master, b"", b"", []

    def add(self, kind, plaintext):
        """Adds a "data" or "tree" blob; returns its ID."""
        box, digest = self.master.seal(plaintext), hashlib.sha256(plaintext)
        self.blobs.append({"id": digest.hexdigest(), "type": kind, "offset": len(self.data), "length": len(box)})
        self.header += self._ENTRY.pack(("data", "tree").index(kind), len(box), digest.digest())
        self.data += box
        return digest.hexdigest()

    def store(self, repository):
        """Writes the pack; returns its entry in an index."""
        header = self.master.seal(self.header)
        content = self.data + header + struct.pack("<I", len(header))
        name = hashlib.sha256(content).hexdigest()
        _store(pathlib.Path(repository) / "data" / name[:2] / name, content)
        return {"id": name, "blobs": self.blobs}


def store_json(repository, folder, master, fields):
    """Stores an index, snapshot or lock as plain JSON, which format 2 allows, too; returns its ID."""
    text = json.dumps(fields, separators=(",", ":")).encode()
    return _store_by_hash(pathlib.Path(repository) / folder, master.seal(text))
