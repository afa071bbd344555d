"""What people of a house do while it is killed about them: run in its environment, as a process.

`python -m tests.kills.posts owed` prints what is owed with a token for each unit, `held` what the
files that were sent are, and `sign` signs whatever may be signed until it is told to stop.
"""

import hashlib
import json
import sys
import time

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from portal.database import session, unit_of_work
from portal.models import Account, Membership, Obligation, Role, State, Submission, Unit
from portal.models.submissions import Upload
from portal.services import scans, signatures, tokens

PAUSE_S = 0.5


def owed():
    """Return form, period, unit and token of every obligation of the last quarter."""
    last = session.scalars(select(Obligation.period).order_by(Obligation.period.desc())).first()
    lines = session.execute(
        select(Obligation.form, Obligation.period, Unit.code, Account)
        .join(Unit, Unit.id == Obligation.unit_id)
        .join(Membership, Membership.unit_id == Unit.id)
        .join(Account, Account.id == Membership.account_id)
        .where(Obligation.period == last, Membership.role == Role.UNIT_USER)
    ).all()
    return [
        {"form": form, "period": period, "unit": unit, "token": tokens.token_for(who, label="t")}
        for form, period, unit, who in lines
    ]


def held():
    """Open every file that was sent, and return by the hash on its row the hash of what it is."""
    return {
        upload.sha256: hashlib.sha256(scans.contents(upload)).hexdigest()
        for upload in session.scalars(select(Upload))
    }


def sign():
    """Sign one return that waits for it, if there is one."""
    submission = session.scalars(
        select(Submission).where(Submission.state == State.TO_SIGN).limit(1)
    ).first()
    if submission is None:
        return
    for who in session.scalars(select(Account)).all():
        if signatures.may_sign(submission, who):
            signatures.sign(submission, by=who)
            return


def main():
    """Do as the first argument says."""
    if asked := {"owed": owed, "held": held}.get(sys.argv[1]):
        with unit_of_work():
            sys.stdout.write(json.dumps(asked()))
        return
    while True:
        try:
            with unit_of_work():
                sign()
        except (SQLAlchemyError, signatures.NotYourTurn, signatures.WrongState) as error:
            sys.stderr.write(f"{error}\n")  # The database was killed, or a newer version came.
        time.sleep(PAUSE_S)


if __name__ == "__main__":
    main()
