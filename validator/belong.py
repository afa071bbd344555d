"""Whether a file is one that may be sent at all: a known form, a unit, a quarter that is due."""

from schemas.catalogue import Catalogue
from schemas.periods import NotAPeriod, Period
from schemas.spec import Text
from validator.context import Context
from validator.findings import Finding
from validator.read.sheet import MIB, Refusal
from validator.recognise import Recognised
from validator.words import wording


def refusal(code: str, **slots: object) -> Finding:
    """Return the finding for a whole file that cannot be taken further."""
    message, hint = wording(f"file.{code}", **slots)
    return Finding(f"V.{code}", "file", "reject", message, hint)


def unreadable(reading: Refusal) -> Finding:
    """Return the finding for a file that could not be read, by the code of the reader."""
    slots: dict[str, object] = {"kind": "", "columns": "", **reading.params}
    if reading.code == "too_big":
        slots["limit_mb"] = int(reading.params["limit"]) // MIB
    if reading.code == "csv_columns" and "fields" in reading.params:
        return refusal("csv_fields", **slots)
    if reading.code == "csv_columns" and "twice" in reading.params:
        return refusal("csv_column_twice", **slots)
    slots["columns"] = reading.params.get("missing", "")
    return refusal(reading.code, **slots)


_LOST = {"time": "too_slow", "memory": "too_heavy", "crash": "unreadable"}


def lost(reason: str) -> Finding:
    """Return the finding for a file whose reader did not come back: time, memory or crash."""
    return refusal(_LOST[reason])


def unrecognised(found: Recognised) -> list[Finding]:
    """Return what a file fails to say of itself, all at once."""
    problems = []
    said = found.said
    if found.retired:
        slots = {"said": said["form"].upper(), "title": found.retired}
        problems.append(_at(found, "form", refusal("retired_form", **slots)))
    elif found.spec is None and said.get("form"):
        problems.append(_at(found, "form", refusal("unknown_form", said=said["form"])))
    elif found.spec is None:
        problems.append(refusal("no_form"))
    if not found.unit:
        problems.append(refusal("no_unit"))
    if found.period is None and said.get("period"):
        problems.append(_at(found, "period", refusal("unread_period", said=said["period"])))
    elif found.period is None:
        problems.append(_at(found, "period", refusal("no_period")))
    return problems


def misplaced(found: Recognised, context: Context, catalogue: Catalogue) -> list[Finding]:
    """Return why a recognised file is not one that is owed: unit, form or quarter."""
    if found.spec is None or found.period is None:
        return []
    if context.known_unit is False:
        return [_at(found, "unit", refusal("wrong_unit", said=found.unit))]
    if context.owed is None:
        return []
    forms = sorted({owed.form for owed in context.owed})
    if found.spec.code not in forms:
        known = [code for code in forms if code in catalogue.specs]
        slots = {"unit": found.unit, "said": found.spec.code, "owed": ", ".join(known) or "—"}
        return [_at(found, "form", refusal("wrong_form", **slots))]
    periods = [owed.period for owed in context.owed if owed.form == found.spec.code]
    if found.period.id in periods:
        return []
    said, owed = _in_words([found.period.id]), _in_words(periods)
    return [_at(found, "period", refusal("wrong_period", unit=found.unit, said=said, owed=owed))]


def _at(found: Recognised, name: str, finding: Finding) -> Finding:
    if name in found.places:
        finding.places = [found.places[name]]
        finding.cells = [found.places[name]]
    finding.raw = found.said.get(name)
    return finding


def _in_words(period_ids: list[str]) -> Text:
    try:
        periods = [Period.parse(text) for text in sorted(period_ids)]
    except NotAPeriod:
        return Text(", ".join(period_ids), "、".join(period_ids))
    english = ", ".join(period.words("en") for period in periods)
    return Text(english, "、".join(period.words("zh") for period in periods))
