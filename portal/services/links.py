"""Links that are sent by mail: to set a password, the first one or a new one. Each opens once."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import func, select, update

import config
from portal.database import session
from portal.models import Account
from portal.models.base import now
from portal.models.people import MailedLink, RecoveryAsked
from portal.services import accounts, audit, mails

LASTS = {"invite": timedelta(days=7), "recover": timedelta(minutes=30)}
AT_ONCE = 3  # so many links to recover by may be open: nobody's box is filled by strangers
A_ROUND = 200


class NoSuchLink(Exception):
    """The link was used, is too old, or never was. They look alike on purpose."""


def send(account: Account, purpose: str, *, by: Account | None) -> None:
    """Mail a link to an account's address, in the transaction of what it tells of."""
    token = secrets.token_urlsafe(32)
    moment = now()
    session.add(
        MailedLink(
            token_hash=_digest(token),
            purpose=purpose,
            account_id=account.id,
            made_by=by.id if by else None,
            made_at=moment,
            expires_at=moment + LASTS[purpose],
        )
    )
    mails.write(purpose, account, link=f"{_door()}/link/{token}")


def ask(email: str) -> None:
    """Note that somebody asks for a new password; whose address it is, is looked at later.

    So a page that asks does the same work for every address, and tells strangers nothing by the
    time it takes.
    """
    asked_from = audit.address.get()
    session.add(RecoveryAsked(email=email.strip().lower(), asked_from=asked_from))
    session.commit()


def answer_asked() -> int:
    """Mail a link to every account with an address that was asked for; return how many asked."""
    waiting = (
        select(RecoveryAsked)
        .order_by(RecoveryAsked.asked_at)
        .limit(A_ROUND)
        .with_for_update(skip_locked=True)
    )
    asked = session.scalars(waiting).all()
    for one in asked:
        _recover(one)
        session.delete(one)
    session.commit()
    return len(asked)


def _recover(asked: RecoveryAsked) -> None:
    found = select(Account).where(func.lower(Account.email) == asked.email, Account.active)
    for account in session.scalars(found.where(Account.password_hash.is_not(None))).all():
        if _open_ones(account) < AT_ONCE:
            send(account, "recover", by=None)
            with audit.asked_from(asked.asked_from):
                audit.record("account.ask_recovery", "account", account.id, None)


def find(token: str) -> MailedLink:
    """Return a link that opens something. Raises NoSuchLink."""
    found = session.scalars(
        select(MailedLink)
        .join(MailedLink.account)
        .where(MailedLink.token_hash == _digest(token), Account.active)
        .where(MailedLink.used_at.is_(None), MailedLink.expires_at > now())
    ).one_or_none()
    if found is None:
        raise NoSuchLink
    return found


def use(token: str, password: str) -> Account:
    """Set a password by a link, and end every session of the account; no link opens any more.

    Raises:
        NoSuchLink: it was used in the meantime, or is too old.
        WeakPassword: the password does not serve; the link still opens.
    """
    link = find(token)
    account, purpose = link.account, link.purpose
    accounts.set_password(account, password)
    unused = update(MailedLink).where(MailedLink.used_at.is_(None))
    taken = session.execute(
        unused.where(MailedLink.id == link.id).values(used_at=now()).returning(MailedLink.id)
    ).all()
    if not taken:
        session.rollback()
        raise NoSuchLink
    session.execute(unused.where(MailedLink.account_id == account.id).values(used_at=now()))
    audit.record(f"account.{purpose}_password", "account", account.id, account)
    if purpose == "recover":
        mails.write("changed", account)
    session.commit()
    return account


def withdraw(account: Account) -> None:
    """Let no link of an account open any more; the caller commits."""
    unused = MailedLink.used_at.is_(None) & (MailedLink.account_id == account.id)
    session.execute(update(MailedLink).where(unused).values(used_at=now()))


def _open_ones(account: Account) -> int:
    still = select(func.count()).where(
        MailedLink.account_id == account.id,
        MailedLink.purpose == "recover",
        MailedLink.made_at > now() - LASTS["recover"],
    )
    return session.scalar(still) or 0


def _door() -> str:
    settings = config.settings()
    return (settings.public_url or f"http://{settings.host}:{settings.port}").rstrip("/")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
