"""A context as the document that is kept with a verdict, and read back from it for a replay."""

from collections.abc import Mapping
from typing import Any

from validator.context import Context, Owed, Peers, Sent, Span


def document(context: Context) -> dict[str, object]:
    """Return the snapshot of a context: of facts that were not asked for, nothing.

    That a unit has none of something is another answer than that nobody asked, and is kept.
    """
    unasked = _whole(Context())
    return {name: said for name, said in _whole(context).items() if said != unasked[name]}


def _whole(context: Context) -> dict[str, object]:
    return {
        "known_unit": context.known_unit,
        "owed": None if context.owed is None else [[o.form, o.period] for o in context.owed],
        "form": context.form,
        "period": context.period,
        "earlier": _sent(context.earlier),
        "others": {form: _sent(sent) for form, sent in context.others.items()},
        "peers": {
            cell: [its.count, its.median, its.spread, its.period]
            for cell, its in context.peers.items()
        },
        "unit": None if context.unit is None else dict(context.unit),
        "agreed": None if context.agreed is None else dict(context.agreed),
        "registers": {
            name: {entry: [[s.since, s.until] for s in spans] for entry, spans in its.items()}
            for name, its in context.registers.items()
        },
        "rolls": {name: list(ids) for name, ids in context.rolls.items()},
        "keys": {key: dict(values) for key, values in context.keys.items()},
        "last": dict(context.last),
        "twin": context.twin,
    }


def read_back(kept: Mapping[str, Any]) -> Context:
    """Return the context of a snapshot."""
    owed = kept.get("owed")
    return Context(
        known_unit=kept.get("known_unit"),
        owed=None if owed is None else tuple(Owed(*one) for one in owed),
        form=kept.get("form", ""),
        period=kept.get("period", ""),
        earlier=_returns(kept.get("earlier", {})),
        others={form: _returns(sent) for form, sent in kept.get("others", {}).items()},
        peers={cell: Peers(*said) for cell, said in kept.get("peers", {}).items()},
        unit=kept.get("unit"),
        agreed=kept.get("agreed"),
        registers={
            name: {entry: tuple(Span(*span) for span in spans) for entry, spans in its.items()}
            for name, its in kept.get("registers", {}).items()
        },
        rolls=kept.get("rolls", {}),
        keys=kept.get("keys", {}),
        last=kept.get("last", {}),
        twin=kept.get("twin", ""),
    )


def _sent(returns: Mapping[str, Sent]) -> dict[str, object]:
    return {
        period: {"figures": dict(sent.figures), "provisional": sent.provisional}
        for period, sent in returns.items()
    }


def _returns(kept: Mapping[str, Any]) -> dict[str, Sent]:
    return {period: Sent(its["figures"], its["provisional"]) for period, its in kept.items()}
