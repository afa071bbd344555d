"""A real mail server on this machine: what it takes lies in its box, or it refuses."""

import ssl
from datetime import UTC, datetime, timedelta

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.kills.processes import free_port

NAME, PASSWORD = "esubmit", "p@ss/word"


class Box(Message):
    """Keeps what comes, and answers as it was told to."""

    def __init__(self):
        super().__init__()
        self.mails, self.to_recipient, self.to_data, self.secure = [], "250 OK", "", []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 (aiosmtpd calls it so)
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (aiosmtpd calls it so)
        self.secure.append((session.ssl is not None, session.authenticated))
        if self.to_data:
            return self.to_data
        return await super().handle_DATA(server, session, envelope)

    def handle_message(self, message):
        self.mails.append(message)


class RudeBox(Box):
    """Takes a mail, and hangs up without the goodbye that a polite server says."""

    async def handle_QUIT(self, server, session, envelope):  # noqa: N802 (aiosmtpd calls it so)
        server.transport.abort()
        return "421 gone"


def served(box, **how):
    """Start a server for a box; return it and its port."""
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port, **how)
    controller.start()
    return controller, port


def knows(_server, _session, _envelope, _mechanism, data):
    """Let in whoever knows the name and the password."""
    good = (data.login, data.password) == (NAME.encode(), PASSWORD.encode())
    return AuthResult(success=good, handled=good)


def certificate(folder):
    """Make a certificate for this machine; return its file and a server's context with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509
        .CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "mail.pem"
    plain = serialization.NoEncryption()
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain
    ) + made.public_bytes(serialization.Encoding.PEM)
    file.write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return file, context
