"""Samba as in smb.py, with encryption required of everybody."""
from smb import SmbServer


def make():
    return SmbServer(encryption="required")
