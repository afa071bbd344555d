"""A workbook made for the form as it was before: read as such, and told in one finding."""

from collections.abc import Iterable, Iterator, Sequence

from schemas.changes import changes
from schemas.spec import Field, FormSpec, Line, ListTable, Table, Text
from validator.extract import Extract, extract
from validator.findings import Finding
from validator.formerly import (
    A,
    Asked,
    Former,
    fitting,
    missing,
    paired,
    reading,
    same,
    stamped,
)
from validator.lists import Listed
from validator.plan import Plan
from validator.recognise import Recognised
from validator.wordindex import WordIndex
from validator.words import wording

_SHOWN, _SAID = 8, 12
_COMMAS = (", ", "、")
_UNSAID = ("examples", "examples_other")
"""What is of no concern to who fills in a form."""

Place = tuple[str, str]
"""The key of a table, and the code of a line of it; "" for the table itself."""


def as_made(index: WordIndex, plan: Plan, found: Recognised, texts: Iterable[FormSpec]) -> Extract:
    """Read a workbook by the plan in force; one made for a former form, line for line as that was.

    It is one of a former form where its stamp says so, or where lines are not found in it while
    it has every line of the former form. What changed, and what is missing, is one finding then;
    lines that were not asked for yet are put below it.

    Args:
        index: the workbook.
        plan: the form as in force for the data period.
        found: what the workbook says it is.
        texts: the form's texts that were in force before, the last first.
    """
    spec, period, hashed = found.spec, found.period, found.stamp.get("plan", "")
    assert spec is not None and period is not None
    cells = extract(index, plan, period)
    if hashed == plan.hash:
        return cells
    former = stamped(hashed, spec, texts, period) if hashed else None
    if former is None and any(one.severity != "note" for one in missing(cells.findings)):
        former = fitting(index, spec, texts, period)
    if former is None:
        return cells
    cells = extract(index, reading(plan, former.plan), period)
    cells.findings += _told(plan, former, cells)
    return cells


def _told(plan: Plan, former: Former, cells: Extract) -> Iterator[Finding]:
    now, then = plan.spec, former.plan.spec
    amiss = missing(cells.findings)
    unfound = {_place_of(one): one for one in amiss if one.severity != "note"}
    absent = {
        place: one
        for place, one in _alone(now, then).items()
        if place in unfound or _has_not(cells.lists.get(place[0]), one)
    }
    said = [one.words for one in changes(then, now) if one.key not in _UNSAID]
    if not (said or absent):
        return
    message, hint = wording(
        "former_form" if absent else "former_form_whole",
        when=_when(plan, former),
        changes=_listed(said, _SAID, (" ", "")),
        absent=_listed([*map(_named, absent.values())], _SHOWN, _COMMAS),
        gone=_listed([*map(_named, _alone(then, now).values())], _SHOWN, _COMMAS),
    )
    grave = any(place in unfound or _is_needed(one) for place, one in absent.items())
    rule = f"{now.code}.C.former_form"
    finding = Finding(rule, "former_form", "error" if grave else "note", message, hint)
    below = [one for place, one in unfound.items() if place in absent]
    below += [one for one in amiss if one.severity == "note"]
    finding.places = next((one.places[:1] for one in below if one.places), [])
    finding.cells = finding.places
    for one in below:
        one.cause = finding
    yield finding


def _place_of(finding: Finding) -> Place:
    code = finding.places[0].code if finding.places else ""
    return finding.rule.split(".")[1], code


def _has_not(listed: Listed | None, one: Asked) -> bool:
    """Say whether a list of the file has no column for what is a field of it."""
    return listed is not None and isinstance(one, Field) and one.key not in listed.columns


def _is_needed(one: Asked) -> bool:
    return isinstance(one, Field) and one.required


def _when(plan: Plan, former: Former) -> Text:
    if former.until is not None:
        until = Text(former.until.words("en"), former.until.words("zh"))
        return wording("former_form.until", until=until)[0]
    other = former.plan.revision != plan.revision
    key = "former_form.revision" if other else "former_form.text"
    return wording(key, revision=former.plan.revision)[0]


def _alone(spec: FormSpec, other: FormSpec) -> dict[Place, Asked]:
    """Return the tables and lines of a form that another text of it has not, by their places."""
    return dict([*_apart(spec.tables, other.tables), *_apart(spec.lists, other.lists)])


def _apart(mine: Sequence[A], its: Sequence[A]) -> Iterator[tuple[Place, Asked]]:
    both = {one.key: before for before, one in paired(its, mine)}
    for table in mine:
        if table.key not in both:
            yield (table.key, ""), table
            continue
        for lines, others in zip(_lines(table), _lines(both[table.key]), strict=True):
            kept = set(same(others, lines).values())
            yield from (((table.key, one.code), one) for one in lines if one.key not in kept)


def _lines(table: Table | ListTable) -> tuple[Sequence[Line | Field], ...]:
    return (table.rows, table.cols) if isinstance(table, Table) else (table.fields,)


def _named(one: Asked) -> Text:
    """Return what a table is called, or a line with its code."""
    if isinstance(one, Table | ListTable):
        return one.title
    return Text(f"{one.label.en} ({one.code})", f"{one.label.zh}（{one.code}）")


def _listed(words: Sequence[Text], most: int, signs: tuple[str, str]) -> Text:
    more = ["…"] * (len(words) > most)
    english = signs[0].join([one.en for one in words[:most]] + more)
    return Text(english or "–", signs[1].join([one.zh for one in words[:most]] + more) or "–")
