"""What many forms share is written once: `use: FILE.KEY` in a form's text stands for it.

A shared thing is a mapping of `schemas/shared/FILE.yaml`. What a form says beside `use` comes to
it or stands instead of it, at any depth; `null` takes away. A form is kept with all of it spelled
out, so that a later change of what is shared changes no form that is in force.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml

from schemas import FOLDER, yaml12
from schemas.meaning import meant

_USE = "use"


class NotShared(ValueError):
    """A form uses what is not there, or what uses itself; the words begin with the place."""


@cache
def shared() -> Mapping[str, Any]:
    """Return what forms share, by the name that `use` gives it."""
    return {
        f"{path.stem}.{key}": body
        for path in sorted((FOLDER / "shared").glob("*.yaml"))
        for key, body in yaml12.parse(path.read_text(encoding="utf-8")).items()
    }


def spelled_out(text: str, known: Mapping[str, Any] | None = None) -> str:
    """Return a form's text with what it uses in place of each `use`; as it is where it uses none.

    Args:
        text: the YAML of a form.
        known: what can be used, by name; what comes with the program where None.

    What is no YAML comes back as it is: whoever loads it tells why.

    Raises:
        NotShared: a name is nothing that forms share.
    """
    if f"{_USE}:" not in text:
        return text
    try:
        document = yaml12.parse(text)
    except yaml.YAMLError:
        return text
    filled = _filled(document, shared() if known is None else known, ())
    return text if filled == document else yaml12.write(filled)


def _filled(body: Any, known: Mapping[str, Any], place: tuple[str, ...], within: str = "") -> Any:
    if isinstance(body, list):
        return [_filled(one, known, (*place, str(n)), within) for n, one in enumerate(body, 1)]
    if not isinstance(body, dict):
        return body
    if _USE in body:
        name = body[_USE]
        own = {key: said for key, said in body.items() if key != _USE}
        body = _merged(_used(name, known, place, within), own)
        within = f"{within} {name} "
    filled = {key: _filled(one, known, (*place, str(key)), within) for key, one in body.items()}
    return _in_order(filled) if within else filled


def _used(name: Any, known: Mapping[str, Any], place: tuple[str, ...], within: str) -> Any:
    where = ".".join((*place, _USE))
    if f" {name} " in within:
        raise NotShared(f"{where}: '{name}' uses itself")
    if name not in known:
        raise NotShared(f"{where}: '{name}' is nothing that forms share{meant(str(name), known)}")
    return known[name]


def _merged(shared_one: Any, own: Any) -> Any:
    if not isinstance(shared_one, dict) or not isinstance(own, dict):
        return own
    both = {**shared_one, **own}
    return {
        key: _merged(shared_one[key], said) if key in shared_one else said
        for key, said in both.items()
        if said is not None
    }


def _in_order(table: dict[Any, Any]) -> dict[Any, Any]:
    """Return a table with its rows and columns by their codes, whoever named them."""
    orders = {"rows": lambda one: one[0], "cols": lambda one: one[1].get("code", "")}
    for part, order in orders.items():
        inside = table.get(part)
        if isinstance(inside, dict) and all(isinstance(one, dict) for one in inside.values()):
            table = {**table, part: dict(sorted(inside.items(), key=order))}
    return table
