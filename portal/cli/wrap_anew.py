"""`esubmit wrap-anew`: after ESUBMIT_REFERRAL_KEY was changed, the old key is needed no more."""

from __future__ import annotations

import click


@click.command("wrap-anew")
def wrap_anew() -> None:
    """Wrap the data keys of files and referrals under the newest ESUBMIT_REFERRAL_KEY."""
    # Imported here, so that other commands start without a database's library.
    from portal.database import unit_of_work
    from portal.services import sealing

    wrapped = 0
    with unit_of_work():
        while some := sealing.wrap_anew():
            wrapped += some
    click.echo(f"{wrapped} keys wrapped anew. ESUBMIT_REFERRAL_OLD_KEYS can be emptied.")
