"""A verdict made ready to be read: standing, causes gravest first, and the strip of the sheet."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from portal.models.reviews import Finding
from portal.models.states import State
from portal.models.submissions import Submission
from portal.services import answers, performance, verdicts
from validator.cells import column_letters
from validator.suspects import OF_THE_FILE

_A1 = re.compile(r"([A-Z]+)(\d+)")
_MOST_ROWS = 7
LISTED_PER_RULE = 200
MOST_LISTED = 1_000
OPEN_PER_RULE, MOST_OPEN = 3, 20
"""Causes of one rule, and all in all, that the page shows at once; the others are folded."""


@dataclass(frozen=True, slots=True)
class StripCell:
    """One cell of a strip: its text, and whether it is the bad one or has a part in it."""

    text: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """The piece of the sender's sheet around a finding: letters on top, row numbers beside."""

    sheet: str
    letters: list[str]
    rows: list[tuple[int, list[StripCell]]]


@dataclass(slots=True)
class Cause:
    """One finding as the result page shows it, with what follows from it and its answer."""

    document: dict[str, Any]
    verdict: dict[str, Any]
    followers: list[dict[str, Any]] = field(default_factory=list)
    row: Finding | None = None

    @property
    def strip(self) -> Strip | None:
        """The piece of the sheet around it; cut out only for those that are listed."""
        return None if self.whole else _strip_for(self.verdict, self.document)

    @property
    def whole(self) -> bool:
        """Whether it is said of the file as a whole, and of no cell."""
        return self.document["kind"] in OF_THE_FILE

    @property
    def places(self) -> int:
        """How many cells it is about; a whole table counts as one."""
        return max(len(self.document["places"]) + self.document.get("further", 0), 1)

    @property
    def severity(self) -> str:
        """How grave it is."""
        return str(self.document["severity"])

    @property
    def answered(self) -> bool:
        """Whether somebody has answered it."""
        return self.row is not None and self.row.answer_kind is not None


@dataclass(slots=True)
class Group:
    """The causes of one rule: those shown at once, and those folded below them."""

    shown: list[Cause] = field(default_factory=list)
    folded: list[Cause] = field(default_factory=list)

    @property
    def places(self) -> int:
        """How many cells those are about that are folded."""
        return sum(cause.places for cause in self.folded)


@dataclass(slots=True)
class Change:
    """What a new version mended, still has, and has newly, against the version before."""

    corrected: list[dict[str, Any]]
    still: set[str]
    new: set[str]


@dataclass(slots=True)
class Result:
    """All that the result page shows of one checked file."""

    document: dict[str, Any]
    causes: list[Cause]
    notes: list[dict[str, Any]]
    unchecked: list[dict[str, Any]]
    change: Change | None = None

    @property
    def counts(self) -> dict[str, int]:
        """True counts, whatever is listed."""
        counts: dict[str, int] = self.document["counts"]
        return counts

    @property
    def listed(self) -> list[Cause]:
        """The causes that the page has room for: of one rule no more than so many."""
        counts = Counter[str]()
        found = []
        for cause in self.causes:
            counts[cause.document["rule"]] += 1
            if counts[cause.document["rule"]] <= LISTED_PER_RULE or cause.places > 1:
                found.append(cause)
        return found[:MOST_LISTED]

    @property
    def groups(self) -> list[Group]:
        """The listed causes by rule, so that many of one do not hide another."""
        found: dict[str, Group] = defaultdict(Group)
        room = MOST_OPEN
        for cause in self.listed:
            group = found[cause.document["rule"]]
            if room and len(group.shown) < OPEN_PER_RULE:
                group.shown.append(cause)
                room -= 1
            else:
                group.folded.append(cause)
        return [*found.values()]

    @property
    def rules(self) -> set[str]:
        """Which rules the causes are of."""
        return {str(cause.document["rule"]) for cause in self.causes}

    @property
    def sheets(self) -> int:
        """On how many sheets cells are to be corrected."""
        return len({p["sheet"] for c in self.causes for p in c.document["places"]})

    def cells_to_correct(self) -> int:
        """Count the cells of errors that nobody says are right; a whole table counts as one."""
        return sum(c.places for c in self._open("error") if not c.whole)

    def figures_to_explain(self) -> int:
        """Count the queries of figures that nobody has answered yet."""
        return sum(not c.whole for c in self._open("query"))

    def whole_file(self, severity: str) -> bool:
        """Say whether something of a severity is open that is said of the file as a whole."""
        return any(c.whole for c in self._open(severity))

    def _open(self, severity: str) -> Iterator[Cause]:
        return (c for c in self.causes if c.severity == severity and not c.answered)

    def answered(self) -> int:
        """Count the findings that somebody has answered."""
        return sum(c.answered for c in self.causes)


def of(submission: Submission) -> Result:
    """Return a submission's verdict, ready to be read. Raises NoVerdictYet."""
    document = verdicts.of(submission)
    rows = {row.finding: row for row in answers.of(submission)}
    findings = document["findings"]
    followers: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in findings:
        if entry["cause"]:
            followers[entry["cause"]].append(entry)
    causes = [
        Cause(entry, document, followers[entry["id"]], rows.get(entry["id"]))
        for entry in findings
        if not entry["cause"] and entry["outcome"] == "fail" and entry["severity"] != "note"
    ]
    return Result(
        document,
        causes,
        notes=[f for f in findings if f["severity"] == "note" and f["outcome"] == "fail"],
        unchecked=[f for f in findings if f["outcome"] == "cannot_check"],
        change=_change(submission, findings),
    )


def cause_of(row: Finding) -> Cause:
    """Return the finding of a row, with all that follows from it."""
    document = verdicts.of(row.submission)
    followers = [one for one in document["findings"] if one["cause"] == row.finding]
    return Cause(row.document, document, followers, row)


def figures(submission: Submission) -> list[performance.Preview]:
    """Return the OS and OC figures that this file would give, against the agreed levels."""
    return performance.preview(submission, verdicts.of(submission))


def _change(submission: Submission, findings: list[dict[str, Any]]) -> Change | None:
    """Compare with the version before, by rule and place and not by value."""
    former = submission.previous
    if former is None or former.state is State.REFUSED or not former.verdict_key:
        return None
    before = _standing(verdicts.of(former)["findings"])
    now = _standing(findings)
    return Change(
        corrected=[entry for key, entry in before.items() if key not in now],
        still={entry["id"] for key, entry in now.items() if key in before},
        new={entry["id"] for key, entry in now.items() if key not in before},
    )


def _standing(findings: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        entry["answer_key"]: entry
        for entry in findings
        if entry["severity"] in ("error", "query")
        and entry["outcome"] == "fail"
        and not entry["cause"]
    }


def _strip_for(document: dict[str, Any], finding: dict[str, Any]) -> Strip | None:
    """Return the strip of the sheet that shows a finding's cells, with the column names on top."""
    bad = {(p["sheet"], p["a1"]) for p in finding["places"]}
    part = {(p["sheet"], p["a1"]) for p in finding["cells"]}
    for excerpt in document["excerpts"]:
        wanted = {
            _row_of(a1)
            for sheet, a1 in bad | part
            if sheet == excerpt["sheet"] and _inside(excerpt, a1)
        }
        if wanted:
            rows = [excerpt["header"] - 1, excerpt["header"], *sorted(wanted)[:_MOST_ROWS]]
            return _cut(excerpt, rows, bad, part)
    return None


def _cut(
    excerpt: dict[str, Any],
    rows: list[int],
    bad: set[tuple[str, str]],
    part: set[tuple[str, str]],
) -> Strip:
    sheet, left, top = excerpt["sheet"], excerpt["left"], excerpt["top"]
    width = max(len(row) for row in excerpt["rows"])
    letters = [column_letters(left + n) for n in range(width)]
    lines = []
    for number in rows:
        if not top <= number < top + len(excerpt["rows"]):
            continue
        cells = []
        for letter, text in zip(letters, excerpt["rows"][number - top], strict=False):
            place = (sheet, f"{letter}{number}")
            role = "bad" if place in bad else "part" if place in part else ""
            cells.append(StripCell(text, role))
        lines.append((number, cells))
    return Strip(sheet, letters, lines)


def _row_of(a1: str) -> int:
    match = _A1.fullmatch(a1)
    return int(match[2]) if match else 0


def _inside(excerpt: dict[str, Any], a1: str) -> bool:
    return excerpt["top"] <= _row_of(a1) < excerpt["top"] + len(excerpt["rows"])
