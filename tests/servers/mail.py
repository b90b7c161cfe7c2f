"""A mail server (aiosmtpd): STARTTLS and a login, or neither. What it takes lies in its folder `mail`.

    /usr/bin/python3 mail.py serve PORT FOLDER [CERTIFICATE]

is the server itself; Debian's own Python has the module.
"""
import email
import email.policy
import pathlib
import sys
import threading

import certificates
import servers

USER, PASSWORD = "user", "mail pass"


def serve(port, folder, certificate=None):
    import ssl

    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult, LoginPassword

    class Keeper:
        count = 0

        async def handle_RCPT(self, server, session, envelope, address, options):
            if address.startswith("unknown@"):
                return "550 no such user"
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, server, session, envelope):
            Keeper.count += 1
            head = (f"X-From: {envelope.mail_from}\r\nX-To: {' '.join(envelope.rcpt_tos)}\r\n"
                    f"X-TLS: {session.ssl is not None}\r\n")
            path = pathlib.Path(folder) / f"{Keeper.count:03}.eml"
            whole = path.with_suffix(".new")
            whole.write_bytes(head.encode() + envelope.content)
            whole.rename(path)
            return "250 OK"

    def authenticate(server, session, envelope, mechanism, data):
        is_right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=False, auth_data=data)

    options = {}
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        options = {"tls_context": context, "require_starttls": True, "authenticator": authenticate, "auth_required": True}
    Controller(Keeper(), hostname="127.0.0.1", port=port, **options).start()
    threading.Event().wait()

class MailServer(servers.Server):
    def __init__(self, is_secure=True):
        super().__init__()
        self.is_secure = is_secure
        self.port = servers.free_ports(1)

    def start(self):
        self.mail = self.folder / "mail"
        self.mail.mkdir()
        arguments = []
        if self.is_secure:
            authority = certificates.Authority(self.folder / "authority")
            self.root = authority.root
            arguments = [authority.issue("mail")]
        server = self.spawn("/usr/bin/python3", __file__, "serve", self.port, self.mail, *arguments)
        servers.wait_for_port(self.port, server)

    def messages(self):
        """All that came in, oldest first."""
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                for path in sorted(self.mail.glob("*.eml"))]

    def environment(self):
        return {"TL_MAIL_SERVER": f"localhost:{self.port}"}


def make():
    return MailServer()


if __name__ == "__main__":
    serve(int(sys.argv[2]), *sys.argv[3:])
