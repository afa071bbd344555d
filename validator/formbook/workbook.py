"""Write a form as a workbook in which it can be read, changed, and taken in again."""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from schemas import FOLDER, yaml12
from schemas.catalogue import REFERRAL
from schemas.kinds import KINDS
from schemas.reading import TO_FILL_IN
from schemas.spec import FormSpec
from schemas.writing import LANGUAGE, document
from validator.cells import a1, column_letters
from validator.formbook.cellwords import put
from validator.formbook.columns import Column, Layout, layouts, words
from validator.formbook.entries import Line, entries

STAMP = "esubmit form"
"""The hidden sheet that says which form, revision and text the workbook was made from."""
HEADINGS, KEYS, FIRST = 2, 3, 4
"""Rows, from 0: what columns are for, what the program calls them, and the first entry."""
ROOM = 200
"""Lines below the last entry for which choices are offered as well."""
_LONGEST_CHOICES = 255
_WIDTHS = {"prose": 34, "map": 34, "lines": 24, "keys": 22, "severity": 18, "flag": 9, "plain": 18}
_FONT = {"font_name": "Arial", "font_size": 10, "valign": "top"}
_EDGE = {"border": 1, "border_color": "#8A949E"}


def exported(form: FormSpec) -> bytes:
    """Return a form as a workbook (.xlsx).

    Raises:
        NotWritten: the form says something that the workbook cannot hold.
    """
    stamp = {
        "form": form.code,
        "revision": str(form.revisions[-1].number) if form.revisions else "",
        "hash": form.sha256,
        "language": str(LANGUAGE),
    }
    said = document(form)
    if form.kind != REFERRAL:
        # What the text leaves out since it is the usual is said here: a blank looks like a gap.
        usual = {"due": {"day": form.due_day}, "signers": list(form.signers)}
        said["form"] = usual | said["form"]
    return workbook(entries(said), stamp)


def workbook(lines: Mapping[str, Sequence[Line]], stamp: Mapping[str, str]) -> bytes:
    """Return the workbook that holds lines by the name of their sheet."""
    buffer = BytesIO()
    made = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, made)
    writer = _Writer(book)
    writer.read_me()
    for layout in layouts():
        writer.layout(layout, lines.get(layout.name, []))
    writer.kinds()
    writer.finish(stamp)
    book.close()
    return buffer.getvalue()


class _Writer:
    """Writes the sheets of one workbook; rows and columns are counted from 0."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.choices: list[Sequence[str]] = []
        head = {"bold": True, "text_wrap": True, "bg_color": "#1D4F6E", "font_color": "#FFFFFF"}
        self.title = book.add_format(
            _FONT | {"bold": True, "font_size": 14, "font_color": "#1D4F6E"}
        )
        self.says = book.add_format(_FONT | {"font_color": "#57606A"})
        self.wrapped = book.add_format(_FONT | {"text_wrap": True})
        self.head = book.add_format(_FONT | _EDGE | head)
        self.key = book.add_format(
            _FONT | _EDGE | {"font_size": 8, "font_color": "#57606A", "bg_color": "#F1F3F5"}
        )
        # As text: Excel makes no date of 1/2 and no formula of a sum that begins with a minus.
        self.cell = book.add_format(_FONT | _EDGE | {"text_wrap": True, "num_format": "@"})
        self.not_here = book.add_format({"bg_color": "#D0D7DE"})
        self.needed = book.add_format({"bg_color": "#FFF3B0"})

    def sheet(self, name: str) -> Any:
        """Begin a sheet with its title and what it is for."""
        its = words()["sheets"][name]
        sheet = self.book.add_worksheet(f"{name} {its['tab']}")
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, f"{its['title']['en']} {its['title']['zh-Hant']}", self.title)
        if isinstance(its["says"], dict):
            sheet.write_string(1, 0, f"{its['says']['en']} {its['says']['zh-Hant']}", self.says)
        return sheet

    def read_me(self) -> None:
        """Say how the workbook is filled in, in both languages side by side."""
        sheet = self.sheet("Read me")
        sheet.set_column(0, 1, 70)
        for row, pair in enumerate(words()["sheets"]["Read me"]["says"], 2):
            sheet.write_string(row, 0, pair["en"], self.wrapped)
            sheet.write_string(row, 1, pair["zh-Hant"], self.wrapped)
            sheet.set_row(row, _height([(pair["en"], 70), (pair["zh-Hant"], 70)]))

    def layout(self, layout: Layout, lines: Sequence[Line]) -> None:
        """Write a sheet with its lines; the form as a whole has one thing on each line."""
        sheet = self.sheet(layout.name)
        if layout.name == "Form":
            self._form(sheet, layout.columns, lines[0] if lines else {})
            return
        last = FIRST + max(len(lines), 1) + ROOM
        for at, column in enumerate(layout.columns):
            heading = column.heading
            sheet.set_column(at, at, _WIDTHS[column.shape])
            sheet.write_string(HEADINGS, at, f"{heading.en}\n{heading.zh}", self.head)
            sheet.write_string(KEYS, at, column.name, self.key)
            self._choose(sheet, column, (FIRST, at, last, at))
        sheet.set_row(HEADINGS, 48)
        sheet.freeze_panes(FIRST, 3 if "what" in {one.name for one in layout.columns} else 2)
        for row, line in enumerate(lines, FIRST):
            self._line(sheet, row, layout.columns, line)
        for row in range(FIRST + len(lines), FIRST + len(lines) + 20):
            for at in range(len(layout.columns)):
                sheet.write_blank(row, at, None, self.cell)
        self._mark(sheet, (FIRST, 0, last, len(layout.columns) - 1))
        if layout.name == "Rules":
            self._by_kind(sheet, layout.columns, last)

    def _form(self, sheet: Any, columns: tuple[Column, ...], line: Line) -> None:
        for at, width in enumerate((44, 14, 60)):
            sheet.set_column(at, at, width)
        for row, column in enumerate(columns, HEADINGS):
            heading = column.heading
            sheet.write_string(row, 0, f"{heading.en} {heading.zh}", self.head)
            sheet.write_string(row, 1, column.name, self.key)
            said = put(line[column.path], column.shape, column.shown) if column.path in line else ""
            sheet.write(row, 2, said, self.cell)
            sheet.set_row(row, _height([(str(said), 60)]))
            self._choose(sheet, column, (row, 2, row, 2))
        self._mark(sheet, (HEADINGS, 2, HEADINGS + len(columns) - 1, 2))

    def _mark(self, sheet: Any, place: tuple[int, int, int, int]) -> None:
        """Show in yellow what is still to be filled in."""
        mark = {"type": "text", "criteria": "begins with", "value": TO_FILL_IN}
        sheet.conditional_format(*place, mark | {"format": self.needed})

    def _line(self, sheet: Any, row: int, columns: tuple[Column, ...], line: Line) -> None:
        said = []
        for at, column in enumerate(columns):
            value = line.get(column.path)
            words = "" if value is None else put(value, column.shape, column.shown)
            said.append((str(words), _WIDTHS[column.shape]))
            sheet.write(row, at, words, self.cell)
        sheet.set_row(row, _height(said))

    def _choose(self, sheet: Any, column: Column, place: tuple[int, int, int, int]) -> None:
        """Offer what may stand in a column; anything else is warned of and let through."""
        alone = column.shape != "keys"  # of several nothing can be said beside the words
        offered = list(column.shown.values() if alone else column.shown)
        if not offered or column.shape == "lines":
            return
        source: object = offered
        if len(",".join(offered)) > _LONGEST_CHOICES or any("," in one for one in offered):
            if offered not in self.choices:
                self.choices.append(offered)
            letters = column_letters(self.choices.index(offered) + 1)
            source = f"=Choices!${letters}$1:${letters}${len(offered)}"
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        rule |= {"error_title": "Not on the list 不在清單內"}
        rule |= {"error_message": "Choose one of the list unless you know why not. 請由清單選擇。"}
        sheet.data_validation(*place, rule)

    def _by_kind(self, sheet: Any, columns: tuple[Column, ...], last: int) -> None:
        """Show which columns the kind of a rule does not have, and which it still needs."""
        kind_at = f"${column_letters([one.name for one in columns].index('kind') + 1)}{FIRST + 1}"
        for at, column in enumerate(columns):
            having = [kind for kind, slots in KINDS.items() if column.path[0] in slots]
            if not having:
                continue
            needing = [kind for kind in having if KINDS[kind][column.path[0]].needed]
            place, cell = (FIRST, at, last, at), a1(FIRST + 1, at + 1)
            for kinds, look, more in (
                (having, self.not_here, f"LEN(TRIM({kind_at}))>0"),
                (needing, self.needed, f"LEN(TRIM({cell}))=0"),
            ):
                known = _one_of(kind_at, kinds)
                truth = f"NOT({known})" if kinds is having else known
                sheet.conditional_format(
                    *place, {"type": "formula", "criteria": f"=AND({more},{truth})", "format": look}
                )

    def kinds(self) -> None:
        """Say what each kind of rule demands."""
        sheet = self.sheet("Kinds")
        for at, (width, name) in enumerate(((22, "Kind 種類"), (70, "English"), (60, "中文"))):
            sheet.set_column(at, at, width)
            sheet.write_string(HEADINGS, at, name, self.head)
        for row, (kind, pair) in enumerate(_demands(), HEADINGS + 1):
            for at, said in enumerate((kind, pair["en"], pair["zh-Hant"])):
                sheet.write_string(row, at, said, self.wrapped)
            sheet.set_row(row, _height([(pair["en"], 70), (pair["zh-Hant"], 60)]))

    def finish(self, stamp: Mapping[str, str]) -> None:
        """Write the choices that are too long for a cell, and where the workbook comes from."""
        sheet = self.book.add_worksheet("Choices")
        sheet.hide()
        for at, offered in enumerate(self.choices):
            sheet.write_column(0, at, offered)
        sheet = self.book.add_worksheet(STAMP)
        sheet.very_hidden()
        for row, (name, said) in enumerate(stamp.items()):
            sheet.write_string(row, 0, name)
            sheet.write_string(row, 1, said)


def _demands() -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield what each kind demands, in both languages."""
    pairs = yaml12.parse((FOLDER / "sentences.yaml").read_text(encoding="utf-8"))
    compared = KINDS["compare"]["is"].words
    for name, pair in pairs.items():
        kind = "compare" if name in compared else name
        if kind.partition(".")[0] in KINDS:
            yield (kind if kind == name else f"{kind}: {name}"), pair


def _one_of(cell: str, kinds: Sequence[str]) -> str:
    """Return a formula that says whether a cell holds one of some words."""
    return "OR(" + ",".join(f'EXACT({cell},"{kind}")' for kind in kinds) + ",FALSE)"


def _height(said: Sequence[tuple[str, int]]) -> int:
    """Return how high a row has to be for its longest text; a Chinese character is two wide."""
    most = 1
    for text, width in said:
        lines = [sum(1 + (letter > "\u2e80") for letter in line) for line in text.split("\n")]
        most = max(most, sum(-(-length // (width + 2)) or 1 for length in lines))
    return min(15 * most + 3, 400)
