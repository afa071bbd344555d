"""What the page on the form language shows is read, bound, said, and comes out as it says."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from schemas import yaml12
from schemas.expression import written
from schemas.expressionreading import parse
from schemas.load import load, packaged_texts
from schemas.sentences import sentence
from schemas.shared import spelled_out
from validator.examples import misjudged
from validator.kinds.entrybinding import OF_LISTS as OF_LIST_FIELDS
from validator.refproof import unbound

PAGE = (Path(__file__).parents[2] / "docs" / "form-language.md").read_text(encoding="utf-8")
PART = PAGE.partition("## Expressions")[2].partition("\n## ")[0]
CASES = next(text for name, text in packaged_texts().items() if "FAS-CASE-Q" in name)
PROGRAMMES = next(text for name, text in packaged_texts().items() if "CYC-PROG-Q" in name)
SHOWN = [(CASES, body) for body in re.findall(r"```yaml (?:check|rule)\n(.*?)```", PAGE, re.S)]
SHOWN += [(PROGRAMMES, body) for body in re.findall(r"```yaml list\n(.*?)```", PAGE, re.S)]
PROVED = [
    (CASES if of == "rule" else PROGRAMMES, body, examples)
    for of, body, examples in re.findall(
        r"```yaml (rule|list)\n([^`]*)```\n\n```yaml examples\n([^`]*)```", PAGE
    )
]


def with_rule(form, body):
    """Return a form with a rule of the page."""
    indented = "".join(f"    {line}\n" for line in body.splitlines())
    return load(form.replace("\nrules:\n", f"\nrules:\n  - id: SHOWN\n{indented}", 1))


@pytest.mark.parametrize("body", re.findall(r"```yaml limited\n(.*?)```", PAGE, re.S))
def test_a_rule_of_the_page_names_the_limits_of_the_page(body):
    said = re.search(r"```yaml limits\n(.*?)```", PAGE, re.S)[1]
    limits = "".join(f"  {line}\n" for line in said.splitlines())

    form = spelled_out(CASES.replace("\nlimits:\n", f"\nlimits:\n{limits}", 1))
    spec = with_rule(form, body)

    assert unbound(spec, "2025-26Q1") == []
    assert "Limits: " in sentence(spec, spec.rules[0]).en


@pytest.mark.parametrize(("form", "body"), SHOWN)
def test_a_rule_of_the_page_is_a_rule_of_the_form_that_it_speaks_of(form, body):
    spec = with_rule(form, body)

    assert unbound(spec, "2025-26Q1") == []
    assert sentence(spec, spec.rules[0]).zh


def test_every_part_of_an_expression_on_the_page_is_read():
    cells = re.findall(r"^\| (`.+?) \|", PART, re.M)
    shown = [text for cell in cells for text in re.findall(r"`([^`]+)`", cell)]
    whole = [text for text in shown if re.fullmatch(r"\w+[\[.(].*|\d+|date .*|'.*'", text)]

    assert [written(parse(text)) for text in whole]
    assert len(whole) > 20


@pytest.mark.parametrize(("form", "body", "examples"), PROVED)
def test_the_examples_of_the_page_come_out_as_it_says(form, body, examples):
    spec = replace(with_rule(form, body), examples=tuple(yaml12.parse(examples)))

    assert list(misjudged(spec)) == []
    assert {one["expect"] for one in spec.examples} >= {"pass", "fail"}


def test_the_page_shows_rules_and_proves_those_that_look_beyond_the_file():
    kinds = [yaml12.parse(body)["kind"] for _, body in SHOWN]
    proved = {yaml12.parse(body)["kind"] for _, body, _ in PROVED}

    assert kinds.count("check") == 1
    assert set(OF_LIST_FIELDS) <= set(kinds)
    assert proved >= {"unusual_change", "unusual_for_peers", "in_register", "unique_across"}
