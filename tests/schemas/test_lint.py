"""A form with one planted fault: that fault is named, and nothing else."""

import pytest
from click.testing import CliRunner

from portal.cli.lint import lint
from schemas.lines import line_of, places_of
from schemas.load import SpecError, load, packaged_texts
from validator.proof import problems_of

GOOD = next(text for name, text in packaged_texts().items() if "HLS-MONTH-Q" in name)


def problems(text):
    try:
        return problems_of(load(text))
    except SpecError as error:
        return error.problems


@pytest.mark.parametrize("name", sorted(packaged_texts()))
def test_the_packaged_forms_are_clean(name):
    assert problems(packaged_texts()[name]) == []


FAULTS = {
    "a rule of no known kind": ("kind: compare", "kind: compares", "compares"),
    "a kind nearly written": ("kind: compare", "kind: compares", "did you mean 'compare'?"),
    "a slot of no such name": ("    is: at_most", "    iss: at_most", "did you mean 'is'?"),
    "a slot left out": ("    right: monthly[R010].quarter\n", "", "needs 'right'"),
    "a slot that holds something else": ("needs: 4", "needs: [4]", "a whole number is needed"),
    "a word that may not stand there": ("is: at_most", "is: less", "at_least"),
    "an example of a rule that is not there": (
        "rule: HLS-MONTH-Q-010",
        "rule: HLS-MONTH-Q-011",
        "'HLS-MONTH-Q-011': did you mean 'HLS-MONTH-Q-0",
    ),
    "a rule about a line that is not there": ("survey[R110].value", "survey[R111].value", "R111"),
    "a total of a column that is not there": ("[m1, m2, m3]", "[m1, m2, m4]", "m4"),
    "a part of a line that is not there": ("within: R010", "within: R011", "R011"),
    "a line code twice": ("      R120:", "      R010:", "R010"),
    "two lines of one name": ("en: Support groups\n", "en: Publicity activities\n", "publicity"),
    "a language missing": ("        zh-Hant: 支援小組\n", "", "zh-Hant"),
    "an unknown key": ("    blank: skip", "    blnk: skip", "blnk"),
    "an unknown way with blanks": ("blank: skip", "blank: ignore", "ignore"),
    "an unknown type": ("code: C01, type: count", "code: C01, type: number", "number"),
    "an unknown severity": ("severity: query\n    hint", "severity: warn\n    hint", "warn"),
    "a service that is not in the list": ("service: '901'", "service: '9999'", "9999"),
    "an item that is not in the dictionary": ("item: hotline_calls\n", "item: hot_calls\n", "hot_"),
    "a key twice": ("    required: true\n", "    required: true\n    required: true\n", "required"),
    "another version of the language": ("formspec: 1", "formspec: 2", "formspec"),
    "no YAML": ("form:\n", "form: [\n", ""),
}


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_is_named_and_nothing_else(name):
    old, new, word = FAULTS[name]
    assert old in GOOD, "the fault cannot be planted any more"

    found = problems(GOOD.replace(old, new, 1))

    assert found, "not found"
    assert any(word in problem for problem in found), found
    assert len(found) <= 3, found


ROWS = next(text for name, text in packaged_texts().items() if "REF-GENERAL" in name)
FAULTS_OF_ROWS = {
    "a code list that is not there": ("codes: sexes", "codes: sex", "sex"),
    "a field that its office is found by": ("      district:", "      place:", "'district'"),
    "a check that is not there": ("check: hkid", "check: hkidd", "hkidd"),
    "a condition on no field": ("{field: service, is", "{field: servise, is", "servise"),
    "a condition on no code": ("is: [OTH]", "is: [OTHER]", "OTHER"),
    "a condition that says nothing": (", is: [U]", "", "'is'"),
    "an age on what is no date": ("at: referred_on", "at: service", "service"),
    "a bound that is not there": ("not_before: born_on", "not_before: born", "'born'"),
    "a code that must be and is not": ("must_be: Y", "must_be: J", "'J'"),
    "known by what is not there": ("service, referred_on]", "service, referred]", "referred"),
    "known by what may be blank": ("[document_type,", "[name_zh,", "name_zh"),
    "two fields of one name": ("en: Address", "en: District", "district"),
    "a rule without an example": (
        "  - {rule: consent.must_be, data: {consent: N}, expect: fail}\n",
        "",
        "consent.must_be",
    ),
    "an example that is not so": (
        "Q123456(5)'}, expect: fail",
        "Q123456(5)'}, expect: pass",
        "fail",
    ),
}


@pytest.mark.parametrize("name", FAULTS_OF_ROWS)
def test_one_fault_in_a_form_of_rows_is_named_and_nothing_else(name):
    old, new, word = FAULTS_OF_ROWS[name]
    assert old in ROWS, "the fault cannot be planted any more"

    found = problems(ROWS.replace(old, new, 1))

    assert any(word in problem for problem in found), found
    assert len(found) <= 3, found


ON_ITS_LINE = [
    "a rule about a line that is not there",
    "a part of a line that is not there",
    "a total of a column that is not there",
    "an unknown key",
    "an unknown way with blanks",
    "an unknown type",
    "an unknown severity",
    "a slot that holds something else",
    "an item that is not in the dictionary",
    "a service that is not in the list",
]


@pytest.mark.parametrize("name", ON_ITS_LINE)
def test_a_fault_is_told_with_its_line_or_that_of_the_thing_it_is_in(name):
    old, new, word = FAULTS[name]
    text = GOOD.replace(old, new, 1)
    planted = text[: text.index(new)].count("\n") + 1
    (problem,) = [one for one in problems(text) if word in one]

    line = line_of(problem, places_of(text))

    between = text.splitlines()[line - 1 : planted]
    indents = [len(words) - len(words.lstrip(" -")) for words in between]
    assert 1 < line <= planted
    assert indents[0] <= min(indents), (problem, line, planted)


ODD = {
    "rules that are no list": ("\nrules:\n", "\nrules: 3\nother:\n", "rules: a list"),
    "a rule that is a text": ("\nrules:\n", "\nrules:\n  - some words\n", "rules.1: a mapping"),
    "a slot whose name is a number": ("    is: at_most", "    is: at_most\n    7: x", "no '7'"),
    "a time that is none": (
        "severity: query\n    hint",
        "severity: [{is: query, until: then}, {is: error}]\n    hint",
        "'then' is no quarter",
    ),
    "a severity that ends for ever": (
        "severity: query\n    hint",
        "severity: [{is: query, until: 2024-25Q4}]\n    hint",
        "the last no until",
    ),
    "an example that is a text": (
        "\nexamples:\n",
        "\nexamples:\n  - words\n",
        "examples.1: a mapp",
    ),
    "an example of nothing": ("\nexamples:\n", "\nexamples:\n  - {data: {}}\n", "rule and expect"),
    "no revisions": ("\nrevisions:\n", "\nrevisions: []\nother:\n", "one at least"),
    "a table that is a text": ("\ntables:\n", "\ntables:\n  odd: text\n", "tables.odd: a mapping"),
    "a limit that is a word": (
        "    required: true\n",
        "    required: true\n    max: many\n",
        "max",
    ),
    "a total of a number": ("total_of: [m1, m2, m3]", "total_of: 3", "total_of: a list"),
    "a figure that is a word": ("needs: 4", "needs: four", "needs: a whole number"),
    "within for a column": ("total_of: [m1, m2, m3]", "within: m1", "'within' is for rows"),
    "an example of a cell that is not there": (
        "\nexamples:\n",
        "\nexamples:\n  - {rule: HLS-MONTH-Q-010, data: {'t[R9].a': 1}, expect: pass}\n",
        "examples.1: there is no cell 't[R9].a'",
    ),
    "an example at a cell that is not there": (
        "\nexamples:\n",
        "\nexamples:\n  - {rule: HLS-MONTH-Q-010, data: {}, at: 't[R9].a', expect: pass}\n",
        "examples.1: there is no cell 't[R9].a'",
    ),
    "a limit between two figures": (
        "\nrules:\n",
        "\nrules:\n  - id: NEW\n    kind: between\n    severity: error\n"
        "    figure: monthly[R010].m1\n    least: '0.5'\n",
        "rules.NEW: 0.5 has more decimals than monthly.R010.m1",
    ),
    "a mapping in itself": ("    is: at_most", "    is: &a [*a]", "recursive"),
}


@pytest.mark.parametrize("name", ODD)
def test_a_form_of_an_odd_shape_is_told_and_stops_nothing(name, tmp_path):
    old, new, word = ODD[name]
    assert old in GOOD, "the fault cannot be planted any more"
    (tmp_path / "HLS.yaml").write_text(GOOD.replace(old, new, 1))

    said = CliRunner().invoke(lint, [str(tmp_path)])

    assert isinstance(said.exception, SystemExit), said.exception
    assert word in said.output, said.output


def test_every_problem_of_a_folder_is_told_at_once(tmp_path):
    text = GOOD.replace("kind: compare", "kind: compares").replace("blank: skip", "blank: ignore")
    (tmp_path / "HLS.yaml").write_text(text)
    (tmp_path / "none.yaml").write_text("form: [\n")

    said = CliRunner().invoke(lint, [str(tmp_path)])

    assert said.exit_code == 1
    assert said.output.splitlines()[-1] == "2 forms, 3 problems"
    kind = text.splitlines().index("    kind: compares")
    assert f"HLS.yaml:{kind}: rules.HLS-MONTH-Q-010: there is no kind" in said.output
    assert "did you mean 'compare'?" in said.output


def test_what_is_wrong_with_one_rule_hides_nothing_of_the_others(tmp_path):
    faults = {
        "kind: compare": "kind: compares",
        "item: hotline_calls\n": "item: hotline_call\n",
        "figure: monthly[R010].quarter": "figure: monthly[R019].quarter",
    }
    text = GOOD
    for old, new in faults.items():
        text = text.replace(old, new)
    (tmp_path / "HLS.yaml").write_text(text)

    said = CliRunner().invoke(lint, [str(tmp_path)]).output

    for word in ("'compares'", "'hotline_call'", "'monthly[R019].quarter'"):
        assert word in said
    assert said.splitlines()[-1] == "1 forms, 3 problems"
