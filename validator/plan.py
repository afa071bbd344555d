"""The compiled plan of a form for a data period: cells, and the rules bound to them.

A plan is a plain, ordered list of cells and relations; since all relations are of one form, the
search for the cell that explains several failures is one algorithm.
"""

import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, reduce
from operator import or_

from schemas.editions import edition_of, resolve
from schemas.periods import Period
from schemas.spec import FormSpec, Line, Table, Text
from validator import references
from validator.bind import Binder
from validator.kinds.binding import rulings
from validator.kinds.gates import Gate, Gated, gates
from validator.kinds.listfigures import ListFigure
from validator.kinds.ruling import Ground, Ruling
from validator.names import TableNames, grid_of, names_of
from validator.references import CellKey
from validator.relations import Cell, Indicator, Presence, Relation
from validator.rulebind import RuleBinder
from validator.wants import Wants

ENGINE = "1.0"
Subject = tuple[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """All that is to be known of a form to check a return for one data period.

    Attributes:
        of_cell: the numbers of each cell's relations.
        bounds: the numbers of relations that are no equalities.
        words: every bare word by which a file may call a table or a line.
        plain_rows: (table, row) of every row whose cells all ask for whole numbers.
        rulings: the rules that are more than sums of cells.
        gates: by rule, when it is held and of which units, where that is not always and of all.
        period: the data period for which it was compiled.
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
    bounds: frozenset[int]
    presences: tuple[Presence, ...]
    rulings: tuple[Ruling, ...]
    gates: Mapping[str, Gate]
    indicators: tuple[Indicator, ...]
    names: dict[str, TableNames]
    list_names: dict[str, TableNames]
    words: frozenset[str]
    plain_rows: frozenset[tuple[str, str]]
    limits: tuple[tuple[int, int], ...]
    least_limit: int
    steps: tuple[tuple[int, int], ...]
    required: tuple[int, ...]
    period: Period
    hash: str

    @property
    def wants(self) -> Wants:
        """What its rules ask for beyond the file."""
        back = {(relation.prior, 1) for relation in self.relations if relation.prior}
        asked = [*(one.head.wants for one in self.rulings)]
        asked += [one.wants for one in self.gates.values()]
        return reduce(or_, asked, Wants(back=frozenset(back)))

    @property
    def list_figures(self) -> Iterator[ListFigure]:
        """The figures that follow from a list, whenever they do."""
        for ruling in self.rulings:
            inner = ruling.inner if isinstance(ruling, Gated) else ruling
            if isinstance(inner, ListFigure):
                yield inner

    def cell(self, name: str) -> Cell:
        """Return the cell that a reference names. Raises BadReference."""
        return self.cells[self.by_key[references.one_cell(self.spec, name)]]


@lru_cache(maxsize=512)
def compile_plan(spec: FormSpec, period_id: str) -> Plan:
    """Bind a form's structure and rules to its cells, as in force for a data period.

    Raises:
        BadReference: a rule names what the form does not have then.
    """
    whole, spec = spec, resolve(spec, period_id)
    cells = cells_of(spec)
    builder = Binder(spec, {cell.key: cell.index for cell in cells}, cells)
    written = RuleBinder(spec, builder.sums)
    relations = (*builder.relations(), *written.relations())
    presences = tuple(written.presences())
    ground = Ground(spec, builder.by_key, cells)
    period = Period.parse(period_id)
    names, list_names = called(spec, period)
    limits = tuple((c.index, c.max * 10**c.decimals) for c in cells if c.max is not None)
    return Plan(
        spec=spec,
        revision=spec.revision_for(period_id).number,
        cells=cells,
        by_key=builder.by_key,
        relations=relations,
        of_cell=_by_cell(relations, len(cells)),
        bounds=frozenset(n for n, relation in enumerate(relations) if relation.op != "eq"),
        presences=presences,
        rulings=tuple(rulings(ground)),
        gates=gates(ground, subjects((*relations, *presences))),
        indicators=tuple(builder.indicators()),
        names=names,
        list_names=list_names,
        words=words_of(names),
        plain_rows=_plain_rows(cells),
        limits=limits,
        least_limit=min((most for _, most in limits), default=sys.maxsize),
        steps=tuple((cell.index, cell.step) for cell in cells if cell.step),
        required=tuple(cell.index for cell in cells if cell.required),
        period=period,
        hash=hash_of(whole, period_id),
    )


def called(spec: FormSpec, period: Period) -> tuple[dict[str, TableNames], dict[str, TableNames]]:
    """Return by key how the files of a quarter may call a form's tables, and its lists."""
    return (
        {table.key: names_of(table, period) for table in spec.tables},
        {one.key: names_of(grid_of(one), period) for one in spec.lists},
    )


def words_of(names: Mapping[str, TableNames]) -> frozenset[str]:
    """Return every bare word by which a file may call a table or a line."""
    return frozenset().union(*((*its.anchors, *its.rows, *its.cols) for its in names.values()))


def hash_of(whole: FormSpec, period_id: str) -> str:
    """Return what is the same for the same text, revision and edition under one engine."""
    spec = resolve(whole, period_id)
    stamp = f"{ENGINE}|{spec.sha256}|{spec.revision_for(period_id).number}"
    stamp += f"|{edition_of(whole, period_id)}" if spec is not whole else ""
    return hashlib.sha256(stamp.encode()).hexdigest()[:16]


def subjects(rules: Iterable[Relation | Presence]) -> Iterator[Subject]:
    """Yield each rule with the cell by whose line it is held or not."""
    return ((rule.rule, rule.subject) for rule in rules)


def _by_cell(relations: tuple[Relation, ...], size: int) -> tuple[tuple[int, ...], ...]:
    """Return the numbers of each cell's relations."""
    of_cell: list[list[int]] = [[] for _ in range(size)]
    for number, relation in enumerate(relations):
        for cell in relation.cells:
            of_cell[cell].append(number)
    return tuple(map(tuple, of_cell))


def _plain_rows(cells: tuple[Cell, ...]) -> frozenset[tuple[str, str]]:
    """Return the rows that can be read at once: whole numbers, none of them a percentage."""
    other = {cell.key[:2] for cell in cells if cell.decimals or cell.type in ("text", "percent")}
    return frozenset(cell.key[:2] for cell in cells) - other


def cells_of(spec: FormSpec) -> tuple[Cell, ...]:
    """Return every cell of a form's tables, line by line."""
    return tuple(_cells(spec))


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
        step=_step(row.step or col.step, source.decimals),
        na_codes=row.na_codes or col.na_codes,
        item=col.item or row.item,
        month=col.month,
    )


def _step(text: str, decimals: int) -> int:
    """Return a declared step in units of the last decimal; 0 where none is declared."""
    return int(Decimal(text or "0").scaleb(decimals))
