"""Which kind is bound by what: one entry a kind, so that nothing else knows all of them."""

from collections.abc import Callable, Iterator, Mapping

from schemas.spec import RuleSpec
from validator.kinds.checks import check
from validator.kinds.differ import cells_differ
from validator.kinds.elsewhere import agrees_with_form, quarters_make_year
from validator.kinds.entrybinding import KINDS_OF_ENTRIES, of_entries
from validator.kinds.fieldrules import of_fields
from validator.kinds.filledwhen import filled_when
from validator.kinds.gates import gated
from validator.kinds.listfigures import list_figure
from validator.kinds.registered import in_register, unique_across
from validator.kinds.ruling import Ground, Ruling
from validator.kinds.unusual import unusual_change, unusual_for_peers

Binder = Callable[[Ground, RuleSpec], Iterator[Ruling]]


def _compare(ground: Ground, rule: RuleSpec) -> Iterator[Ruling]:
    yield from of_entries(ground, rule)
    yield from cells_differ(ground, rule)


BINDERS: Mapping[str, Binder] = {
    **dict.fromkeys(KINDS_OF_ENTRIES, of_entries),
    "compare": _compare,
    "check": check,
    "count_matches": list_figure,
    "sum_matches": list_figure,
    "required_when": filled_when,
    "forbidden_when": filled_when,
    "agrees_with_form": agrees_with_form,
    "quarters_make_year": quarters_make_year,
    "unusual_change": unusual_change,
    "unusual_for_peers": unusual_for_peers,
    "in_register": in_register,
    "unique_across": unique_across,
}
"""By kind. A binder raises BadReference for what the form does not have, and yields nothing where
the rule is of cells alone and therefore bound as a relation."""


def rulings(ground: Ground) -> Iterator[Ruling]:
    """Yield the rules that are more than sums of cells, those of fields first.

    Raises:
        BadReference: a written rule names what the form does not have.
    """
    yield from of_fields(ground)
    yield from written(ground)


def written(ground: Ground) -> Iterator[Ruling]:
    """Yield the written rules that are more than sums of cells. Raises BadReference."""
    for rule in ground.spec.rules:
        if binder := BINDERS.get(rule.kind):
            yield from gated(ground, rule, binder(ground, rule))
