"""Findings of single cells: no figure, blank, above its most, no multiple of its step."""

from dataclasses import dataclass

from validator.extract import Extract
from validator.findings import Finding
from validator.numbers import BLANK, FIGURE, MISTYPED, shown
from validator.plan import Plan
from validator.words import cut, wording


@dataclass(frozen=True, slots=True)
class CellReport:
    """Writes the findings of the cells of one return, each by itself."""

    plan: Plan
    extract: Extract

    def finding(self, rule: str, kind: str, key: str, cell: int, **slots: object) -> Finding:
        """Return a finding at a cell, in the words of a key."""
        place = self.extract.places[cell]
        slots.setdefault("cell", place.a1 or place.code)
        message, hint = wording(key, **slots)
        finding = Finding(rule, kind, "error", message, hint)
        finding.places, finding.cells = [place], [place]
        finding.raw = cut(self.extract.readings.raws[cell])
        return finding

    def types(self) -> dict[int, Finding]:
        """Return a finding for each cell that holds something else than a figure."""
        found = {}
        for number, reading in sorted(self.extract.readings.others.items()):
            if reading.state == MISTYPED:
                cell = self.plan.cells[number]
                found[number] = self.finding(
                    f"{self.plan.spec.code}.Y.{'.'.join(cell.key)}",
                    "type",
                    f"type.{reading.trouble}",
                    number,
                    raw=cut(reading.raw),
                    decimals=cell.decimals,
                )
        return found

    def understood(self) -> list[Finding]:
        """Return one note that shows every figure read from text as typed and as understood."""
        others = sorted(self.extract.readings.others.items())
        cells = [(cell, r) for cell, r in others if r.interpreted and r.state == FIGURE]
        if not cells:
            return []
        listed = "; ".join(
            f"{self.extract.places.name(cell)} “{cut(reading.raw)}” = {self.value(cell)}"
            for cell, reading in cells
        )
        message, hint = wording("understood", count=len(cells), list=listed)
        rule = f"{self.plan.spec.code}.Y.understood"
        finding = Finding(rule, "understood", "note", message, hint)
        finding.places = finding.cells = [self.extract.places[cell] for cell, _ in cells]
        return [finding]

    def value(self, cell: int) -> str:
        """Return the figure of a cell as a reader writes it."""
        value = self.extract.readings.values[cell]
        return shown(value or 0, self.plan.cells[cell].decimals)

    def required(self) -> list[Finding]:
        """Return a finding for each table and cell that may not be blank."""
        found = []
        form, readings = self.plan.spec.code, self.extract.readings
        for table in self.plan.spec.tables:
            if not table.required:
                continue
            cells = [cell for key, cell in self.plan.by_key.items() if key[0] == table.key]
            if all(readings.values[n] is None and readings[n].state == BLANK for n in cells):
                rule = f"{form}.Q.{table.key}"
                found.append(
                    self.finding(rule, "required", "required_table", cells[0], table=table.title)
                )
        for cell in self.plan.required:
            if readings.values[cell] is None and readings[cell].state == BLANK:
                rule = f"{form}.Q.{'.'.join(self.plan.cells[cell].key)}"
                found.append(self.finding(rule, "required", "required", cell))
        return found

    def limits(self) -> list[Finding]:
        """Return a finding for each figure above its most."""
        found = []
        values = self.extract.readings.values
        if self.extract.readings.most <= self.plan.least_limit:
            return []
        over = [cell for cell, most in self.plan.limits if (values[cell] or 0) > most]
        for cell in over:
            key, most = self.plan.cells[cell].key, self.plan.cells[cell].max
            value = self.value(cell)
            rule = f"{self.plan.spec.code}.M.{'.'.join(key)}"
            finding = self.finding(rule, "max", "max", cell, value=value, expected=most)
            finding.value, finding.expected = value, str(most)
            found.append(finding)
        return found

    def steps(self) -> list[Finding]:
        """Return a finding for each figure that is no multiple of its declared step."""
        found = []
        values = self.extract.readings.values
        for cell, step in self.plan.steps:
            value = values[cell]
            if value is not None and value % step:
                rule = f"{self.plan.spec.code}.P.{'.'.join(self.plan.cells[cell].key)}"
                words = shown(step, self.plan.cells[cell].decimals)
                finding = self.finding(
                    rule, "step", "step", cell, value=self.value(cell), step=words
                )
                finding.value = self.value(cell)
                found.append(finding)
        return found
