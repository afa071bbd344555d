"""Make a first draft of a form from a filled-in old workbook alone.

What nobody could tell from the workbook is said by a mark in its place, which `lint` and the import
of the form's workbook tell one by one. None of the figures of the old workbook is kept.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas import yaml12
from schemas.catalogue import Catalogue
from schemas.reading import TO_FILL_IN
from schemas.spec import Text
from schemas.writing import LANGUAGE
from validator.belong import unreadable
from validator.formbook.bilingual import is_chinese, pair
from validator.formbook.entries import entries
from validator.formbook.inferred import inferred, type_of
from validator.formbook.oldtables import OldTable, figure, first_texts, is_blank, tables_of
from validator.formbook.reading import worded
from validator.formbook.workbook import workbook
from validator.read import Book, Refusal, read
from validator.recognise import Hints, recognise
from validator.wordindex import WordIndex

_MOST_LEFT = 20
_CODED = (6, 8, 3)
"""A column of a list takes codes: so many entries, at most so many codes, each so often used."""
_OF_DEPARTMENT = re.compile(r"(?:Social Welfare Department|社會福利署|SWD|[\s/()（）-])+")
_WORD = re.compile(r"[a-z0-9]*[a-z][a-z0-9]+")
_LITTLE = frozenset({"an", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to"})
_LONGEST_KEY = 24


@dataclass(frozen=True, slots=True)
class Draft:
    """A first draft: the document of the form's text, and what was made of the workbook in words.

    `document` is empty where no draft could be made, and the notes say why.
    """

    document: dict[str, Any]
    notes: tuple[Text, ...]

    @property
    def text(self) -> str:
        """The text of the form (YAML)."""
        return yaml12.write(self.document)

    @property
    def book(self) -> bytes:
        """The form as a workbook (.xlsx)."""
        return workbook(entries(self.document), {"form": str(self.document["form"]["id"])})


def drafted(data: bytes) -> Draft:
    """Return a first draft of the form that an old workbook is filled in on."""
    book = read(data)
    if isinstance(book, Refusal):
        return Draft({}, (unreadable(book).said,))
    found = [(sheet, *tables_of(sheet)) for sheet in book.sheets if sheet.visible and sheet.rows]
    tables = [table for _, its, _ in found for table in its]
    if not tables:
        return Draft({}, (worded("no_tables"),))
    titles = _title(first_texts(next(sheet for sheet, its, _ in found if its)))
    document = _document(book, titles, tables)
    used = {text for table in tables for text in _nearest(table.titles)} | {*titles}
    left = [(at, text) for _, _, beside in found for at, text in beside if text not in used]
    return Draft(document, tuple(_notes(document, tables, left)))


def _document(book: Book, titles: Sequence[str], tables: Sequence[OldTable]) -> dict[str, Any]:
    said = recognise(WordIndex.of(book), Catalogue([]), Hints())
    unknown = {"en": TO_FILL_IN, "zh-Hant": TO_FILL_IN}
    return {
        "formspec": LANGUAGE,
        "form": {
            "id": said.said["form"] or TO_FILL_IN,
            "title": pair(titles) if titles else unknown,
            "programme": unknown,
            "service": TO_FILL_IN,
            "due": yaml12.Inline({"day": TO_FILL_IN}),
            "signers": TO_FILL_IN,
        },
        "revisions": [
            {
                "v": 1,
                "from": said.period.id if said.period else TO_FILL_IN,
                "note": {"en": "First issue", "zh-Hant": "首個版本"},
            }
        ],
        "tables": _Tables().of(tables),
    }


def _title(texts: Sequence[str]) -> list[str]:
    """Return the first text, and the one after it if it says the same in the other language.

    Whose form it is stands above many a title, and is none.
    """
    texts = [text for text in texts if not _OF_DEPARTMENT.fullmatch(text)] or texts
    both = len(texts) > 1 and is_chinese(texts[0]) != is_chinese(texts[1])
    return list(texts[:2] if both else texts[:1])


def _nearest(texts: Sequence[str]) -> list[str]:
    """Return the title that stands next above a table."""
    last = _title(texts[-2:])
    return last if len(last) == 2 else list(texts[-1:])


class _Keys:
    """Gives each thing a short name of its own, made of its English words."""

    def __init__(self) -> None:
        self.given: set[str] = set()

    def of(self, texts: Iterable[str], otherwise: str) -> str:
        english = pair(texts)["en"]
        words = [] if english == TO_FILL_IN else _WORD.findall(english.casefold())
        key = ""
        for word in (word for word in words if word not in _LITTLE):
            if not key and word[0].isdigit():
                continue
            if key and len(key) + len(word) >= _LONGEST_KEY:
                break
            key = f"{key}_{word}" if key else word[:_LONGEST_KEY]
        key = key or otherwise
        if key in self.given:
            key = next(one for n in range(2, 10**6) if (one := f"{key}_{n}") not in self.given)
        self.given.add(key)
        return key


class _Tables:
    """Writes the tables; every line and column of the form has a key and a code of its own."""

    def __init__(self) -> None:
        self.keys, self.columns, self.lines = _Keys(), _Keys(), 0
        self.codes: set[str] = set()

    def of(self, tables: Sequence[OldTable]) -> dict[str, Any]:
        """Return what the text of the form says of each table, by its key."""
        return {
            self.keys.of(_nearest(table.titles) or [table.sheet], f"table{number + 1}"): _head(
                table, number
            )
            | (self.entries_of(table) if table.is_list else self.grid(table))
            for number, table in enumerate(tables)
        }

    def grid(self, table: OldTable) -> dict[str, Any]:
        """Return the lines and columns of a grid."""
        found = inferred(table)
        rows = [f"R{self.lines + 10 * (at + 1):03}" for at in range(len(table.names))]
        self.lines = 100 * (1 + (self.lines + 10 * len(rows)) // 100)
        cols = [self.columns.of(heads, f"column{at + 1}") for at, heads in enumerate(table.heads)]
        whole = all(map(_is_full, table.cells))
        lines = {
            key: self.code(table.codes[at])
            | pair(table.names[at])
            | found.row_types.get(at, {})
            | ({} if whole or not _is_full(table.cells[at]) else {"required": True})
            | _made_of(at, rows, found.row_totals)
            | _asked(at in found.unsaid_rows, empty=all(map(is_blank, table.cells[at])))
            for at, key in enumerate(rows)
        }
        no_type = {} if found.row_types else {"type": TO_FILL_IN}
        columns = {
            key: pair(table.heads[at])
            | found.col_types.get(at, no_type)
            | _made_of(at, cols, found.col_totals)
            | ({"equals": _sum(found.equals[at], cols)} if at in found.equals else {})
            | _asked(at in found.unsaid_cols, empty=False)
            for at, key in enumerate(cols)
        }
        return {**({"required": True} if whole else {}), "rows": lines, "cols": columns}

    def code(self, said: str) -> dict[str, Any]:
        """Return the code of a line, unless another line has it."""
        if not said or said in self.codes:
            return {}
        self.codes.add(said)
        return {"code": said}

    def entries_of(self, table: OldTable) -> dict[str, Any]:
        """Return the columns of a list, and by which its entries are told apart."""
        names = [self.columns.of(heads, f"column{n}") for n, heads in enumerate(table.heads, 1)]
        columns = [[line[at] for line in table.cells] for at in range(len(names))]
        fields = {key: pair(table.heads[at]) | _field(columns[at]) for at, key in enumerate(names)}
        alone = (
            key
            for at, key in enumerate(names)
            if fields[key]["type"] in ("text", "count")
            and len({str(value) for value in columns[at]}) == len(columns[at])
        )
        return {"unique": next(alone, TO_FILL_IN), "fields": fields}


def _head(table: OldTable, number: int) -> dict[str, Any]:
    titles = _nearest(table.titles)
    return {
        "code": chr(ord("A") + number) if number < 26 else f"T{number + 1}",
        "title": pair(titles or [table.sheet]),
        "find": {"sheet": [table.sheet], **({"anchor": titles} if titles else {})},
    }


def _is_full(cells: Sequence[object]) -> bool:
    """Say whether every cell of a line was filled in, so that a blank one would be an omission."""
    return all(figure(cell) is not None for cell in cells)


def _made_of(at: int, keys: Sequence[str], totals: Mapping[int, list[int]]) -> dict[str, Any]:
    return {"total_of": [keys[part] for part in totals[at]]} if at in totals else {}


def _asked(unsaid: bool, empty: bool) -> dict[str, Any]:
    """Return the note that asks what nobody could tell of a line."""
    asked = worded("ask_total") if unsaid else worded("ask_line") if empty else None
    if asked is None:
        return {}
    note = {"en": f"{TO_FILL_IN}: {asked.en}", "zh-Hant": f"{TO_FILL_IN}：{asked.zh}"}
    return {"note": note}


def _sum(signs: dict[int, int], cols: Sequence[str]) -> str:
    words = [f"{'+' if sign > 0 else '-'} {cols[at]}" for at, sign in signs.items()]
    return " ".join(words).removeprefix("+ ")


def _field(values: Sequence[object]) -> dict[str, Any]:
    """Return what a column of a list takes, as far as its entries tell."""
    filled = [value for value in values if not is_blank(value)]
    if not filled:
        return {"type": TO_FILL_IN}
    figures = [figure(value) for value in filled]
    if all(one is not None for one in figures):
        said = type_of(figures, ())
        return said if said["type"] in ("count", "decimal") else {"type": "decimal", "decimals": 2}
    if not any(isinstance(value, str) for value in filled):
        return {"type": "date"}
    used = Counter(str(value).strip() for value in filled)
    least, most, times = _CODED
    if len(filled) >= least and len(used) <= most and len(filled) >= times * len(used):
        return {"type": "code", "codes": {key: pair([key]) for key in sorted(used)}}
    return {"type": "text"}


def _notes(
    document: dict[str, Any], tables: Sequence[OldTable], left: Sequence[tuple[str, str]]
) -> Iterable[Text]:
    for table, body in zip(tables, document["tables"].values(), strict=True):
        title = Text(body["title"]["en"], body["title"]["zh-Hant"]).both()
        place = {"title": title, "at": f"{table.sheet}!{table.at}"}
        if table.is_list:
            yield worded("found_list", **place, fields=str(len(body["fields"])))
        else:
            lines = [*body["rows"].values(), *body["cols"].values()]
            totals = sum("total_of" in line or "equals" in line for line in lines)
            size = {"rows": str(len(body["rows"])), "cols": str(len(body["cols"]))}
            yield worded("found_grid", **place, **size, totals=str(totals))
    for at, text in left[:_MOST_LEFT]:
        yield worded("left_out", at=at, text=text[:80])
    if len(left) > _MOST_LEFT:
        yield worded("left_more", count=str(len(left) - _MOST_LEFT))
