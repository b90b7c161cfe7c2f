"""Samba as in smb.py, with encryption switched off."""
from smb import SmbServer


def make():
    return SmbServer(encryption="off")
