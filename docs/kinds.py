"""The page of kinds, from the code and the cases by hand: `.venv/bin/python docs/kinds.py`."""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from schemas.kinds import KINDS, ORDERS, TOLERANT
from schemas.phrases import templates
from schemas.spec import Text
from tests.validator.handworked import Case, cases, takes
from tests.validator.test_kinds import PERIOD
from tests.validator.test_kinds_policies import POLICIES
from tests.validator.test_selfcheck import SENT, self_check
from validator.blank import blank
from validator.breaking import CannotBreak, Good, broken
from validator.examples import scope_of
from validator.outcomes import FAIL, PASS
from validator.plan import compile_plan
from validator.wants import NOTHING

PAGE = Path(__file__).parent / "kinds.md"
HEAD = """# The kinds of rules, and what each can do

Made from the code and its tests by `.venv/bin/python docs/kinds.py`; a test holds the page to them.
What stands in a slot, and how a rule is written, is in [form-language.md](form-language.md).

## What each says

*Slots* stand for what a rule names there, in words.

| kind | English | 中文 |
|---|---|---|
"""
FACES = """
## What each can do

- **Held**: of cells (a column of them line by line), or in the entries of an open list. Rows of a
  referral file have no rules of these kinds: their fields say what is asked, column by column.
- **Told at**: the slot whose cell or field reports a failure.
- **Blank**: what a rule of the kind may take a blank for by its own word.
- **May miss**: whether figures may differ by rounding, or by a `tolerance`.
- **Beyond**: whether it looks at more than the file: other returns, other units, a register.
- **Self-check**: live formulas of the blank workbook, or *checked when you send*; both where that
  depends on what a rule says.
- **Specimen**: whether `esubmit specimen --rule` finds how to break it.
- **By hand**: cases worked out by hand, of cells + in entries.

| kind | held | told at | blank | may miss | beyond | self-check | specimen | by hand |
|---|---|---|---|---|---|---|---|---|
"""
_REFERENCE = re.compile(r"\b[a-z]\w*(?:\[\w+\])?\.[a-z]\w*")
_FORMULA, _SENT = "formulas", "*checked when you send*"


def page() -> str:
    """Return the page."""
    said = [f"| {kind} | {one.en} | {one.zh} |" for kind in KINDS for one in sentences(kind)]
    faces = [f"| {kind} | {' | '.join(cells)} |" for kind in KINDS for cells in [row(kind)]]
    return HEAD + "\n".join(said) + "\n" + FACES + "\n".join(faces) + "\n"


def sentences(kind: str) -> Iterator[Text]:
    """Yield the sentences of a kind: one, or one for each way to say it."""
    kinds = ORDERS if kind == "compare" else (kind,)
    for name, words in templates().items():
        if name.partition(".")[0] in kinds:
            said = (text.replace("}{", "} {") for text in (words.en, words.zh))
            yield Text(*(re.sub(r"\{(\w+)\}", r"*\1*", text) for text in said))


def row(kind: str) -> Iterator[str]:
    """Yield what stands in the columns of a kind."""
    own = [one for one in cases() if one.rule.kind == kind]
    bare = [one for one in own if not is_conditional(one)]
    held = [one.is_of_entries for one in own]
    yield ", ".join(word for word, of in (("cells", False), ("entries", True)) if of in held)
    yield ", ".join(dict.fromkeys(f"`{slot}`" for slot in told_at(own))) or "–"
    yield ", ".join(one for one in POLICIES if any(takes(case.spec, one) for case in own)) or "–"
    yield "yes" if kind in TOLERANT else "–"
    beyond = {compile_plan(one.spec, one.period).wants != NOTHING for one in bare}
    yield {True: "yes", False: "–"}.get(*beyond) if len(beyond) == 1 else "where it says so"
    yield " or ".join(sorted(self_checked()[kind], reverse=True)) if kind in self_checked() else "–"
    yield "yes" if is_breakable(own) else "–"
    yield " + ".join(str(held.count(of)) for of in (False, True) if of in held)


def is_conditional(one: Case) -> bool:
    """Say whether a rule is held at times, or of some units, alone."""
    return bool(one.rule.when or one.rule.applies_to)


def told_at(own: Sequence[Case]) -> Iterator[str]:
    """Yield the slot at which each case that fails is told."""
    for one in own:
        if one.expected == FAIL and one.policy != "error":
            names = one.told()
            yield next(
                slot
                for slot, said in one.rule.slots.items()
                if names & {*_REFERENCE.findall(str(said))}
            )


@cache
def self_checked() -> dict[str, set[str]]:
    """Return how the self-check of a blank has the rules of each kind."""
    grounds: dict[str, dict[str, Case]] = {}
    for one in cases():
        if one.spec.tables[0].blank == "skip" and not is_conditional(one):
            bodies = grounds.setdefault(repr((one.spec.tables, one.spec.lists)), {})
            bodies.setdefault(str(replace(one.rule, id="")), one)
    found: dict[str, set[str]] = {}
    for ground in grounds.values():
        first = next(iter(ground.values())).spec
        rules = {f"RULE-{n:03d}": one.rule for n, one in enumerate(ground.values())}
        few = tuple(replace(one, lines=8) for one in first.lists)
        whole = replace(first, lists=few, rules=tuple(replace(r, id=n) for n, r in rules.items()))
        lines = self_check(blank(compile_plan(whole, PERIOD), self_check=True))
        for (name, _), (now, *_) in lines.items():
            if name in rules:
                found.setdefault(rules[name].kind, set()).add(_SENT if now == SENT else _FORMULA)
    return found


def is_breakable(own: Sequence[Case]) -> bool:
    """Say whether a change is found that breaks a rule of a kind that holds."""
    for one in own:
        if one.expected == PASS and not one.is_of_entries:
            plan = compile_plan(one.spec, one.period)
            scope = scope_of(plan, one.example)
            entries = {
                key: [dict(e.values) for e in its.entries] for key, its in scope.lists.items()
            }
            try:
                broken(Good(plan, list(scope.readings.values), entries), one.rule.id)
            except CannotBreak:
                continue
            return True
    return False


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
