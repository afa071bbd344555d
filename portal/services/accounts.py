"""Coming in: passwords, lock-outs, sessions and tokens."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import case, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert

import config
from portal.database import session
from portal.models import Account, ApiToken, SignInAttempt
from portal.models.base import now
from portal.services import audit

SHORTEST_PASSWORD = 12
LANGUAGES = ("en", "zh-Hant")
_hasher = PasswordHasher()


class WrongPassword(Exception):
    """No such name, or not its password. The two look alike on purpose."""


class LockedOut(Exception):
    """Too many wrong passwords for this name from this address."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"locked until {until:%H:%M}")
        self.until = until


class WeakPassword(Exception):
    """The new password is shorter than SHORTEST_PASSWORD, or it is the old one."""


def hashed(password: str) -> str:
    """Return a password as it is kept."""
    return _hasher.hash(password)


def sign_in(name: str, password: str, *, ip: str) -> Account:
    """Return the account that a name and its password open.

    Raises:
        WrongPassword: no such name, or not its password.
        LockedOut: too many tries; the right password does not help before the lock ends.
    """
    name = _plain(name)
    _count_attempt(name, ip)
    account = session.scalars(select(Account).where(Account.name == name)).one_or_none()
    if not _fits(account, password) or account is None:
        audit.record("account.refuse", "account", account.id if account else None, None)
        session.commit()
        raise WrongPassword
    _forget_attempts(name, ip)
    if _hasher.check_needs_rehash(account.password_hash or ""):
        account.password_hash = hashed(password)
    audit.record("account.sign_in", "account", account.id, account)
    session.commit()
    return account


def _plain(name: str) -> str:
    return name.strip().lower()[:200]


def _fits(account: Account | None, password: str) -> bool:
    """Say whether the password opens the account. It takes as long where there is no account."""
    usable = account is not None and _usable(account)
    kept = account.password_hash if account is not None and usable else None
    try:
        _hasher.verify(kept or _nobodys_hash(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return kept is not None


def _usable(account: Account) -> bool:
    return account.active and (config.settings().sample_accounts or not account.is_sample)


@cache
def _nobodys_hash() -> str:
    return hashed(secrets.token_urlsafe())


def _count_attempt(name: str, ip: str) -> None:
    """Count a try before its password is looked at, so that many at once count as many."""
    settings = config.settings()
    most, lock = settings.lockout_attempts, timedelta(minutes=settings.lockout_minutes)
    moment = now()
    kept = SignInAttempt
    over = kept.last_at < moment - lock
    row = {"name_hash": _digest(name), "address": ip, "failed": 1, "last_at": moment}
    attempt = session.execute(
        insert(kept)
        .values(row)
        .on_conflict_do_update(
            index_elements=[kept.name_hash, kept.address],
            set_={
                "failed": case((over, 1), else_=func.least(kept.failed + 1, most + 1)),
                "last_at": case((or_(over, kept.failed < most), moment), else_=kept.last_at),
            },
        )
        .returning(kept.failed, kept.last_at)
    ).one()
    session.commit()
    if attempt.failed > most:
        raise LockedOut(attempt.last_at + lock)


def _forget_attempts(name: str, ip: str) -> None:
    session.execute(
        delete(SignInAttempt).where(
            SignInAttempt.name_hash == _digest(name), SignInAttempt.address == ip
        )
    )


def clear_attempts() -> int:
    """Remove the attempts that no lock depends on any more, and return how many."""
    lock = timedelta(minutes=config.settings().lockout_minutes)
    gone = session.execute(
        delete(SignInAttempt)
        .where(SignInAttempt.last_at < now() - lock)
        .returning(SignInAttempt.failed)
    ).all()
    session.commit()
    return len(gone)


def change_password(account: Account, *, old: str, new: str, ip: str) -> None:
    """Set a new password, and end every session of the account; this one too.

    Raises:
        WrongPassword: the old one is not the account's.
        LockedOut: too many tries.
        WeakPassword: the new one does not serve.
    """
    _count_attempt(account.name, ip)
    if not _fits(account, old):
        raise WrongPassword
    if len(new) < SHORTEST_PASSWORD or new == old:
        raise WeakPassword
    _forget_attempts(account.name, ip)
    account.password_hash = hashed(new)
    account.session_version += 1
    audit.record("account.change_password", "account", account.id, account)
    session.commit()


def end_sessions(account: Account, *, by: Account) -> None:
    """End every session of an account, wherever it is signed in."""
    account.session_version += 1
    audit.record("account.end_sessions", "account", account.id, by)
    session.commit()


def set_language(account: Account, language: str) -> None:
    """Remember the language that an account reads; another one than ours changes nothing."""
    if language in LANGUAGES and language != account.language:
        account.language = language
        session.commit()


def load_account(session_id: str) -> Account | None:
    """Return the account of a session cookie; None where the session has ended."""
    account_id, _, version = session_id.partition(":")
    try:
        account = session.get(Account, UUID(account_id))
    except ValueError:
        return None
    if account is None or not _usable(account) or str(account.session_version) != version:
        return None
    return account


def token_for(account: Account, *, label: str, token: str | None = None) -> str:
    """Give an account a bearer token and return it; only its hash is kept, so this is the once."""
    token = token or f"esubmit_{secrets.token_urlsafe(32)}"
    row = {"account_id": account.id, "token_hash": _digest(token), "label": label}
    session.execute(insert(ApiToken).values(row).on_conflict_do_nothing())
    audit.record("account.add_token", "account", account.id, account, label=label)
    session.commit()
    return token


def account_of_token(token: str) -> Account | None:
    """Return the account that a bearer token opens; None where it opens none."""
    account = session.scalars(
        select(Account)
        .join(ApiToken, ApiToken.account_id == Account.id)
        .where(ApiToken.token_hash == _digest(token), ApiToken.revoked_at.is_(None))
    ).one_or_none()
    return account if account is not None and _usable(account) else None


def revoke_token(token: str, *, by: Account) -> None:
    """Let a bearer token open nothing any more."""
    kept = session.scalars(select(ApiToken).where(ApiToken.token_hash == _digest(token))).one()
    kept.revoked_at = datetime.now(UTC)
    audit.record("account.revoke_token", "account", kept.account_id, by, label=kept.label)
    session.commit()


def sample_accounts_exist() -> bool:
    """Say whether an account that everybody knows may still sign in."""
    known = select(Account.id).where(Account.is_sample, Account.active)
    return session.scalar(select(known.exists())) is True


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
