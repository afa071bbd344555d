"""Which form, unit and period a file is for: from its words, its stamp, or what the sender says."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from schemas.catalogue import Catalogue
from schemas.periods import NotAPeriod, Period
from schemas.spec import FormSpec, Text
from validator.cells import a1, as_typed, bare
from validator.findings import Place
from validator.ownsheets import STAMP_SHEET
from validator.read.book import Book
from validator.wordindex import WordIndex
from validator.words import place_label

HEADER = {
    "form": ("Form code", "Form", "表格編號", "Form code 表格編號"),
    "unit": ("Unit code", "Service unit code", "單位編號", "服務單位編號", "Unit code 單位編號"),
    "period": ("Period", "Reporting period", "期間", "報告期", "季度", "Period 期間"),
}
_LABELS = {bare(label): name for name, labels in HEADER.items() for label in labels}
_HEADS = frozenset(_LABELS)
_RANKS = {label: rank for rank, label in enumerate(_LABELS)}
_COLON = re.compile(r"[:：]")
_period = lru_cache(maxsize=256)(Period.parse)


@dataclass(frozen=True, slots=True)
class Hints:
    """What the sender says beside the file, where the file does not say it.

    `encoding` is that of a CSV which could be read in two ways.
    """

    form: str = ""
    unit: str = ""
    period: str = ""
    encoding: str = ""


@dataclass(slots=True)
class Recognised:
    """What a file says it is. A text that names nothing known is kept for the answer.

    `retired` is the title of a form that nobody sends any more, `stamp` what the hidden sheet of
    a workbook of ours says that it is.
    """

    spec: FormSpec | None = None
    unit: str = ""
    period: Period | None = None
    retired: Text | None = None
    said: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    also: dict[str, Place] = field(default_factory=dict)
    """Codes like the unit's that stand where the code of a unit does, each with its place."""
    stamp: dict[str, str] = field(default_factory=dict)


def recognise(index: WordIndex, catalogue: Catalogue, hints: Hints) -> Recognised:
    """Return the form, unit and period that a workbook is for, as far as it says so."""
    found = Recognised()
    _read_header(index, found)
    stamp = found.stamp = _stamp(index.book)
    for name in HEADER:
        found.said.setdefault(name, stamp.get(name) or getattr(hints, name))
    code = found.said["form"].upper()
    found.spec = catalogue.specs.get(code)
    if found.spec is None and code in catalogue.retired:
        found.retired = catalogue.retired[code].title
    if not code:
        found.spec = _by_words(index, catalogue)
    found.unit = found.said["unit"]
    if (told := stamp.get("unit")) and _is_another(told, found.unit):
        found.also.setdefault(told, Place(STAMP_SHEET, "B4", "unit", place_label("unit")))
    try:
        found.period = _period(found.said["period"])
    except NotAPeriod:
        found.period = None
    return found


def _read_header(index: WordIndex, found: Recognised) -> None:
    named = index.labels.named(_HEADS)
    labelled = zip(named.spots, named.texts, strict=True)
    for place, label in sorted(labelled, key=lambda said: _RANKS[bare(said[1])]):
        _take(index, found, _LABELS[bare(label)], place, value=index.right_of(*place))
    for place, text in zip(index.labels.spots, index.labels.texts, strict=True):
        if len(found.said) == len(HEADER):
            return
        label, *rest = _COLON.split(text, maxsplit=1)
        if rest and bare(label) in _LABELS:
            value = rest[0].strip() or index.right_of(*place)
            _take(index, found, _LABELS[bare(label)], place, value=value)


def _take(
    index: WordIndex,
    found: Recognised,
    name: str,
    place: tuple[int, int, int],
    *,
    value: object,
) -> None:
    text = _as_text(value)
    if not text:
        return
    number, row, column = place
    at = Place(index.sheet(number).name, a1(row, column), name, place_label(name))
    if name not in found.said:
        found.said[name] = text
        found.places[name] = at
    elif name == "unit" and _is_another(text, found.said[name]):
        found.also.setdefault(text, at)


def _is_another(code: str, said: str) -> bool:
    """Say whether a text is the code of another unit, as far as codes look alike."""
    return code != said and len(code) == len(said) and _shape(code) == _shape(said)


def _shape(code: str) -> list[bool]:
    return [character.isdecimal() for character in code]


def _as_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return as_typed(str(value)) if isinstance(value, str) else str(value).strip()


def _stamp(book: Book) -> dict[str, str]:
    for sheet in book.sheets:
        if sheet.name == STAMP_SHEET:
            return {
                str(row[0]): _as_text(row[1]) for row in sheet.rows if len(row) > 1 and row[1] != ""
            }
    return {}


def _by_words(index: WordIndex, catalogue: Catalogue) -> FormSpec | None:
    """Return the one form whose titles stand in the file; None where none or several do."""
    scores = []
    for spec in catalogue.specs.values():
        names = {
            bare(name)
            for table in spec.tables
            for name in (table.title.en, table.title.zh, table.title.both(), *table.anchors)
        }
        scores.append((sum(name in index.places for name in names), spec))
    best = max((score for score, _ in scores), default=0)
    winners = [spec for score, spec in scores if score == best]
    return winners[0] if best and len(winners) == 1 else None
