"""What forms share, spelled out where a form uses it."""

import pytest
from click.testing import CliRunner

from portal.cli.lint import lint
from schemas import yaml12
from schemas.load import load, packaged_texts
from schemas.shared import NotShared, spelled_out
from schemas.writing import same

CASES = packaged_texts()["family_and_child_welfare/FAS-CASE-Q.yaml"]
KNOWN = {
    "tables.flow": {
        "blank": "skip",
        "rows": {"R900": {"en": "Total", "zh-Hant": "總數"}},
        "cols": {
            "bf": {"code": "C10", "en": "Brought forward", "zh-Hant": "承上季"},
            "cf": {"code": "C40", "use": "items.left"},
        },
    },
    "items.left": {"type": "count", "en": "Left", "zh-Hant": "餘下"},
    "items.round": {"next": {"use": "items.round"}},
}
SHARED = """
tables:
  flow:
    use: tables.flow
    blank: zero
    rows:
      R010: {en: Women, zh-Hant: 婦女}
    cols:
      new: {code: C20, en: New, zh-Hant: 新增}
"""


def table(text):
    return yaml12.parse(spelled_out(text, KNOWN))["tables"]["flow"]


def test_what_a_form_says_itself_comes_to_what_it_uses_or_stands_instead():
    flow = table(SHARED)

    assert flow["blank"] == "zero"
    assert flow["cols"]["cf"] == {"code": "C40", "type": "count", "en": "Left", "zh-Hant": "餘下"}


def test_rows_and_columns_stand_in_the_order_of_their_codes():
    flow = table(SHARED)

    assert (list(flow["rows"]), list(flow["cols"])) == (["R010", "R900"], ["bf", "new", "cf"])


def test_null_takes_away_what_is_shared():
    assert list(table(SHARED + "      bf: null\n")["cols"]) == ["new", "cf"]


@pytest.mark.parametrize(
    "text", ["form: {id: A}\n", "form: [use: it\n", "form:\n  note: 'use: it'\n"]
)
def test_a_text_that_uses_nothing_comes_back_letter_for_letter(text):
    assert spelled_out(text, KNOWN) == text


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("tables.flows", "tables.t.use: 'tables.flows' is nothing .* did you mean 'tables.flow'"),
        ("items.round", "tables.t.next.use: 'items.round' uses itself"),
    ],
)
def test_a_name_that_is_not_there_is_told_with_its_place(name, told):
    with pytest.raises(NotShared, match=told):
        spelled_out(f"tables:\n  t: {{use: {name}}}\n", KNOWN)


def test_lint_tells_of_it_with_the_line_of_the_form_itself(tmp_path):
    (tmp_path / "form.yaml").write_text("form:\n  id: A\n  programme: {use: programmes.elder}\n")

    said = CliRunner().invoke(lint, [str(tmp_path)])

    assert "form.yaml:3: form.programme.use: 'programmes.elder' is nothing" in said.output
    assert "did you mean 'programmes.elderly'?" in said.output


def test_a_form_that_uses_something_is_the_form_that_says_it_itself():
    used = CASES.replace(
        "  programme:\n    en: Family and Child Welfare\n    zh-Hant: 家庭及兒童福利\n",
        "  programme: {use: programmes.family_and_child_welfare}\n",
    )

    assert "use:" in used
    assert same(load(spelled_out(used)), load(CASES))
