"""A figure against the entries of an open list: how many there are, or their sum."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from schemas import expressionwords
from schemas.expressionnames import Names
from schemas.spec import ListTable, RuleSpec, Text, Tolerance
from validator import references
from validator.kinds.beyond import allowed
from validator.kinds.conditions import Bound, sound
from validator.kinds.entries import lacking, shape, waiting
from validator.kinds.expressions import Standing
from validator.kinds.ruling import At, Ground, Head, Judged, Scope
from validator.numbers import BLANK, FIGURE, MISTYPED, UNLOCATED, shown
from validator.outcomes import CANNOT_CHECK, FAIL, NOT_APPLICABLE, PASS
from validator.references import BadReference, BadValue
from validator.relations import Cell


@dataclass(frozen=True, slots=True)
class ListFigure:
    """A figure is how many entries of a list there are, or their sum.

    Attributes:
        head: `blank` is what a blank figure is taken for.
        cell: the figure.
        table: the list.
        summed: the field that is summed; "" to count entries.
        where: which entries are counted; None for all.
        says: that in words; nothing for all.
        tolerance: by how much the figure may differ.
    """

    head: Head
    cell: Cell
    table: ListTable
    summed: str
    where: Bound | None
    says: Text
    tolerance: Tolerance

    @property
    def needs(self) -> tuple[str, ...]:
        """The fields that it reads."""
        fields = self.where.fields if self.where else ()
        return tuple(dict.fromkeys((*fields, *((self.summed,) if self.summed else ()))))

    def counted(self, scope: Scope) -> list[int]:
        """Return the numbers of the entries that are counted."""
        numbers = range(len(scope.lists[self.table.key].entries))
        if self.where is None:
            return list(numbers)
        return [at for at in numbers if self.where.value(scope, "skip", at) is True]

    def due(self, scope: Scope, counted: list[int]) -> int:
        """Return what the figure has to be, in units of its last decimal."""
        unit: int = 10**self.cell.decimals
        if not self.summed:
            return len(counted) * unit
        entries = scope.lists[self.table.key].entries
        values = [entries[at].values.get(self.summed, 0) for at in counted]
        total = sum(value for value in values if isinstance(value, int))
        finer: int = 10 ** (self.cell.decimals - self.table.field(self.summed).decimals)
        return total * finer

    def judge(self, scope: Scope) -> Iterator[Judged]:
        """Yield how it comes out; it waits for whatever it needs that is not as asked for."""
        listed = scope.lists[self.table.key]
        needs = self.needs or tuple(listed.columns) or (self.table.fields[0].key,)
        if (wait := lacking(listed, needs)) is not None:
            yield wait
            return
        reading = scope.readings[self.cell.index]
        if reading.state in (MISTYPED, UNLOCATED):
            at = (self.cell.index,)
            yield Judged(CANNOT_CHECK, at, blocked_by=self.cell.index)
            return
        for number, entry in enumerate(listed.entries):
            if amiss := [key for key in self.needs if key in entry.bad]:
                yield waiting(self.table.key, number, amiss[0], amiss[0])
                return
        counted = self.counted(scope)
        yield self._judged(scope, counted, self.due(scope, counted))

    def _judged(self, scope: Scope, counted: list[int], due: int) -> Judged:
        reading, blank = scope.readings[self.cell.index], self.head.blank
        counts = blank == "zero" or (blank == "zero_if_any" and bool(counted))
        if reading.state != FIGURE and not (reading.state == BLANK and counts):
            fails = reading.state == BLANK and blank == "error"
            spots = (self.cell.index,) if fails else ()
            return Judged(FAIL if fails else NOT_APPLICABLE, spots, words="needs_figures")
        decimals = self.cell.decimals
        added = [self.table.field(self.summed).decimals] * len(counted) if self.summed else []
        rounded = filter(None, [decimals, *added])
        off = Fraction(abs(reading.value - due), 10**decimals)
        if off <= allowed(self.tolerance, Decimal(due).scaleb(-decimals), rounded):
            return Judged(PASS)
        return self._failed(scope, reading.value, due)

    def _failed(self, scope: Scope, value: int, due: int) -> Judged:
        listed, decimals = scope.lists[self.table.key], self.cell.decimals
        key = self.summed or self.table.unique
        entries = range(len(listed.entries)) if key in listed.columns else ()
        label = self.table.field(self.summed).label if self.summed else ""
        return Judged(
            FAIL,
            (self.cell.index,),
            tuple(At(self.table.key, number, key) for number in entries),
            slots={
                "cell": self.cell.label,
                "table": self.table.title,
                "field": label,
                "where": self.says,
            },
            value=shown(value, decimals),
            expected=shown(due, decimals),
            difference=shown(abs(value - due), decimals),
        )


def list_figure(ground: Ground, rule: RuleSpec) -> Iterator[ListFigure]:
    """Bind a figure that follows from a list.

    Raises:
        BadReference: the form has no such list, field or cell, or the condition names what the
            list does not have.
        BadValue: what is summed is no figure.
    """
    of = "sum" if rule.kind == "sum_matches" else "rows"
    name, _, summed = str(rule.slots[of]).partition(".")
    table = references.listed(ground.spec, name)
    fields = {field.key: field for field in table.fields}
    if summed and summed not in fields:
        raise BadReference(f"{name}.{summed}")
    if summed and shape(fields[summed]) != "figure":
        raise BadValue(f"'{name}.{summed}' holds no numbers to be added up")
    key = references.one_cell(ground.spec, str(rule.slots["figure"]))
    cell = ground.cells[ground.by_key[key]]
    if summed and fields[summed].decimals > cell.decimals:
        raise BadValue(f"'{name}.{summed}' has more decimals than {rule.slots['figure']}")
    where, says = None, Text("", "")
    if "where" in rule.slots:
        names = Names(ground.spec)
        near = names.near(name)
        node = sound(ground.spec, str(rule.slots["where"]), "where", near=near)
        where = Bound.at(ground, node, Standing(name))
        words = expressionwords.words(names, node, near)
        says = Text(f" ({words.en})", f"（{words.zh}）")
    head = Head.of(rule, rule.blank or "skip")
    yield ListFigure(head, cell, table, summed, where, says, rule.tolerance)
