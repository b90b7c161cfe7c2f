"""The gateway of s3.py, to be spoken to over https."""
import s3


def make():
    return s3.S3Server(is_tls=True)
