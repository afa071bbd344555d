"""Bind the words of a form spec to its cells: relations, list rules, indicators."""

from collections.abc import Iterator, Mapping

from schemas.meaning import meant
from schemas.spec import FormSpec, ListTable, Table
from validator import references
from validator.kinds.entries import shape
from validator.references import CellKey, Term
from validator.relations import Cell, Indicator, ListRule, Relation
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

    def list_rules(self) -> Iterator[ListRule]:
        """Yield the rules that hold a figure against the entries of a list."""
        for rule in self.spec.rules:
            if rule.kind not in ("count_matches", "sum_matches"):
                continue
            of = "sum" if rule.kind == "sum_matches" else "rows"
            name, _, summed = str(rule.slots[of]).partition(".")
            where = rule.slots.get("where", {})
            assert isinstance(where, dict)
            _counted(references.listed(self.spec, name), summed, where)
            key = references.one_cell(self.spec, str(rule.slots["figure"]))
            conditions = tuple((str(one), str(code)) for one, code in where.items())
            yield ListRule(
                *(rule.id, rule.kind, rule.severity, self.by_key[key]),
                *(name, summed, conditions, rule.hint),
                blank=rule.blank or "skip",
                tolerance=rule.tolerance,
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


def _counted(listed: ListTable, summed: str, where: Mapping[str, object]) -> None:
    """Hold what is counted or added up to the fields of a list. Raises BadReference."""
    known = {field.key: field for field in listed.fields}
    if summed and summed not in known:
        raise references.BadReference(f"{listed.key}.{summed}")
    if summed and shape(known[summed]) != "figure":
        raise references.BadValue(f"'{listed.key}.{summed}' holds no numbers to be added up")
    for name, code in where.items():
        if name not in known:
            raise references.BadValue(f"{listed.key} has no field '{name}'{meant(name, known)}")
        if str(code) not in known[name].codes:
            close = meant(str(code), known[name].codes)
            raise references.BadValue(f"{listed.key}.{name} has no code '{code}'{close}")
