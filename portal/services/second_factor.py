"""The second factor: codes of an authenticator app (RFC 6238), and one-time codes for a lost phone.

The secret is kept encrypted under a key that follows from the program's own secret.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import UTC, datetime

import pyotp
import segno
from cryptography.fernet import Fernet
from sqlalchemy import delete, func, select, update

import config
from portal.database import session
from portal.models import Account
from portal.models.base import now
from portal.models.people import OneTimeCode
from portal.services import audit

ISSUER = "Welfare returns"
CODES = 10
_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
_STEP_S = 30
_SLACK = 1  # steps that a phone's clock may be off, each way


class WrongCode(Exception):
    """Neither the app's code of this half minute nor an unused one-time code."""


class HasOne(Exception):
    """The account has a second factor; another one needs a reset by two persons first."""


def has_one(account: Account) -> bool:
    """Say whether an account has a second factor; sample accounts have one that anybody can see."""
    return account.is_sample or account.totp_secret is not None


def wanted(account: Account) -> bool:
    """Say whether an account has to set up a second factor before anything else."""
    return config.settings().second_factor and not has_one(account)


def asked(account: Account) -> bool:
    """Say whether an account is opened by a code after its password."""
    return config.settings().second_factor or account.totp_secret is not None


def new_secret() -> str:
    """Return a secret for an app that is to be set up."""
    return pyotp.random_base32()


def picture_of(account: Account, secret: str) -> str:
    """Return the picture that an app reads, as SVG without a style of its own."""
    address = pyotp.TOTP(secret).provisioning_uri(name=account.name, issuer_name=ISSUER)
    made = segno.make(address, error="m")
    return str(made.svg_inline(scale=5, border=4, omitsize=True, svgclass="qr", lineclass=None))


def set_up(account: Account, secret: str, code: str) -> list[str]:
    """Bind an app that shows the right code, and return the account's one-time codes, this once.

    Raises:
        HasOne: there is one already.
        WrongCode: the app does not show what the secret says.
    """
    if has_one(account):
        raise HasOne
    step = _step_of(secret, code)
    if step is None:
        raise WrongCode
    account.totp_secret = sealed(secret)
    account.totp_step = step
    codes = _new_codes(account)
    audit.record("account.set_up_factor", "account", account.id, account)
    session.commit()
    return codes


def check(account: Account, code: str) -> None:
    """Let a code count once. Each code of an app opens once, and so does a one-time code.

    Raises:
        WrongCode: it is none of them, or was used.
    """
    plain = code.replace(" ", "").replace("-", "").lower()
    if _by_app(account, plain):
        audit.record("account.second_factor", "account", account.id, account, by="app")
    elif _by_one_time_code(account, plain):
        audit.record("account.second_factor", "account", account.id, account, by="one-time code")
    else:
        audit.record("account.refuse_code", "account", account.id, None)
        session.commit()
        raise WrongCode
    session.commit()


def _by_app(account: Account, code: str) -> bool:
    secret = secret_of(account)
    step = _step_of(secret, code) if secret else None
    if step is None:
        return False
    if account.is_sample:
        return True
    newer = update(Account).where(
        Account.id == account.id, func.coalesce(Account.totp_step, 0) < step
    )
    return bool(session.execute(newer.values(totp_step=step).returning(Account.id)).all())


def _by_one_time_code(account: Account, code: str) -> bool:
    unused = update(OneTimeCode).where(
        OneTimeCode.account_id == account.id,
        OneTimeCode.code_hash == _digest(code),
        OneTimeCode.used_at.is_(None),
    )
    return bool(
        session.execute(unused.values(used_at=now()).returning(OneTimeCode.account_id)).all()
    )


def _step_of(secret: str, code: str) -> int | None:
    """Return the half minute whose code this is; None for none within the slack."""
    current = int(datetime.now(UTC).timestamp()) // _STEP_S
    totp = pyotp.TOTP(secret)
    for step in range(current - _SLACK, current + _SLACK + 1):
        if hmac.compare_digest(totp.at(step * _STEP_S).encode(), code.encode()):
            return step
    return None


def secret_of(account: Account) -> str | None:
    """Return an account's secret; that of a sample account follows from the program's own."""
    if account.is_sample:
        digest = hmac.new(_key(), f"totp {account.name}".encode(), hashlib.sha256).digest()
        return base64.b32encode(digest[:20]).decode()
    if account.totp_secret is None:
        return None
    return opened(account.totp_secret)


def sealed(secret: str) -> str:
    """Return a secret as it is kept."""
    return _safe().encrypt(secret.encode()).decode()


def opened(kept: str) -> str:
    """Return a secret that was kept."""
    return _safe().decrypt(kept.encode()).decode()


def sample_code(account: Account) -> str:
    """Return the code that a sample account's app would show now; "" for a real account."""
    if not account.is_sample or config.settings().production:
        return ""
    return pyotp.TOTP(secret_of(account) or "").now()


def fresh_codes(account: Account) -> list[str]:
    """Replace an account's one-time codes and return the new ones, this once."""
    codes = _new_codes(account)
    audit.record("account.fresh_codes", "account", account.id, account)
    session.commit()
    return codes


def codes_left(account: Account) -> int:
    """Count the one-time codes that still open."""
    unused = select(func.count()).where(
        OneTimeCode.account_id == account.id, OneTimeCode.used_at.is_(None)
    )
    return session.scalar(unused) or 0


def take_off(account: Account) -> None:
    """Take the second factor off an account; the caller commits and says who did it."""
    account.totp_secret = account.totp_step = None
    session.execute(delete(OneTimeCode).where(OneTimeCode.account_id == account.id))


def _new_codes(account: Account) -> list[str]:
    session.execute(delete(OneTimeCode).where(OneTimeCode.account_id == account.id))
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(CODES)]
    session.add_all(OneTimeCode(account_id=account.id, code_hash=_digest(code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _digest(code: str) -> str:
    """Hash a one-time code under the program's secret: ten letters alone could be tried out."""
    return hmac.new(_key(), code.encode(), hashlib.sha256).hexdigest()


def _key() -> bytes:
    return config.settings().secret_key.get_secret_value().encode()


def _safe() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"totp secrets " + _key()).digest()))
