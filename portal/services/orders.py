"""In which order a list is shown: by one of its headings, up or down."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement


def leaf(page: int, total: int, most: int) -> tuple[int, int]:
    """Return which page of a list is shown, and of how many: the last one for a page past it."""
    pages = max(-(-total // most), 1)
    return min(max(page, 1), pages), pages


@dataclass(frozen=True, slots=True)
class Order:
    """By what a list is ordered, and whether the last of it comes first."""

    key: str
    down: bool = False

    @classmethod
    def asked(cls, said: str, keys: Mapping[str, Any], *, first: "Order") -> "Order":
        """Return the order that an address asks for: "name", "-name"; `first` for all else."""
        key = said.removeprefix("-")
        return cls(key, down=said.startswith("-")) if key in keys else first

    @property
    def said(self) -> str:
        """The order as an address says it."""
        return f"-{self.key}" if self.down else self.key

    def of(self, keys: Mapping[str, Any]) -> ColumnElement[Any]:
        """Return what the database orders by; what is blank comes last."""
        column = keys[self.key]
        ordered: ColumnElement[Any] = column.desc() if self.down else column.asc()
        return ordered.nulls_last()
