"""Coming in: passwords and sessions."""

import secrets
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select

import config
from portal.database import session
from portal.models import Account
from portal.services import audit, lockouts, mails, second_factor

SHORTEST_PASSWORD = 12
LANGUAGES = ("en", "zh-Hant")
HASHER = PasswordHasher()


class WrongPassword(Exception):
    """No such name, or not its password. The two look alike on purpose."""


class WeakPassword(Exception):
    """The new password is shorter than SHORTEST_PASSWORD, the old one, or has the name in it."""


def hashed(password: str) -> str:
    """Return a password as it is kept."""
    return HASHER.hash(password)


def check_password(name: str, password: str, *, ip: str, mark: str = "") -> Account:
    """Return the account that a name and its password belong to. It is not open yet.

    Raises:
        WrongPassword: no such name, or not its password.
        LockedOut: too many tries; the right password does not help before the lock ends.
    """
    name = _plain(name)
    lockouts.count(name, ip=ip, mark=mark)
    account = by_name(name)
    if not _fits(account, password) or account is None:
        audit.record("account.refuse", "account", account.id if account else None, None)
        session.commit()
        raise WrongPassword
    lockouts.take_back(name, ip=ip, mark=mark)
    if HASHER.check_needs_rehash(account.password_hash or ""):
        account.password_hash = hashed(password)
    session.commit()
    return account


def check_code(account: Account, code: str, *, ip: str, mark: str = "") -> Account:
    """Open an account whose password was right by the code of its second factor.

    Raises:
        WrongCode: it is not the code of this half minute, nor an unused one-time code.
        LockedOut: too many tries, of passwords and codes together.
    """
    prove(account, code, ip=ip, mark=mark)
    return open_account(account, ip=ip, mark=mark)


def prove(account: Account, code: str, *, ip: str, mark: str = "") -> Account:
    """Look whether somebody has the second factor. Raises WrongCode, LockedOut."""
    lockouts.count(account.name, ip=ip, mark=mark)
    second_factor.check(account, code)
    lockouts.take_back(account.name, ip=ip, mark=mark)
    return account


def open_account(account: Account, *, ip: str, mark: str = "") -> Account:
    """Note that an account was opened: its mistakes from there are forgotten."""
    lockouts.forget(account.name, ip=ip, mark=mark)
    audit.record("account.sign_in", "account", account.id, account)
    session.commit()
    return account


def by_name(name: str) -> Account | None:
    """Return the account with this sign-in name."""
    return session.scalars(select(Account).where(Account.name == _plain(name))).one_or_none()


def _plain(name: str) -> str:
    return name.strip().lower()[:200]


def _fits(account: Account | None, password: str) -> bool:
    """Say whether the password opens the account. It takes as long where there is no account."""
    kept = account.password_hash if account is not None and usable(account) else None
    try:
        HASHER.verify(kept or _nobodys_hash(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return kept is not None


def usable(account: Account) -> bool:
    """Say whether an account may be used: it is active, and no sample where none is wanted."""
    return account.active and (config.settings().sample_accounts or not account.is_sample)


@cache
def _nobodys_hash() -> str:
    return hashed(secrets.token_urlsafe())


def change_password(account: Account, old: str, new: str, *, ip: str, mark: str = "") -> None:
    """Set a new password, and end every session of the account; this one too.

    Raises:
        WrongPassword: the old one is not the account's.
        LockedOut: too many tries.
        WeakPassword: the new one does not serve.
    """
    lockouts.count(account.name, ip=ip, mark=mark)
    if not _fits(account, old):
        raise WrongPassword
    lockouts.take_back(account.name, ip=ip, mark=mark)
    set_password(account, new)
    lockouts.forget(account.name, ip=ip, mark=mark)
    audit.record("account.change_password", "account", account.id, account)
    mails.write("changed", account)
    session.commit()


def set_password(account: Account, new: str) -> None:
    """Give an account a password and end its sessions; the caller commits and says who did it.

    Raises:
        WeakPassword: it does not serve.
    """
    if len(new) < SHORTEST_PASSWORD or account.name in new.lower() or _fits(account, new):
        raise WeakPassword
    account.password_hash = hashed(new)
    account.must_change = False
    account.session_version += 1


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
    if account is None or not usable(account) or str(account.session_version) != version:
        return None
    return account


def sample_accounts_exist() -> bool:
    """Say whether an account that everybody knows may still sign in."""
    known = select(Account.id).where(Account.is_sample, Account.active)
    return session.scalar(select(known.exists())) is True
