"""`esubmit up`: the whole house, from the database to the door."""

from __future__ import annotations

import socket

import click

import config
from config import Settings
from portal.standing import demonstrate, fitness, samples
from portal.standing.folders import AlreadyRunning, UnsafeFolder, claim, make_home
from portal.standing.house import House
from portal.standing.postgres import ClusterFailed
from portal.standing.supervisor import NotReady, Stopped, Supervisor
from portal.standing.valkey import ServerFailed

QUEUES = ("quick", "long")
TROUBLE = (
    AlreadyRunning,
    ClusterFailed,
    NotReady,
    ServerFailed,
    UnsafeFolder,
    demonstrate.NoAnswer,
    fitness.Unfit,
)


@click.command()
def up() -> None:
    """Start database, queue, workers and portal, and keep them running until Ctrl-C."""
    chosen = config.settings()
    supervisor = Supervisor(grace_s=chosen.stop_grace_s, say=click.echo)
    supervisor.listen()
    try:
        fitness.refuse(chosen.refusals())
        home = make_home(chosen.home)
        with claim(home, f"at http://{chosen.host}:{chosen.port}"):
            _demand_port(chosen)
            _run(House(chosen, home, supervisor))
    except TROUBLE as trouble:
        raise click.ClickException(str(trouble)) from trouble


def _run(house: House) -> None:
    """Start everything in its order, say so, and stop everything at the end."""
    try:
        click.echo(f"Starting in {house.home}")
        house.stand()
        house.prepare()
        fitness.demand(house.settings)
        house.work(QUEUES)
        house.open()
        _show(house)
        while True:
            house.supervisor.rest()
    except Stopped:
        click.echo("Stopping")
    finally:
        house.supervisor.stop()
    click.echo("Stopped")


def _show(house: House) -> None:
    """Demonstrate in sample mode, and say where the door is and who may enter."""
    if house.settings.mode == "production":
        click.echo(f"Ready: {house.address}")
        return
    entry = samples.read(house.home)
    door = demonstrate.Door(house.address, entry.token, tend=house.supervisor.rest)
    demonstrate.demonstrate(door, entry.files, say=click.echo)
    click.echo(f"\nReady: {house.address}")
    password = house.settings.sample_password.get_secret_value()
    click.echo(f"Sample accounts, all with the password {password}")
    click.echo("The sign-in page shows each one's code; so does `esubmit code ACCOUNT`")
    for name, post in entry.accounts.items():
        click.echo(f"  {name:14} {post}")


def _demand_port(chosen: Settings) -> None:
    """Look whether the port is free, before anything starts.

    Raises:
        NotReady: something else listens there.
    """
    family = socket.AF_INET6 if ":" in chosen.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((chosen.host, chosen.port))
        except OSError as error:
            raise NotReady(
                f"{chosen.host}:{chosen.port} cannot be listened on ({error.strerror}). "
                "Name another port in ESUBMIT_PORT."
            ) from error
