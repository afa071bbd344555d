"""The way a mail leaves: to the mail server of the settings, or into a folder of files."""

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import UUID

import config

PATIENCE_S = 20
PAGE_PATIENCE_S = 3  # a page that asks how it is does not wait so long
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


class PostDown(Exception):
    """The mail server does not answer, does not let us in, or cannot just now; words say why."""


class Undeliverable(Exception):
    """The mail server says for good that nobody has this address."""


def message(mail_id: UUID, to: str, *, subject: str, body: str) -> EmailMessage:
    """Make a mail. Its Message-ID is the same each time, so that a receiver knows it again."""
    made = EmailMessage()
    made["From"] = config.settings().mail_from
    made["To"] = to
    made["Subject"] = subject
    made["Date"] = formatdate()
    made["Message-ID"] = f"<{mail_id}@esubmit.invalid>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(body)
    return made


def deliver(mail_id: UUID, made: EmailMessage) -> None:
    """Hand a mail over; when this returns, the other side has taken it.

    Raises:
        PostDown: it did not take it; try again later.
        Undeliverable: it will never take it.
    """
    if not config.settings().smtp_url:
        _keep_as_file(mail_id, made)
        return
    try:
        with _server() as server:
            server.send_message(made)
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _words in refused.recipients.values()]
        if all(code >= 500 for code in codes):
            raise Undeliverable(f"{codes[0]}") from refused
        raise PostDown(f"{codes[0]}") from refused
    except smtplib.SMTPResponseException as refused:
        # The code alone: a server's words may quote an address.
        raise PostDown(f"{type(refused).__name__} {refused.smtp_code}") from refused
    except (OSError, smtplib.SMTPException) as error:
        raise PostDown(type(error).__name__) from error


def knock() -> None:
    """See whether the mail server lets us in just now. Raises PostDown."""
    try:
        with _server(PAGE_PATIENCE_S):
            pass
    except (OSError, smtplib.SMTPException) as error:
        raise PostDown(type(error).__name__) from error


def folder() -> Path:
    """Return where mails lie when they are files."""
    return config.settings().home / "mails"


def file_of(mail_id: UUID) -> Path:
    """Return where a mail lies, or will, when mails are files."""
    return folder() / f"{mail_id}.eml"


@contextmanager
def _server(patience_s: float = PATIENCE_S) -> Iterator[smtplib.SMTP]:
    """Open a session at the mail server; how it says goodbye does not matter any more."""
    parts = urlsplit(config.settings().smtp_url)
    trusted = ssl.create_default_context(cafile=config.settings().smtp_ca_file)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, port, timeout=patience_s, context=trusted)
    else:
        server = smtplib.SMTP(host, port, timeout=patience_s)
    try:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=trusted)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server
        with contextlib.suppress(OSError, smtplib.SMTPException):
            server.quit()
    finally:
        server.close()


def _keep_as_file(mail_id: UUID, made: EmailMessage) -> None:
    place = file_of(mail_id)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.touch(mode=0o600)
    place.write_bytes(bytes(made))
