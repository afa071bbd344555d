"""frictionless reads, and checks by one class of our own: the faster of its two ways."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import attrs
from frictionless import Check, Checklist, Resource, Schema, errors, system

from bench.peers.long_form import DAY, DOCUMENT, FIGURE, ISO_DAY, PHONE, WEIGHTS, Form, Found, side

_day, _iso, _figure, _document, _phone = map(re.compile, (DAY, ISO_DAY, FIGURE, DOCUMENT, PHONE))
_not_words, _spaces = re.compile(r"[\W_]+"), re.compile(r"[\s-]")
Row = dict[str, Any]


@attrs.define(kw_only=True, repr=False)
class Referrals(Check):
    """Holds every check to a row of texts."""

    type = "referrals"
    Errors = [errors.RowConstraintError]
    form: Form
    seen: set[tuple[Any, ...]] = attrs.field(factory=set)

    def validate_row(self, row: Any) -> Iterator[Any]:
        """Yield an error for each check that a row breaks."""
        filled, meant = self._meant(row)
        for at, check in enumerate(self.form["checks"]):
            if self._breaks(check, filled, meant):
                yield errors.RowConstraintError.from_row(row, note=str(at))

    def _meant(self, row: Any) -> tuple[Row, Row]:
        form = self.form
        texts = ((key, (row[key] or "").strip()) for key in form["columns"])
        filled: Row = {key: said for key, said in texts if said}
        meant = dict(filled)
        for kind, read in READERS.items():
            for key in form[kind]:
                if key in filled:
                    said = unicodedata.normalize("NFKC", filled[key]).strip()
                    meant[key] = read(said, form["codes"].get(key))
        for key in form["packed"]:
            if key in filled:
                said = unicodedata.normalize("NFKC", filled[key])
                meant[key] = _spaces.sub("", said).upper()
        return filled, meant

    def _breaks(self, check: dict[str, Any], filled: Row, meant: Row) -> bool:
        key = check["field"]
        said = meant.get(key)
        match check["trouble"]:
            case "required":
                return key not in filled and _asked(check, meant)
            case "date" | "figure" | "code":
                return key in filled and said is None
            case "twice":
                return self._twice(tuple(map(meant.get, self.form["known_by"])))
        return said is not None and BREAKS[check["trouble"]](said, check, meant, self.form)

    def _twice(self, known: tuple[Any, ...]) -> bool:
        if None in known or known in self.seen:
            return None not in known
        self.seen.add(known)
        return False


def _read_day(said: str, _: None) -> date | None:
    try:
        if _day.fullmatch(said):
            day, month, year = said.split("/")
            return date(int(year), int(month), int(day))
        return date.fromisoformat(said) if _iso.fullmatch(said) else None
    except ValueError:
        return None


def _read_figure(said: str, _: None) -> float | None:
    return float(said.replace(",", "")) if _figure.fullmatch(said) else None


def _read_code(said: str, codes: dict[str, str]) -> str | None:
    return codes.get(_not_words.sub("", said.lower()))


def _asked(check: dict[str, Any], meant: Row) -> bool:
    if "when" not in check:
        return True
    said = meant.get(check["when"])
    if "younger" not in check:
        return said in check["codes"]
    day = meant.get(check["at"])
    if said is None or day is None:
        return False
    before = (day.month, day.day) < (said.month, said.day)
    return day.year - said.year - before < check["younger"]


def _bound(check: dict[str, Any], meant: Row, form: Form) -> date | None:
    other = check["other"]
    return date.fromisoformat(form["today"]) if other == "today" else meant.get(other)


def _identity(said: str) -> bool:
    match = _document.fullmatch(said)
    if match is None:
        return False
    first, second, digits, last = match.groups()
    values = [ord(first) - 55 if first else 36, ord(second) - 55, *map(int, digits)]
    total = sum(weight * value for weight, value in zip(WEIGHTS, values, strict=True))
    rest = (11 - total % 11) % 11
    return last == ("A" if rest == 10 else str(rest))


READERS: dict[str, Callable[[str, Any], Any]] = {
    "date": _read_day,
    "figure": _read_figure,
    "codes": _read_code,
}
BREAKS: dict[str, Callable[..., bool]] = {
    "max": lambda said, check, meant, form: said > check["most"],
    "must_be": lambda said, check, meant, form: said != check["code"],
    "phone": lambda said, check, meant, form: not _phone.fullmatch(said),
    "hkid": lambda said, check, meant, form: _asked(check, meant) and not _identity(said),
    "not_after": lambda said, check, meant, form: (
        (bound := _bound(check, meant, form)) is not None and said > bound
    ),
    "not_before": lambda said, check, meant, form: (
        (bound := _bound(check, meant, form)) is not None and said < bound
    ),
}


def findings(path: str, form: Form) -> Found:
    """Yield row, field and rule of all that is wrong."""
    fields = [{"name": key, "type": "string"} for key in form["columns"]]
    schema = Schema.from_descriptor({"fields": fields})
    resource = Resource(path=path, schema=schema)
    with system.use_context(trusted=True):
        report = resource.validate(Checklist(checks=[Referrals(form=form)]), limit_errors=1_000_000)
    for row, kind, note in report.flatten(["rowNumber", "type", "note"]):
        if kind == "row-constraint":
            check = form["checks"][int(note)]
            yield row, check["field"], check["trouble"]


if __name__ == "__main__":
    side(findings)
