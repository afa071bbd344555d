"""A finding: one problem at one place of a file, as a value. Contract: docs/finding.schema.json."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from schemas.spec import Severity, Text

MOST_PLACES = 200
"""Places that a document names, unless it is to name all; they are all in `Verdict.lines`."""
GRAVITY: dict[str, int] = {"reject": 0, "error": 1, "query": 2, "note": 3}


class Place(NamedTuple):
    """A cell of the sender's file: sheet (None in CSV), address, the form's code and label."""

    sheet: str | None
    a1: str
    code: str
    label: Text

    def document(self) -> dict[str, Any]:
        """Return the place as documents have it."""
        sheet, address, code, label = self
        words = {"en": label.en, "zh-Hant": label.zh}
        return {"sheet": sheet, "a1": address, "code": code, "label": words}


class Line(NamedTuple):
    """One of the cells that a finding stands for, and what is said of it alone."""

    place: Place
    raw: str | None = None
    value: str | None = None
    expected: str | None = None
    difference: str | None = None


@dataclass(slots=True)
class Finding:
    """What is wrong, where, what was expected, and what to do about it.

    `lines` has one for each place of a finding that stands for many of its rule.
    """

    rule: str
    kind: str
    severity: Severity
    message: Text
    hint: Text
    outcome: str = "fail"
    places: list[Place] = field(default_factory=list)
    cells: Sequence[Place] = ()
    raw: str | None = None
    value: str | None = None
    expected: str | None = None
    difference: str | None = None
    tolerance: str | None = None
    id: str = ""
    cause: "Finding | None" = None
    blocked_by: "Finding | None" = None
    suggestion: dict[str, Any] | None = None
    question: str = ""
    lines: Sequence[Line] = ()

    @property
    def stands_alone(self) -> bool:
        """Whether it counts: not a follower of another, and not merely unchecked."""
        return self.cause is None and self.outcome == "fail"

    @property
    def said(self) -> Text:
        """What is wrong, and what to do about it."""
        return Text(f"{self.message.en} {self.hint.en}", f"{self.message.zh}{self.hint.zh}")

    @property
    def times(self) -> int:
        """How many findings it is: one, or as many as it stands for."""
        return len(self.lines) or 1

    def document(self, identity: str, owner: str, most: int | None = MOST_PLACES) -> dict[str, Any]:
        """Return the finding as the contract has it.

        Args:
            identity: unit, form and period, for the fingerprint.
            owner: unit and form, for the answer key.
            most: places that it names, None for all.
        """
        codes = ",".join(place.code for place in self.places)
        said = ",".join(line.value or line.raw or "" for line in self.lines)
        return {
            "id": self.id,
            "rule": self.rule,
            "kind": self.kind,
            "severity": self.severity,
            "outcome": self.outcome,
            "address": self.places[0].document() if self.places else None,
            "places": [place.document() for place in self.places[:most]],
            "further": len(self.places[most or len(self.places) :]),
            "cells": _documents(self.cells),
            "raw": self.raw,
            "value": self.value,
            "expected": self.expected,
            "difference": self.difference,
            "tolerance": self.tolerance,
            "message": self.message.document(),
            "hint": self.hint.document(),
            "cause": self.cause.id if self.cause else None,
            "blocked_by": self.blocked_by.id if self.blocked_by else None,
            "suggestion": self.suggestion,
            "fingerprint": _digest(
                identity, self.rule, codes, said or self.value or self.raw or ""
            ),
            "answer_key": _digest(owner, self.rule, "further" if self.lines else codes),
        }


def _documents(places: Sequence[Place]) -> list[dict[str, Any]]:
    documents = getattr(places, "documents", None)
    return documents() if documents else [place.document() for place in places[:MOST_PLACES]]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]


def number(findings: Iterable[Finding]) -> list[Finding]:
    """Give each finding its id, gravest first, in the order of the file within a gravity."""
    ordered = sorted(findings, key=lambda finding: GRAVITY[finding.severity])
    for count, finding in enumerate(ordered, 1):
        finding.id = f"F{count}"
    return ordered
