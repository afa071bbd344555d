"""The verdict on a file: all findings, the figures as read, and what may happen next."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from validator.asked import said
from validator.context import NOTHING_KNOWN, Context
from validator.extract import Extract
from validator.findings import MOST_PLACES, Finding, Line, number
from validator.numbers import FIGURE, shown
from validator.plan import ENGINE, Plan
from validator.recognise import Recognised
from validator.snapshot import document
from validator.words import cut, title

VERSION = 1
_SHOWN = 120


@dataclass(slots=True)
class Verdict:
    """What the check of one file came to. `plan` and `extract` are None for a refused file."""

    findings: list[Finding]
    recognised: Recognised = field(default_factory=Recognised)
    plan: Plan | None = None
    extract: Extract | None = None
    context: Context = NOTHING_KNOWN
    _documents: list[dict[str, Any]] | None = None

    def __post_init__(self) -> None:
        self.findings = number(self.findings)

    @property
    def outcome(self) -> str:
        """How the check went: passed, queries, failed or refused."""
        severities = {f.severity for f in self.findings if f.stands_alone}
        for severity, outcome in (("reject", "refused"), ("error", "failed"), ("query", "queries")):
            if severity in severities:
                return outcome
        return "passed"

    @property
    def counts(self) -> dict[str, int]:
        """How many findings of each severity, cells concerned, and checks that had to wait."""
        alone = [finding for finding in self.findings if finding.stands_alone]
        by_severity = Counter[str]()
        for finding in alone:
            by_severity[finding.severity] += finding.times
        cells = {
            (place.sheet, place.a1)
            for finding in alone
            if finding.severity in ("error", "query")
            for place in finding.places
        }
        names = ("reject", "error", "query", "note")
        return {name: by_severity[name] for name in names} | {
            "cells": len(cells),
            "cannot_check": sum(f.times for f in self.findings if f.outcome == "cannot_check"),
        }

    def summary(self) -> dict[str, Any]:
        """Return the short form that the command line prints, with all findings."""
        found = self.recognised
        unit, period = found.unit, found.period.id if found.period else ""
        form = found.spec.code if found.spec else found.said.get("form", "")
        if self._documents is None:
            self._documents = self._as_documents(f"{unit}|{form}", period)
        return {
            "outcome": self.outcome,
            "form": form,
            "revision": self.plan.revision if self.plan else None,
            "unit": unit,
            "period": period,
            "counts": self.counts,
            "findings": self._documents,
        }

    def _as_documents(self, owner: str, period: str) -> list[dict[str, Any]]:
        return [
            finding.document(f"{owner}|{period}", owner) | {"title": title(finding.kind).document()}
            for finding in self.findings
        ]

    def lines(self) -> Iterator[tuple[str, Line]]:
        """Yield every place of the findings that have more than a document names, with its id."""
        for finding in self.findings:
            if len(finding.places) > MOST_PLACES:
                for line in finding.lines or map(Line, finding.places):
                    yield finding.id, line

    def as_document(self) -> dict[str, Any]:
        """Return the record that is kept: the summary, the cells, the strips, the context."""
        return self.summary() | {
            "version": VERSION,
            "engine": ENGINE,
            "plan_hash": self.plan.hash if self.plan else None,
            "said": self.recognised.said,
            "cells": self._cells(),
            "excerpts": self._excerpts(),
            "context": document(self.context),
            **self._keys(),
        }

    def _keys(self) -> dict[str, dict[str, list[str]]]:
        """Return what the return says that stands once only, where a rule asks for that."""
        if not self.plan or not self.extract or not self.plan.wants.keys:
            return {}
        return {"keys": said(self.plan.wants.keys, self.plan, self.extract)}

    def _excerpts(self) -> list[dict[str, Any]]:
        if not self.extract:
            return []
        return [
            excerpt | {"rows": [[cut(value, _SHOWN) for value in row] for row in excerpt["rows"]]}
            for excerpt in self.extract.excerpts
        ]

    def _cells(self) -> list[dict[str, Any]]:
        if not self.plan or not self.extract:
            return []
        return [
            {
                "cell": cell.name,
                "code": cell.code,
                "item": cell.item,
                "month": cell.month,
                "sheet": place.sheet,
                "a1": place.a1,
                "state": reading.state,
                "raw": cut(reading.raw),
                "value": shown(reading.value, cell.decimals) if reading.state == FIGURE else None,
            }
            for cell, reading, place in zip(
                self.plan.cells, self.extract.readings, self.extract.places, strict=True
            )
        ]

    def as_json(self) -> bytes:
        """Return the record as bytes that are the same for the same verdict."""
        document = self.as_document()
        return json.dumps(document, ensure_ascii=False, sort_keys=True).encode()
