"""Writes the self-check of a form: a line a rule, what it says now, and how many to correct."""

from typing import Any

from schemas.spec import Text
from validator.outcomes import CANNOT_CHECK, FAIL, NOT_APPLICABLE, PASS
from validator.ownsheets import WORKINGS_SHEET
from validator.selfcheck.excel import call, either, in_order, on_sheet, words
from validator.selfcheck.lines import Checks, Line
from validator.selfcheck.rulings import GRAVEST
from validator.selfcheck.words import say
from validator.selfcheck.workings import CODES, Workings
from validator.sheetlooks import Looks, height

WIDTHS = (22, 58, 50, 24, 30)
_CODE, _COUNT, _SEVERITY = 5, 6, 7
"""Hidden columns of the sheet: how a line comes out, at how many places it fails, how grave."""
_SUMMED = ("error", "query", "fill")
_TOP, _FIRST = 3, 9
_COLOURS = {2: ("#FBE9E7", "#B3261E"), 3: ("#FFF4E0", "#7A4B00"), 1: ("#E8F3EC", "#1B6E3C")}


def write_self_check(sheet: Any, hidden: Any, looks: Looks, checks: Checks) -> None:
    """Write the rules of a plan as formulas.

    Args:
        sheet: for people.
        hidden: on which the formulas reckon.
        looks: the formats of the workbook.
        checks: the rules with their formulas.
    """
    writer = _Writer(sheet, looks, checks.workings)
    writer.head()
    for line in checks.lines:
        writer.line(line)
    writer.counts()
    writer.others(checks.others)
    checks.workings.write(hidden)


class _Writer:
    """Writes one sheet; rows and columns are counted from 0."""

    def __init__(self, sheet: Any, looks: Looks, workings: Workings) -> None:
        self.sheet, self.looks, self.workings = sheet, looks, workings
        self.row = _FIRST
        self.failed = dict.fromkeys(_SUMMED, 0)
        self.waiting = 0
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.set_column(_CODE, _SEVERITY, None, None, {"hidden": True})

    def head(self) -> None:
        """Write the title, what the sheet is, and the heads of its columns."""
        sheet, looks = self.sheet, self.looks
        sheet.set_row(0, 24)
        sheet.write_string(0, 0, say("title").both(), looks.title)
        sheet.write_string(1, 0, say("says").en, looks.plain)
        sheet.write_string(2, 0, say("says").zh, looks.plain)
        for column, name in enumerate(("rule", "english", "chinese", "now", "where")):
            sheet.write_string(_FIRST - 1, column, say(name).both(), looks.head)
        sheet.repeat_rows(_FIRST - 1)
        sheet.freeze_panes(_FIRST, 0)

    def line(self, line: Line) -> None:
        """Write a rule: its sentence, what it says now, and the first place where it fails."""
        first = len(self.workings.rows) + 1
        for one in line.places:
            formulas = (one.formula, words(one.at))
            self.workings.add(line.key, formulas, (CODES[one.outcome], one.at))
        codes, where = self._range("B", first), self._range("C", first)
        failing = [one.at for one in line.places if one.outcome == FAIL]
        outcomes = {one.outcome for one in line.places}
        code = CODES[next(one for one in GRAVEST if one in outcomes)]
        if line.severity in self.failed:
            self.failed[line.severity] += len(failing)
        self.waiting += code == CODES[CANNOT_CHECK]
        self._sentence(line.key, line.says)
        counts = {number: call("COUNTIF", codes, str(number)) for number in CODES.values()}
        graver = [(f"{counts[CODES[one]]}>0", CODES[one]) for one in GRAVEST[:-1]]
        self._formula(_CODE, in_order(graver, 0), code)
        self._formula(_COUNT, counts[CODES[FAIL]], len(failing))
        self.sheet.write_string(self.row, _SEVERITY, line.severity)
        self._now(line.severity, code, len(failing))
        found = call("INDEX", where, call("MATCH", str(CODES[FAIL]), codes, "0"))
        at = either(f"$F{self.row + 1}={CODES[FAIL]}", found, words(""))
        # XlsxWriter writes no empty result; a space looks alike.
        self._formula(4, at, failing[0] if failing else " ", self.looks.label)
        self.row += 1

    def _now(self, severity: str, code: int, count: int) -> None:
        """Write what a line says now, in words."""
        said = {
            CODES[FAIL]: say(f"counted.{severity}").both(),
            CODES[CANNOT_CHECK]: say("counted.waits").both(),
            CODES[PASS]: say("counted.ok").both(),
            CODES[NOT_APPLICABLE]: say("counted.idle").both(),
        }
        line = self.row + 1
        shown: dict[int, str] = {one: words(text) for one, text in said.items()}
        shown[CODES[FAIL]] = f"{words(said[CODES[FAIL]] + ': ')}&$G{line}"
        formula = in_order([(f"$F{line}={one}", shown[one]) for one in (2, 3, 1)], shown[0])
        now = f"{said[code]}: {count}" if code == CODES[FAIL] else said[code]
        self._formula(3, formula, now, self.looks.now)

    def counts(self) -> None:
        """Write how many there are to correct, to explain and still to fill in, at the top."""
        last = self.row
        counts, severities, codes = (f"${one}${_FIRST + 1}:${one}${last}" for one in "GHF")
        lines = [
            (name, call("SUMIFS", counts, severities, words(name)), self.failed[name])
            for name in _SUMMED
        ]
        waits = call("COUNTIF", codes, str(CODES[CANNOT_CHECK]))
        for row, (name, formula, count) in enumerate(
            [*lines, ("waits", waits, self.waiting)], _TOP
        ):
            self.sheet.write_string(row, 0, say(f"counted.{name}").both(), self.looks.bold)
            self.sheet.write_formula(row, 1, f"={formula}", self.looks.count, count)
        for code, (fill, font) in _COLOURS.items():
            look = self.looks.book.add_format({"bg_color": fill, "font_color": font})
            options = {"type": "formula", "criteria": f"=$F{_FIRST + 1}={code}", "format": look}
            self.sheet.conditional_format(_FIRST, 3, last - 1, 3, options)

    def others(self, rules: list[tuple[str, Text]]) -> None:
        """List the rules that are checked when the return is sent."""
        if not rules:
            return
        self.sheet.write_string(self.row + 1, 0, say("sent").both(), self.looks.bold)
        self.row += 2
        for key, says in rules:
            self._sentence(key, says)
            self.sheet.write_string(self.row, 3, say("later").both(), self.looks.label)
            self.row += 1

    def _sentence(self, key: str, says: Text) -> None:
        self.sheet.write_string(self.row, 0, key, self.looks.label)
        self.sheet.write_string(self.row, 1, says.en, self.looks.label)
        self.sheet.write_string(self.row, 2, says.zh, self.looks.label)
        lines = zip((key, says.en, says.zh), WIDTHS, strict=False)
        self.sheet.set_row(self.row, 16 * max(height(text, width) for text, width in lines) + 4)

    def _formula(self, column: int, formula: str, result: str | int, look: Any = None) -> None:
        self.sheet.write_formula(self.row, column, f"={formula}", look, result)

    def _range(self, column: str, first: int) -> str:
        last = len(self.workings.rows)
        return on_sheet(WORKINGS_SHEET, f"${column}${first}:${column}${last}")
