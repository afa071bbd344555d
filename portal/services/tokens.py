"""Tokens for the API: made once and shown once, for some scopes, until a day or until revoked."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from portal.access import rights_of
from portal.access.token_scopes import SCOPES
from portal.database import session
from portal.models import Account, ApiToken
from portal.models.base import now
from portal.services import accounts, audit

USED_EVERY = timedelta(minutes=1)  # a write with each request would be waste


class NoSuchToken(Exception):
    """No such token, or another account's. The two look alike on purpose."""


def offered(account: Account) -> list[str]:
    """Return the scopes that a token of this account could use."""
    held = rights_of(account)
    return [name for name, scope in SCOPES.items() if scope.right in held]


def token_for(
    account: Account,
    *,
    label: str,
    scopes: Iterable[str] | None = None,
    expires_at: datetime | None = None,
    token: str | None = None,
) -> str:
    """Give an account a token and return it; only its hash is kept, so this is the once.

    It is for every scope unless some are named, and for ever unless its end is named. `token` is
    the token itself, where it follows from something else.
    """
    token = token or f"esubmit_{secrets.token_urlsafe(32)}"
    row = {
        "account_id": account.id,
        "token_hash": _digest(token),
        "label": label,
        "scopes": sorted(SCOPES if scopes is None else scopes),
        "expires_at": expires_at,
    }
    session.execute(insert(ApiToken).values(row).on_conflict_do_nothing())
    audit.record("account.add_token", "account", account.id, account, label=label)
    session.commit()
    return token


def opened_by(token: str) -> ApiToken | None:
    """Return what a token opens, with its account; None where it opens nothing."""
    moment = now()
    kept = session.scalars(
        select(ApiToken)
        .options(joinedload(ApiToken.account))
        .where(ApiToken.token_hash == _digest(token), ApiToken.revoked_at.is_(None))
        .where(or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > moment))
    ).one_or_none()
    if kept is None or not accounts.usable(kept.account):
        return None
    if kept.last_used_at is None or kept.last_used_at < moment - USED_EVERY:
        kept.last_used_at = moment
        session.commit()
    return kept


def of(account: Account) -> Sequence[ApiToken]:
    """Return an account's tokens that are not revoked, the latest first."""
    return session.scalars(
        select(ApiToken)
        .where(ApiToken.account_id == account.id, ApiToken.revoked_at.is_(None))
        .order_by(ApiToken.created_at.desc())
    ).all()


def revoke(token_id: UUID, *, by: Account) -> None:
    """Let one of an account's own tokens open nothing any more. Raises NoSuchToken."""
    kept = session.get(ApiToken, token_id)
    if kept is None or kept.account_id != by.id:
        raise NoSuchToken(token_id)
    kept.revoked_at = kept.revoked_at or now()
    audit.record("account.revoke_token", "account", kept.account_id, by, label=kept.label)
    session.commit()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
