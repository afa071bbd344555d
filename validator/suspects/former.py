"""A workbook made for the form as it was before: its lines are those of the former edition."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from schemas.editions import edition_of, editions
from schemas.periods import Period
from schemas.spec import FormSpec, Text
from validator.extract import extract
from validator.findings import Finding
from validator.names import names_of
from validator.plan import Plan, compile_plan
from validator.wordindex import WordIndex
from validator.words import wording

_LINES = (".row_missing", ".column_missing", ".table_missing", ".row_unknown")
_MOST_EDITIONS = 3
_SHOWN = 8


def former_form(
    index: WordIndex, plan: Plan, spec: FormSpec, findings: Sequence[Finding]
) -> Iterator[Finding]:
    """Yield the cause of missing lines where the file has every line of a former edition.

    Args:
        index: the workbook.
        plan: the form as in force.
        spec: the form with all its editions.
        findings: what was found of the workbook's structure; those explained are put below.
    """
    missing = [one for one in findings if one.rule.endswith(_LINES)]
    if all(one.severity == "note" for one in missing):
        return
    current = edition_of(spec, plan.period.id)
    before = [edition for edition in editions(spec) if edition < current]
    for edition, after in list(pairwise((*before, current)))[: -_MOST_EDITIONS - 1 : -1]:
        older = _as_then(spec, edition, plan.period)
        amiss = extract(index, older, plan.period).findings
        if not any(one.rule.endswith(_LINES) for one in amiss):
            yield _told(plan, older, Period.parse(after).previous(), missing)
            return


def _as_then(spec: FormSpec, edition: str, period: Period) -> Plan:
    """Return the plan of a former edition, its columns called by the months of this period."""
    plan = compile_plan(spec, edition)
    names = {table.key: names_of(table, period) for table in plan.spec.tables}
    words = frozenset().union(*((*its.anchors, *its.rows, *its.cols) for its in names.values()))
    return replace(plan, names=names, words=words)


def _told(plan: Plan, older: Plan, until: Period, missing: Sequence[Finding]) -> Finding:
    now, then = _lines(plan), _lines(older)
    message, hint = wording(
        "former_form",
        until=Text(until.words("en"), until.words("zh")),
        lines=len(then),
        absent=_listed([now[key] for key in now if key not in then]),
        gone=_listed([then[key] for key in then if key not in now]),
    )
    rule = f"{plan.spec.code}.C.former_form"
    finding = Finding(rule, "former_form", "error", message, hint)
    placed = next((one for one in missing if one.places), None)
    finding.places = finding.cells = placed.places[:1] if placed else []
    for one in missing:
        one.cause = finding
    return finding


def _lines(plan: Plan) -> dict[tuple[str, bool, str], Text]:
    """Return all rows and columns of a form, by table and key."""
    return {
        (table.key, is_row, line.key): Text(
            f"{line.label.en} ({line.code})", f"{line.label.zh}（{line.code}）"
        )
        for table in plan.spec.tables
        for is_row, lines in ((True, table.rows), (False, table.cols))
        for line in lines
    }


def _listed(lines: list[Text]) -> Text:
    more = ["…"] * (len(lines) > _SHOWN)
    english = ", ".join([one.en for one in lines[:_SHOWN]] + more)
    return Text(english or "–", "、".join([one.zh for one in lines[:_SHOWN]] + more) or "–")
