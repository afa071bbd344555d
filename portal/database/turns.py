"""Turns: of several transactions that want the same thing at the same moment, one goes first."""

import hashlib

from sqlalchemy import func, select

from portal.database import session


def take(*things: tuple[object, ...]) -> None:
    """Wait until no other transaction has its turn at any of these; ours lasts until it ends.

    What is asked afterwards sees all that those before have committed. Turns are taken in one
    order, so that two transactions which take the same ones never wait for each other.
    """
    for number in sorted({_number(thing) for thing in things}):
        session.execute(select(func.pg_advisory_xact_lock(number)))


def _number(thing: tuple[object, ...]) -> int:
    digest = hashlib.sha256(repr(tuple(map(str, thing))).encode()).digest()
    return int.from_bytes(digest[:8], signed=True)
