"""Where each cell of a plan stands in the sender's file."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple, overload

from validator.cells import a1, column_letters
from validator.findings import Place
from validator.relations import Cell

_MOST_REMEMBERED = 64
"""Cells of a relation whose documents are kept."""

Where = tuple[str | None, int, int]  # sheet (None in CSV), row and column from 1


class Block(NamedTuple):
    """Cells of a plan, one after the other, that stand as a rectangle in the file."""

    cells: range
    width: int
    corner: Where


class Places(Sequence[Place]):
    """The place of each cell of a plan, made when it is asked for: most never are.

    `plan` is the hash of the plan.
    """

    def __init__(self, cells: tuple[Cell, ...], plan: str) -> None:
        self.cells, self.plan = cells, plan
        self.blocks: list[Block] = []
        self.single: dict[int, Where] = {}

    def stand(self, block: Block) -> None:
        """Take down where a rectangle of cells stands; one right below another goes on with it."""
        if self.blocks:
            above = self.blocks[-1]
            rows, (sheet, top, left) = len(above.cells) // above.width, above.corner
            below = above.cells.stop, above.width, (sheet, top + rows, left)
            if below == (block.cells.start, block.width, block.corner):
                cells = range(above.cells.start, block.cells.stop)
                self.blocks[-1] = above._replace(cells=cells)
                return
        self.blocks.append(block)

    def __len__(self) -> int:
        return len(self.cells)

    @overload
    def __getitem__(self, number: int) -> Place: ...
    @overload
    def __getitem__(self, number: slice) -> list[Place]: ...
    def __getitem__(self, number: int | slice) -> Place | list[Place]:
        if isinstance(number, slice):
            return [self[n] for n in range(len(self))[number]]
        cell, where = self.cells[number], self.where(number)
        if where is None:
            return Place(None, "", cell.code, cell.label)
        sheet, row, column = where
        return Place(sheet, a1(row, column), cell.code, cell.label)

    def where(self, cell: int) -> Where | None:
        """Return where a cell stands; None where it was not found."""
        for cells, width, (sheet, top, left) in self.blocks:
            if cell in cells:
                row, column = divmod(cell - cells.start, width)
                return sheet, top + row, left + column
        return self.single.get(cell)

    def name(self, cell: int) -> str:
        """Return how a sentence calls a cell: its address, else the form's code for it."""
        where = self.where(cell)
        return self.cells[cell].code if where is None else a1(where[1], where[2])

    def documents(self, cells: tuple[int, ...]) -> list[dict[str, Any]]:
        """Return the places of some cells as documents have them, without making each first.

        Those of a relation are kept, as the same totals go wrong in return after return: nobody
        changes what this returns.
        """
        first, last = min(cells), max(cells)
        block = next((one for one in self.blocks if first in one.cells and last in one.cells), None)
        if block is None:
            return [self[number].document() for number in cells]
        if len(cells) > _MOST_REMEMBERED:
            return self._in_block(block, cells)
        kept = _kept(self.plan, block, cells)
        if not kept:
            kept += self._in_block(block, cells)
        return kept

    def _in_block(self, block: Block, cells: tuple[int, ...]) -> list[dict[str, Any]]:
        (start, width), (sheet, top, left) = (block.cells.start, block.width), block.corner
        columns = [column_letters(left + n) for n in range(width)]
        return [
            {
                "sheet": sheet,
                "a1": f"{columns[(number - start) % width]}{top + (number - start) // width}",
                "code": cell.code,
                "label": cell.label.document(),
            }
            for number, cell in zip(cells, map(self.cells.__getitem__, cells), strict=True)
        ]


@lru_cache(maxsize=256)
def _kept(plan: str, block: Block, cells: tuple[int, ...]) -> list[dict[str, Any]]:
    """Return the room for the documents of a relation's cells: of a plan, at a place in a file."""
    return []


class CellsOf(Sequence[Place]):
    """The places of a relation's cells, made when they are asked for."""

    def __init__(self, places: Places, cells: tuple[int, ...]) -> None:
        self.places, self.cells = places, cells

    def __len__(self) -> int:
        return len(self.cells)

    @overload
    def __getitem__(self, number: int) -> Place: ...
    @overload
    def __getitem__(self, number: slice) -> list[Place]: ...
    def __getitem__(self, number: int | slice) -> Place | list[Place]:
        if isinstance(number, slice):
            return [self.places[cell] for cell in self.cells[number]]
        return self.places[self.cells[number]]

    def documents(self) -> list[dict[str, Any]]:
        """Return them as documents have them."""
        return self.places.documents(self.cells)
