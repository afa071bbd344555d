"""Which of several fields of an entry are filled in: all, one, or at most one."""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.spec import Field
from validator.kinds.entries import IDLE, PASSED, each
from validator.kinds.ruling import At, Head, Judged, Scope
from validator.lists import Entry
from validator.outcomes import FAIL


@dataclass(frozen=True, slots=True)
class FieldsFilled:
    """Which of some fields of an entry are filled in.

    A figure of 0 is filled in; only `one_of` and `at_most_one_of` take it for nothing, as they do
    with cells.
    """

    head: Head
    fields: tuple[Field, ...]
    listed: str
    needs: tuple[str, ...]

    def judge(self, scope: Scope) -> Iterator[Judged]:
        """Yield how it comes out, entry by entry."""
        return each(self, scope)

    def of_entry(self, entry: Entry, number: int) -> Judged:
        """Return how it comes out in one entry."""
        kind = self.head.kind
        blank = [one.key for one in self.fields if one.key not in entry.values]
        counted = [one.key for one in self.fields if entry.values.get(one.key, 0) != 0]
        if blank and self.head.blank == "error":
            return Judged(FAIL, self._spots(blank, number), words="entries.blank")
        if len(blank) == len(self.fields) and self.head.blank != "zero":
            return PASSED if kind == "all_or_none" else IDLE
        if kind == "all_or_none":
            return self._together(blank, number)
        return self._counting(counted, number)

    def _together(self, blank: list[str], number: int) -> Judged:
        if not blank:
            return PASSED
        filled = [one.key for one in self.fields if one.key not in blank]
        spots, others = self._spots(blank, number), self._spots(filled, number)
        return Judged(FAIL, spots, others, "entries.all_or_none")

    def _counting(self, counted: list[str], number: int) -> Judged:
        if len(counted) > 1:
            return Judged(FAIL, self._spots(counted, number), words="one_of.many")
        if not counted and self.head.kind == "one_of":
            keys = [one.key for one in self.fields]
            return Judged(FAIL, self._spots(keys, number), words="one_of.none")
        return PASSED

    def _spots(self, keys: list[str], number: int) -> tuple[At, ...]:
        return tuple(At(self.listed, number, key) for key in keys)
