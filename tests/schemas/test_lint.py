"""A form with one planted fault: that fault is named, and nothing else."""

import pytest
from click.testing import CliRunner

from portal.cli.lint import lint
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


ODD = {
    "rules that are no list": ("\nrules:\n", "\nrules: 3\nother:\n", "rules: a list"),
    "no revisions": ("\nrevisions:\n", "\nrevisions: []\nother:\n", "one at least"),
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
    assert said.output.splitlines()[-1] == "forms: 2, problems: 3"
    kind = text.splitlines().index("    kind: compares") + 1
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
    assert said.splitlines()[-1] == "forms: 1, problems: 3"


def test_a_name_that_two_forms_render_in_two_ways_is_told_at_the_second(tmp_path):
    (tmp_path / "a.yaml").write_text(GOOD)
    other = GOOD.replace("HLS-MONTH-Q", "HLS-OTHER-Q").replace("支援小組", "互助小組")
    (tmp_path / "b.yaml").write_text(other)
    line = other[: other.index("en: Support groups")].count("\n")

    said = CliRunner().invoke(lint, [str(tmp_path)])

    assert said.exit_code == 1
    told = "tables.monthly.R030: 'Support groups' is '支援小組' in tables.monthly.R030 of form HLS"
    assert f"b.yaml:{line + 1}: {told}" in said.output
    assert "a.yaml" not in said.output


def test_a_name_that_the_glossary_renders_in_two_ways_may_be_either(tmp_path):
    (tmp_path / "a.yaml").write_text(
        GOOD.replace("支援小組", "男").replace("Support groups", "Male")
    )
    other = GOOD.replace("支援小組", "男性").replace("Support groups", "Male")
    (tmp_path / "b.yaml").write_text(other.replace("HLS-MONTH-Q", "HLS-OTHER-Q"))

    said = CliRunner().invoke(lint, [str(tmp_path)]).output

    assert "'Male'" not in said
