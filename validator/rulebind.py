"""Bind the written rules of a form to its cells, kind by kind."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, InvalidOperation

from schemas.spec import Blank, FormSpec, RuleSpec
from validator import references
from validator.references import BadValue, CellKey, Term
from validator.relations import Presence, Relation
from validator.sums import Bound, Share, Sums

PRESENCES = frozenset(("all_or_none", "one_of", "at_most_one_of"))


class RuleBinder:
    """Turns written rules into relations, and into demands on what is filled in."""

    def __init__(self, spec: FormSpec, sums: Sums) -> None:
        self.spec, self.sums = spec, sums

    def relations(self) -> Iterator[Relation]:
        """Yield what the written rules ask of sums of figures."""
        kinds: dict[str, Callable[[RuleSpec], Iterator[Relation]]] = {
            "between": self._between,
            "carry_forward": self._carry_forward,
            "compare": self._compare,
            "equals": lambda rule: self._sum(rule, "left", "right"),
            "total_of": lambda rule: self._sum(rule, "total", "parts"),
            "balance": lambda rule: self._sum(rule, "closing", "movement"),
            "part_of": lambda rule: self._at_most(rule, "part", "whole"),
            "share_at_least": lambda rule: self._share(rule, sign=-1),
            "share_at_most": lambda rule: self._share(rule, sign=1),
        }
        for rule in self._of_cells():
            if rule.kind in kinds:
                yield from kinds[rule.kind](rule)

    def presences(self) -> Iterator[Presence]:
        """Yield what the written rules ask to be filled in of several cells."""
        for rule in self._of_cells():
            if rule.kind not in PRESENCES:
                continue
            named = rule.slots["figures"]
            assert isinstance(named, list)
            columns = [self._cells(rule, text) for text in named]
            lines = max(map(len, columns))
            if {len(column) for column in columns} - {1, lines}:
                raise BadValue(f"the columns {', '.join(map(str, named))} have not as many lines")
            for at in range(lines):
                cells = [column[at if len(column) > 1 else 0] for column in columns]
                yield Presence(
                    rule=rule.id,
                    kind=rule.kind,
                    severity=rule.severity,
                    cells=tuple(self.sums.by_key[cell] for cell in cells),
                    blank=self._blank(rule, cells[0]),
                    hint=rule.hint,
                )

    def _of_cells(self) -> Iterator[RuleSpec]:
        """Yield the rules that are of cells: those of fields of a list are bound elsewhere."""
        return (rule for rule in self.spec.rules if not references.names_fields(self.spec, rule))

    def _cells(self, rule: RuleSpec, text: object) -> tuple[CellKey, ...]:
        return references.cells(self.spec, str(text))

    def _between(self, rule: RuleSpec) -> Iterator[Relation]:
        for cell in self._cells(rule, rule.slots["figure"]):
            for slot, sign in (("least", -1), ("most", 1)):
                if slot in rule.slots:
                    value = self._scaled(number(rule.slots[slot]), cell)
                    yield self.sums.bounded(
                        rule, cell, Bound(value, sign, self._blank(rule, cell), f"between.{slot}")
                    )

    def _compare(self, rule: RuleSpec) -> Iterator[Relation]:
        order = rule.slots.get("is", "at_most")
        if order == "at_least":
            yield from self._at_most(rule, "right", "left")
        elif order == "at_most":
            yield from self._at_most(rule, "left", "right")

    def _at_most(self, rule: RuleSpec, part: str, whole: str) -> Iterator[Relation]:
        for left, right in references.pairs(self.spec, rule, part, whole):
            yield self._relation(rule, left, [Term(1, right)], op="le")

    def _share(self, rule: RuleSpec, *, sign: int) -> Iterator[Relation]:
        percent = number(rule.slots["percent"])
        for part, whole in references.pairs(self.spec, rule, "part", "whole"):
            yield self.sums.share(rule, part, whole, Share(percent, sign, self._blank(rule, part)))

    def _sum(self, rule: RuleSpec, figure: str, of: str) -> Iterator[Relation]:
        """Bind cells, or a column of them line by line, to a sum of cells anywhere in the form."""
        lefts = self._cells(rule, rule.slots[figure])
        if len(lefts) == 1:
            sums = [references.cell_sum(self.spec, str(rule.slots[of]))]
        else:
            sums = [(Term(1, right),) for _, right in references.pairs(self.spec, rule, figure, of)]
        for left, terms in zip(lefts, sums, strict=True):
            yield self._relation(rule, left, terms)

    def _carry_forward(self, rule: RuleSpec) -> Iterator[Relation]:
        for opening, closing in references.pairs(self.spec, rule, "opening", "closing"):
            prior = self.sums.cells[self.sums.by_key[closing]].name
            yield self._relation(rule, opening, [], prior=prior)

    def _relation(
        self,
        rule: RuleSpec,
        subject: CellKey,
        parts: Sequence[Term],
        *,
        op: str = "eq",
        prior: str = "",
    ) -> Relation:
        return self.sums.relation(
            rule.id,
            rule.kind,
            subject,
            parts,
            op=op,
            blank=self._blank(rule, subject),
            severity=rule.severity,
            hint=rule.hint,
            prior=prior,
            tolerance=rule.tolerance,
        )

    def _blank(self, rule: RuleSpec, key: CellKey) -> Blank:
        return rule.blank or self.spec.table(key[0]).blank

    def _scaled(self, said: Decimal, key: CellKey) -> int:
        """Return a number in units of a cell's last decimal; BadValue between two of them."""
        scaled = said.scaleb(self.sums.cells[self.sums.by_key[key]].decimals)
        if scaled != int(scaled):
            raise BadValue(f"{said} has more decimals than {'.'.join(key)}")
        return int(scaled)


def number(said: object) -> Decimal:
    """Return a number that stands in a slot. Raises BadValue."""
    try:
        found = Decimal(str(said))
    except InvalidOperation:
        raise BadValue(f"'{said}' is no number") from None
    if not found.is_finite():
        raise BadValue(f"'{said}' is no number")
    return found
