"""1,000 returns, cells read already, 60 rules: the engine alone, against named peers.

`python -m bench.engine`: interleaved medians in one run, a return at a time, as returns come. Every
side has the same blank policies, the same tolerance of rounded figures and the same *cannot check*
of rules with a mistyped cell. Exit status 1 when a side has other findings than another on any
return. The peers are given the rules as the sums that they are, and their own kind of table, made
before the clock starts.
"""

import gc
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence

import yaml

from bench.peers import by_hand, frictionless_rules, pandera_pandas_rules, pandera_polars_rules
from bench.peers.rules import MISTYPED, Finding, Given, Rule
from schemas.load import load
from validator.context import NOTHING_KNOWN
from validator.evaluate import CANNOT_CHECK, FAIL, evaluate
from validator.numbers import Readings, understand
from validator.plan import Plan, compile_plan

RETURNS, TURNS = 1_000, 10
SLOW = 5
"""The peers that are not by hand take every fifth return: all of them would be four minutes."""
PERIOD = "2025-26Q3"
A, B, C = range(9), range(7), range(8)


def form_text() -> str:
    """Return a form of 60 rules: totals, balances, parts and a share, by three blank policies."""
    months = ["m1", "m2", "m3"]
    cases = {
        **_lines("R", A, total_of=[f"R{n}" for n in A]),
        "cols": _columns("bf new closed", cf={"equals": "bf + new - closed"}),
        "blank": "zero_if_any",
    }
    hours = {
        **_lines("H", B, total_of=[f"H{n}" for n in B]),
        "cols": _columns(" ".join(months), quarter={"total_of": months}, type="decimal"),
        "blank": "skip",
    }
    persons = {
        "rows": {f"P{n}": _line(f"P{n}", within="PT") for n in C} | {"PT": _line("PT")},
        "cols": _columns("male female", both={"total_of": ["male", "female"]}),
        "blank": "zero",
    }
    tables = {"cases": cases, "hours": hours, "persons": persons}
    for name, table in tables.items():
        table |= {"code": name, "title": _words(name), "find": {"sheet": [name]}}
    share = {"id": "BENCH-1", "kind": "share_at_most", "severity": "error", "percent": 90}
    share |= {"part": "persons[PT].male", "whole": "persons[PT].both"}
    head = {"id": "BENCH", "title": _words("Bench"), "programme": _words("Bench"), "service": "901"}
    revision = {"v": 1, "from": "2024-25Q1", "note": _words("First")}
    document = {"formspec": 1, "form": head, "revisions": [revision], "tables": tables}
    return str(yaml.safe_dump(document | {"rules": [share]}, allow_unicode=True))


def _words(text: str) -> dict[str, object]:
    return {"en": text, "zh-Hant": f"{text}（量度）"}


def _line(name: str, **slots: object) -> dict[str, object]:
    return {"code": name.upper(), **_words(name), **slots}


def _lines(letter: str, numbers: Sequence[int], **total: object) -> dict[str, object]:
    rows = {f"{letter}{n}": _line(f"{letter}{n}") for n in numbers}
    return {"rows": rows | {f"{letter}T": _line(f"{letter}T", **total)}}


def _columns(names: str, type: str = "count", **last: dict[str, object]) -> dict[str, object]:
    slots: dict[str, object] = {"type": type, **({"decimals": 1} if type == "decimal" else {})}
    plain = {name: _line(name, **slots) for name in names.split()}
    return plain | {name: _line(name, **slots, **more) for name, more in last.items()}


def given(plan: Plan, seed: int) -> Given:
    """Return a filled return: in most something is wrong, blank, mistyped or rounded."""
    chance = random.Random(seed)
    figures: dict[str, int | None | str] = {}
    for key, rows, columns in (
        ("cases", "R", "bf new closed cf"),
        ("hours", "H", "m1 m2 m3 quarter"),
        ("persons", "P", "male female both"),
    ):
        table = _filled(chance, key, columns.split(), len(plan.spec.table(key).rows))
        for row, line in enumerate(table):
            last = row == len(table) - 1
            for column, value in zip(columns.split(), line, strict=True):
                figures[f"{key}[{rows}{'T' if last else row}].{column}"] = value
    names = list(figures)
    for name in chance.sample(names, chance.choice((0, 1, 3))):
        figures[name] = int(figures[name] or 0) + chance.randint(1, 40)
    for name in chance.sample(names, chance.choice((0, 0, 1, 5))):
        figures[name] = None
    for name in chance.sample(names, chance.choice((0, 0, 0, 1, 2))):
        figures[name] = MISTYPED
    return [figures[cell.name] for cell in plan.cells]


def _filled(chance: random.Random, key: str, columns: list[str], rows: int) -> list[list[int]]:
    """Return figures for which all rules hold, hours rounded here and there."""
    parts = [[chance.randint(0, 99) for _ in columns[:-1]] for _ in range(rows - 1)]
    if key == "cases":
        parts = [[bf + closed, new, closed] for bf, new, closed in parts]
    parts.append([sum(column) for column in zip(*parts, strict=True)])
    if key == "hours":
        parts[-1][0] += chance.choice((-2, -1, 0, 0, 1, 2))
    closing = [bf + new - closed for bf, new, closed in parts] if key == "cases" else ()
    return [[*line, end] for line, end in zip(parts, closing or map(sum, parts), strict=True)]


def readings(plan: Plan, cells: Given) -> Readings:
    """Return the cells as our reader leaves them."""
    found = Readings.of(len(cells))
    for cell, value in zip(plan.cells, cells, strict=True):
        shown = value / 10**cell.decimals if isinstance(value, int) else value or ""
        found[cell.index] = understand(shown, cell)
    return found


def ours(plan: Plan, cells: Readings) -> set[Finding]:
    """Return each rule that fails or cannot be checked."""
    noted = evaluate(plan, cells, NOTHING_KNOWN).noted
    return {(n, o.outcome) for n, o in noted.items() if o.outcome in (FAIL, CANNOT_CHECK)}


def rules_of(plan: Plan) -> list[Rule]:
    """Return the plan's rules as the peers are given them."""
    return [
        Rule(number, r.terms, r.op == "eq", r.blank, r.slack)
        for number, r in enumerate(plan.relations)
    ]


def main() -> int:
    """Measure, print a table and a line of JSON; return the exit status."""
    plan = compile_plan(load(form_text()), PERIOD)
    rules, returns = rules_of(plan), [given(plan, seed) for seed in range(RETURNS)]
    peers = (by_hand, pandera_pandas_rules, pandera_polars_rules, frictionless_rules)
    inputs: dict[str, list[object]] = {"ours": [readings(plan, one) for one in returns]}
    sides: dict[str, Callable[[object], set[Finding]]] = {"ours": lambda one: ours(plan, one)}
    for peer in peers:
        name = peer.__name__.rpartition(".")[2].removesuffix("_rules")
        side = peer.Side(rules, len(plan.cells))
        inputs[name] = [side.table(one) for one in returns]
        sides[name] = side.findings
    medians, found = measured(sides, inputs)
    odd = {name: [n for n, its in found[name].items() if its != found["ours"][n]] for name in sides}
    for name, median in medians.items():
        differs = f"  differs on {len(odd[name])}: {odd[name][:5]}" if odd[name] else ""
        print(f"{name:16} {median * 1000:9.3f} ms a return{differs}")
    figures: dict[str, object] = {"agree": not any(odd.values()), "rules": len(rules)}
    figures |= {"returns": RETURNS, "findings": sum(map(len, found["ours"].values()))}
    figures["ms"] = round(medians["ours"] * 1000, 3)
    figures |= {f"vs_{n}": round(m / medians["ours"], 2) for n, m in medians.items() if n != "ours"}
    print(json.dumps(figures))
    return 0 if figures["agree"] else 1


def measured(
    sides: dict[str, Callable[[object], set[Finding]]], inputs: dict[str, list[object]]
) -> tuple[dict[str, float], dict[str, dict[int, set[Finding]]]]:
    """Return each side's median in seconds a return, and what it found; they take turns."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    found: dict[str, dict[int, set[Finding]]] = {name: {} for name in sides}
    for name, side in sides.items():
        side(inputs[name][0])
    gc.collect()
    gc.freeze()
    size = RETURNS // TURNS
    for turn in range(0, RETURNS, size):
        for name, side in sides.items():
            numbers = range(turn, turn + size, 1 if name in ("ours", "by_hand") else SLOW)
            tables = [inputs[name][number] for number in numbers]
            began = time.perf_counter()
            its = list(map(side, tables))
            taken[name].append((time.perf_counter() - began) / len(numbers))
            found[name] |= zip(numbers, its, strict=True)
    return {name: statistics.median(times) for name, times in taken.items()}, found


if __name__ == "__main__":
    sys.exit(main())
