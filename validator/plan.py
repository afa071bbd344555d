"""The compiled plan of a form for a data period: cells, and the rules bound to them.

A plan is a plain, ordered list of cells and relations; since all relations are of one form, the
search for the cell that explains several failures is one algorithm.
"""

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from schemas.periods import Period
from schemas.spec import Blank, FormSpec, Line, RuleSpec, Severity, Table, Text
from validator import references
from validator.names import TableNames, names_of
from validator.references import CellKey, Term
from validator.relations import Cell, HistoryRule, Indicator, Relation

ENGINE = "1.0"


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is to be known of a form to check a return for one data period.

    Attributes:
        of_cell: the numbers of each cell's relations.
        plain_rows: (table, row) of every row whose cells all ask for whole numbers.
        limits: (cell, the most that it may hold, scaled) where there is a most.
        least_limit: the least of these: a return with no figure above it passes them all.
        required: the cells that may not be blank.
    """

    spec: FormSpec
    revision: int
    cells: tuple[Cell, ...]
    by_key: dict[CellKey, int]
    relations: tuple[Relation, ...]
    of_cell: tuple[tuple[int, ...], ...]
    histories: tuple[HistoryRule, ...]
    indicators: tuple[Indicator, ...]
    names: dict[str, TableNames]
    plain_rows: frozenset[tuple[str, str]]
    limits: tuple[tuple[int, int], ...]
    least_limit: int
    required: tuple[int, ...]
    hash: str

    def cell(self, name: str) -> Cell:
        """Return the cell that a reference names. Raises BadReference."""
        return self.cells[self.by_key[references.one_cell(self.spec, name)]]


@lru_cache(maxsize=512)
def compile_plan(spec: FormSpec, period_id: str) -> Plan:
    """Bind a form's structure and rules to its cells, as in force for a data period.

    Raises:
        BadReference: a rule names what the form does not have.
    """
    cells = tuple(_cells(spec))
    builder = _Binder(spec, {cell.key: cell.index for cell in cells}, cells)
    relations = tuple(builder.relations())
    of_cell: list[list[int]] = [[] for _ in cells]
    for number, relation in enumerate(relations):
        for _, cell in relation.terms:
            of_cell[cell].append(number)
    revision = spec.revision_for(period_id).number
    stamp = f"{ENGINE}|{spec.sha256}|{revision}"
    limits = tuple((c.index, c.max * 10**c.decimals) for c in cells if c.max is not None)
    return Plan(
        spec=spec,
        revision=revision,
        cells=cells,
        by_key=builder.by_key,
        relations=relations,
        of_cell=tuple(map(tuple, of_cell)),
        histories=tuple(builder.histories()),
        indicators=tuple(builder.indicators()),
        names={table.key: names_of(table, Period.parse(period_id)) for table in spec.tables},
        plain_rows=_plain_rows(cells),
        limits=limits,
        least_limit=min((most for _, most in limits), default=sys.maxsize),
        required=tuple(cell.index for cell in cells if cell.required),
        hash=hashlib.sha256(stamp.encode()).hexdigest()[:16],
    )


def _plain_rows(cells: tuple[Cell, ...]) -> frozenset[tuple[str, str]]:
    """Return the rows that can be read at once: whole numbers, none of them a percentage."""
    other = {cell.key[:2] for cell in cells if cell.decimals or cell.type in ("text", "percent")}
    return frozenset(cell.key[:2] for cell in cells) - other


def _cells(spec: FormSpec) -> Iterator[Cell]:
    index = 0
    for table in spec.tables:
        for row in table.rows:
            for col in table.cols:
                yield _cell(index, table, row, col)
                index += 1


def _cell(index: int, table: Table, row: Line, col: Line) -> Cell:
    cell_type = row.type or col.type or "count"
    source = row if row.type else col
    return Cell(
        index=index,
        key=(table.key, row.key, col.key),
        code=f"{row.code}/{col.code}",
        label=Text(
            f"{table.title.en}, {row.label.en} ({row.code}), {col.label.en}",
            f"{table.title.zh}，{row.label.zh}（{row.code}），{col.label.zh}",
        ),
        type=cell_type,
        decimals=source.decimals if cell_type in ("decimal", "percent") else 0,
        required=row.required or col.required,
        max=row.max if row.max is not None else col.max,
        na_codes=row.na_codes or col.na_codes,
        item=col.item or row.item,
        month=col.month,
    )


class _Binder:
    """Turns the words of a form spec into relations between cell numbers."""

    def __init__(self, spec: FormSpec, by_key: dict[CellKey, int], cells: tuple[Cell, ...]) -> None:
        self.spec, self.by_key, self.cells = spec, by_key, cells

    def relations(self) -> Iterator[Relation]:
        for table in self.spec.tables:
            yield from self._of_structure(table)
        for rule in self.spec.rules:
            if rule.kind == "compare":
                yield self._compare(rule)
            elif rule.kind == "carry_forward":
                yield from self._carry_forward(rule)

    def _of_structure(self, table: Table) -> Iterator[Relation]:
        for row in table.rows:
            for col in table.cols:
                place = (table.key, row.key, col.key)
                dotted = ".".join(place)
                form = self.spec.code
                if row.total_of:
                    parts = [Term(1, (table.key, part, col.key)) for part in row.total_of]
                    yield self._relation(
                        f"{form}.T.{dotted}", "total_of", place, parts, blank=table.blank
                    )
                if col.total_of:
                    parts = [Term(1, (table.key, row.key, part)) for part in col.total_of]
                    yield self._relation(
                        f"{form}.T.{dotted}", "total_of", place, parts, blank=table.blank
                    )
                if col.equals:
                    terms = references.column_sum(table, row.key, col.equals)
                    yield self._relation(
                        f"{form}.E.{dotted}", "balance", place, terms, blank=table.blank
                    )
                if row.within:
                    whole = [Term(1, (table.key, row.within, col.key))]
                    yield self._relation(
                        f"{form}.W.{dotted}", "part_of", place, whole, op="le", blank=table.blank
                    )

    def _relation(
        self,
        rule: str,
        kind: str,
        subject: CellKey,
        parts: "list[Term] | tuple[Term, ...]",
        *,
        op: str = "eq",
        blank: Blank = "skip",
        severity: Severity = "error",
        hint: Text | None = None,
        prior: str = "",
    ) -> Relation:
        signed = [(1, self.by_key[subject])]
        signed += [(-term.sign, self.by_key[term.cell]) for term in parts]
        decimals = max(self.cells[cell].decimals for _, cell in signed)
        scaled = tuple(
            (sign * 10 ** (decimals - self.cells[cell].decimals), cell) for sign, cell in signed
        )
        # Counts are exact; a rounded figure stands for half a unit of its last decimal each way.
        slack = sum(abs(factor) for factor, cell in scaled if self.cells[cell].decimals)
        return Relation(
            rule, kind, severity, op, scaled, blank, decimals, slack, prior=prior, hint=hint
        )

    def _compare(self, rule: RuleSpec) -> Relation:
        left = references.one_cell(self.spec, str(rule.slots["left"]))
        right = references.one_cell(self.spec, str(rule.slots["right"]))
        if rule.slots.get("is") == "at_least":
            left, right = right, left
        return self._relation(
            rule.id,
            "compare",
            left,
            [Term(1, right)],
            op="le",
            severity=rule.severity,
            hint=rule.hint,
        )

    def _carry_forward(self, rule: RuleSpec) -> Iterator[Relation]:
        openings = references.cells(self.spec, str(rule.slots["opening"]))
        closings = references.cells(self.spec, str(rule.slots["closing"]))
        for opening, closing in zip(openings, closings, strict=True):
            yield self._relation(
                rule.id,
                "carry_forward",
                opening,
                [],
                blank=self.spec.table(opening[0]).blank,
                severity=rule.severity,
                hint=rule.hint,
                prior=self.cells[self.by_key[closing]].name,
            )

    def histories(self) -> Iterator[HistoryRule]:
        for rule in self.spec.rules:
            if rule.kind == "unusual_change":
                key = references.one_cell(self.spec, str(rule.slots["figure"]))
                limits = {
                    name: int(str(rule.slots.get(name, default)))
                    for name, default in (("needs", 4), ("times", 5), ("ignore_below", 10))
                }
                yield HistoryRule(
                    rule.id, rule.severity, self.by_key[key], hint=rule.hint, **limits
                )

    def indicators(self) -> Iterator[Indicator]:
        for entry in self.spec.indicators:
            yield Indicator(
                entry.standard,
                entry.label,
                self._sum(entry.numerator),
                self._sum(entry.denominator),
                self._sum(entry.opening),
                entry.roll_up,
            )

    def _sum(self, text: str) -> tuple[tuple[int, int], ...]:
        if not text:
            return ()
        terms = references.cell_sum(self.spec, text)
        return tuple((term.sign, self.by_key[term.cell]) for term in terms)
