"""Mails: written with what they tell of, in one transaction; sent afterwards, again until sent.

Each is in both languages. What is personal beyond the address stays out of them.
"""

import smtplib
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import select

import config
from portal.database import session
from portal.models.base import now
from portal.models.people import Mail

_PATIENCE_S = 20
_LONGEST_PAUSE = timedelta(hours=1)
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Words:
    """A kind of mail in both languages; `{...}` are its slots."""

    subject: str
    english: str
    chinese: str


KINDS = {
    "invite": Words(
        "Your account for welfare returns 福利服務統計表帳戶",
        "An account was made for you: {name}. Set your password here within 7 days:\n{link}",
        "已為你開設帳戶：{name}。請於 7 天內按以下連結設定密碼：\n{link}",
    ),
    "recover": Words(
        "Setting a new password 設定新密碼",
        "Somebody asked for a new password for {name}. If it was you, set it here within 30"
        " minutes:\n{link}\nIf not, nothing needs to be done.",
        "有人要求為 {name} 設定新密碼。如屬你本人，請於 30 分鐘內按以下連結設定：\n{link}\n"
        "如非你本人，無須處理。",
    ),
    "changed": Words(
        "A change to your account 帳戶更改通知",
        "Your account {name} was changed: its password or its second factor. If that was not you,"
        " tell your organisation's administrator at once.",
        "你的帳戶 {name} 已更改密碼或雙重認證。如非你本人所為，請即通知機構管理員。",
    ),
}


def write(kind: str, to: str, **slots: str) -> None:
    """Write a mail, in the transaction of what it tells of."""
    words = KINDS[kind]
    body = f"{words.english.format(**slots)}\n\n{words.chinese.format(**slots)}\n"
    session.add(Mail(sent_to=to, subject=words.subject, body=body))


def send_due() -> int:
    """Send what waits, each in its own transaction; return how many were sent."""
    sent = 0
    for _ in range(AT_ONCE):
        mail = session.scalars(
            select(Mail)
            .where(Mail.sent_at.is_(None), Mail.next_try_at <= now())
            .order_by(Mail.next_try_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if mail is None:
            break
        mail.attempts += 1
        try:
            _send(mail)
        except (OSError, smtplib.SMTPException) as error:
            mail.last_failure = type(error).__name__
            mail.next_try_at = now() + min(timedelta(minutes=2**mail.attempts), _LONGEST_PAUSE)
        else:
            mail.sent_at, mail.next_try_at, mail.last_failure = now(), None, None
            # The link in it opens an account: what was sent is not kept to be read.
            mail.body = ""
            sent += 1
        session.commit()
    session.rollback()
    return sent


def _send(mail: Mail) -> None:
    message = EmailMessage()
    message["From"] = config.settings().mail_from
    message["To"] = mail.sent_to
    message["Subject"] = mail.subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(str(mail.id), domain="esubmit.invalid")
    message.set_content(mail.body)
    url = config.settings().smtp_url
    if not url:
        _keep_as_file(mail, message)
        return
    parts = urlsplit(url)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with kind(parts.hostname or "", parts.port or 0, timeout=_PATIENCE_S) as server:
        if parts.scheme == "smtp+starttls":
            server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _keep_as_file(mail: Mail, message: EmailMessage) -> None:
    folder = Path(config.settings().home) / "mails"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = folder / f"{mail.id}.eml"
    place.touch(mode=0o600)
    place.write_bytes(bytes(message))
