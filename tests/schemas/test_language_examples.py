"""What the page on the form language shows is read, bound and said: its examples of expressions."""

import re
from pathlib import Path

import pytest

from schemas import yaml12
from schemas.expression import written
from schemas.expressionreading import parse
from schemas.load import load, packaged_texts
from schemas.sentences import sentence
from validator.kinds.entrybinding import OF_LISTS as OF_LIST_FIELDS
from validator.refproof import unbound

PAGE = (Path(__file__).parents[2] / "docs" / "form-language.md").read_text(encoding="utf-8")
PART = PAGE.partition("## Expressions")[2].partition("\n## ")[0]
CASES = next(text for name, text in packaged_texts().items() if "FAS-CASE-Q" in name)
PROGRAMMES = next(text for name, text in packaged_texts().items() if "CYC-PROG-Q" in name)
SHOWN = [(CASES, body) for body in re.findall(r"```yaml check\n(.*?)```", PART, re.S)]
SHOWN += [(PROGRAMMES, body) for body in re.findall(r"```yaml list\n(.*?)```", PAGE, re.S)]


@pytest.mark.parametrize(("form", "body"), SHOWN)
def test_a_rule_of_the_page_is_a_rule_of_the_form_that_it_speaks_of(form, body):
    indented = "".join(f"    {line}\n" for line in body.splitlines())
    text = form.replace("\nrules:\n", f"\nrules:\n  - id: SHOWN\n{indented}", 1)
    spec = load(text)

    assert unbound(spec, "2025-26Q1") == []
    assert sentence(spec, spec.rules[0]).zh


def test_every_part_of_an_expression_on_the_page_is_read():
    cells = re.findall(r"^\| (`.+?) \|", PART, re.M)
    shown = [text for cell in cells for text in re.findall(r"`([^`]+)`", cell)]
    whole = [text for text in shown if re.fullmatch(r"\w+[\[.(].*|\d+|date .*|'.*'", text)]

    assert [written(parse(text)) for text in whole]
    assert len(whole) > 20


def test_the_page_shows_rules():
    kinds = [yaml12.parse(body)["kind"] for _, body in SHOWN]

    assert kinds.count("check") == 1
    assert set(OF_LIST_FIELDS) <= set(kinds)
