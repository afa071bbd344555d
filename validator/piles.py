"""Many findings of one rule: the first told one by one, all others as one that names every cell.

What goes wrong in every line of a long list is one thing to put right, not 150,000; and neither a
page nor a person has room for more of it.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from validator.findings import Finding, Line
from validator.words import wording

MOST = 200
"""Findings of one rule that are told one by one."""

_Key = tuple[str, str]
"""A rule, and how it came out."""


@dataclass(slots=True)
class Piles:
    """Findings piled up by rule."""

    told: list[Finding] = field(default_factory=list)
    _by_key: dict[_Key, list[Finding]] = field(default_factory=lambda: defaultdict(list))
    _more: dict[_Key, list[Line]] = field(default_factory=lambda: defaultdict(list))

    def has_room(self, rule: str, outcome: str = "fail") -> bool:
        """Say whether one more finding of a rule is told by itself."""
        return len(self._by_key[rule, outcome]) < MOST

    def add(self, finding: Finding) -> None:
        """Put on a finding that is told by itself."""
        self.told.append(finding)
        self._by_key[finding.rule, finding.outcome].append(finding)

    def more(self, line: Line, rule: str, outcome: str = "fail") -> None:
        """Put on one of which only the cell is told, after as many as there is room for."""
        self._more[rule, outcome].append(line)

    def findings(self) -> list[Finding]:
        """Return all that were told, and one more for each rule of which there are others."""
        rest = [_one(self._by_key[key][0], lines) for key, lines in self._more.items()]
        return [*self.told, *rest]


def _one(first: Finding, lines: list[Line]) -> Finding:
    """Return the finding that stands for all lines, in the words of the first of its rule."""
    places = [line.place for line in lines]
    message, _ = wording(
        "further",
        count=f"{len(lines):,}",
        first=places[0].a1 or places[0].code,
        last=places[-1].a1 or places[-1].code,
        message=first.message,
    )
    return replace(
        first,
        message=message,
        places=places,
        cells=places[:1],
        lines=lines,
        raw=None,
        value=None,
        expected=None,
        difference=None,
        suggestion=None,
        blocked_by=None,
    )
