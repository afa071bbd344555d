"""Mails on their way: sent when due, tried again with growing pauses, and looked at.

A mail is first taken, with a time by which whoever took it must be done, then handed over, then
noted as sent. Only a process that dies between the last two sends it twice, and then with the same
Message-ID.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email import policy
from email.parser import BytesParser
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

import config
from portal import post
from portal.database import session
from portal.models.accounts import Account
from portal.models.base import now
from portal.models.people import Mail
from portal.services import audit

AT_ONCE = 50
MOST_ATTEMPTS = 12  # with pauses up to an hour: a server may be down for a night
_LONGEST_PAUSE = timedelta(hours=1)
_HANDED_OVER_WITHIN = timedelta(minutes=10)

STANDINGS: dict[str, ColumnElement[bool]] = {
    "waiting": Mail.sent_at.is_(None) & Mail.next_try_at.is_not(None),
    "failed": Mail.sent_at.is_(None) & Mail.next_try_at.is_(None),
    "sent": Mail.sent_at.is_not(None),
}


class NoSuchMail(Exception):
    """There is no such mail, or its text may not be read."""


@dataclass(frozen=True, slots=True)
class Line:
    """A mail as the outbox lists it."""

    mail: Mail
    standing: str
    readable: bool


def send_due() -> int:
    """Send what waits and is due; return how many were taken by the other side.

    A server that is down is left alone until the next round.
    """
    sent = 0
    for _ in range(AT_ONCE):
        mail = _take()
        if mail is None:
            break
        made = post.message(mail.id, mail.sent_to, subject=mail.subject, body=mail.body)
        try:
            post.deliver(mail.id, made)
        except post.Undeliverable as error:
            _give_up(mail, f"Undeliverable {error}")
        except post.PostDown as error:
            _put_off(mail, str(error))
            break
        else:
            _note_sent(mail)
            sent += 1
    session.rollback()
    return sent


def _take() -> Mail | None:
    mail = session.scalars(
        select(Mail)
        .where(STANDINGS["waiting"], Mail.next_try_at <= now())
        .order_by(Mail.next_try_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if mail is not None:
        mail.attempts += 1
        mail.next_try_at = now() + _HANDED_OVER_WITHIN
        session.commit()
    return mail


def _note_sent(mail: Mail) -> None:
    mail.sent_at, mail.next_try_at, mail.last_failure = now(), None, None
    # The link in it opens an account: what was sent is not kept to be read.
    mail.body = ""
    session.commit()


def _put_off(mail: Mail, why: str) -> None:
    if mail.attempts >= MOST_ATTEMPTS:
        _give_up(mail, why)
        return
    mail.last_failure = why
    mail.next_try_at = now() + min(timedelta(minutes=2**mail.attempts), _LONGEST_PAUSE)
    session.commit()


def _give_up(mail: Mail, why: str) -> None:
    mail.last_failure, mail.next_try_at = why, None
    session.commit()


def listed(standing: str = "", *, limit: int = 100) -> list[Line]:
    """Return the mails of a standing, or of every one, the latest first."""
    statement = select(Mail).order_by(Mail.made_at.desc()).limit(limit)
    if standing in STANDINGS:
        statement = statement.where(STANDINGS[standing])
    return [Line(mail, standing_of(mail), _readable(mail)) for mail in session.scalars(statement)]


def counts() -> dict[str, int]:
    """Count the mails of each standing."""
    counted = [func.count().filter(condition) for condition in STANDINGS.values()]
    row: Sequence[int] = session.execute(select(*counted).select_from(Mail)).one()
    return dict(zip(STANDINGS, row, strict=True))


def standing_of(mail: Mail) -> str:
    """Return how a mail stands: waiting, failed or sent."""
    if mail.sent_at is not None:
        return "sent"
    return "waiting" if mail.next_try_at is not None else "failed"


def text_of(mail_id: UUID) -> tuple[str, str]:
    """Return subject and text of a mail that is a file, in sample mode. Raises NoSuchMail."""
    mail = session.get(Mail, mail_id)
    if mail is None or not _readable(mail):
        raise NoSuchMail(mail_id)
    parsed = BytesParser(policy=policy.default).parsebytes(post.file_of(mail.id).read_bytes())
    body = parsed.get_body()
    return mail.subject, body.get_content() if body else ""


def _readable(mail: Mail) -> bool:
    """Say whether anybody may read a mail here: only where there is no mailbox to read it in."""
    settings = config.settings()
    files = not settings.production and not settings.smtp_url
    return files and mail.sent_at is not None and post.file_of(mail.id).is_file()


def retry(mail_id: UUID, *, by: Account) -> None:
    """Let a mail that waits or failed be sent in the next round. Raises NoSuchMail."""
    mail = session.get(Mail, mail_id, with_for_update=True)
    if mail is None or mail.sent_at is not None:
        session.rollback()
        raise NoSuchMail(mail_id)
    mail.next_try_at, mail.attempts = now(), 0
    audit.record("mail.retry", "mail", mail.id, by)
    session.commit()
