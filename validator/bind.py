"""Bind the words of a form spec to its cells: relations, list rules, indicators."""

from collections.abc import Iterator

from schemas.spec import FormSpec, Table
from validator import references
from validator.references import CellKey, Term
from validator.relations import Cell, Indicator, Relation
from validator.sums import Sums


class Binder:
    """Turns the words of a form spec into relations between cell numbers."""

    def __init__(self, spec: FormSpec, by_key: dict[CellKey, int], cells: tuple[Cell, ...]) -> None:
        self.spec, self.by_key, self.cells = spec, by_key, cells
        self.sums = Sums(by_key, cells)

    def relations(self) -> Iterator[Relation]:
        """Yield what must hold between cells by the structure of the tables."""
        for table in self.spec.tables:
            yield from self._of_structure(table)

    def _of_structure(self, table: Table) -> Iterator[Relation]:
        for row in table.rows:
            for col in table.cols:
                place = (table.key, row.key, col.key)
                dotted = ".".join(place)
                form = self.spec.code
                if row.total_of:
                    parts = [Term(1, (table.key, part, col.key)) for part in row.total_of]
                    yield self.sums.relation(
                        f"{form}.T.{dotted}", "total_of", place, parts, blank=table.blank
                    )
                if col.total_of:
                    parts = [Term(1, (table.key, row.key, part)) for part in col.total_of]
                    yield self.sums.relation(
                        f"{form}.T.{dotted}", "total_of", place, parts, blank=table.blank
                    )
                if col.equals:
                    terms = references.column_sum(table, row.key, col.equals)
                    yield self.sums.relation(
                        f"{form}.E.{dotted}", "balance", place, terms, blank=table.blank
                    )
                if row.within:
                    whole = [Term(1, (table.key, row.within, col.key))]
                    yield self.sums.relation(
                        f"{form}.W.{dotted}", "part_of", place, whole, op="le", blank=table.blank
                    )

    def indicators(self) -> Iterator[Indicator]:
        """Yield the output and outcome standards as sums of cells."""
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
