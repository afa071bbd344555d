"""The embedded database at hand for a command, whether the house runs or not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from config import Settings
from portal.standing.folders import AlreadyRunning, claim, make_home
from portal.standing.postgres import Cluster


@contextmanager
def at_hand(settings: Settings) -> Iterator[None]:
    """Use the running house's database, else start it for the time of the command.

    A database that the settings name is there anyway.
    """
    if not settings.embedded_database:
        yield
        return
    home = make_home(settings.home)
    try:
        held = claim(home, "for a command")
    except AlreadyRunning:
        yield
        return
    with held:
        cluster = Cluster(home, durable=settings.database_durable, run_folder=settings.run_folder)
        cluster.start()
        try:
            yield
        finally:
            cluster.stop()
