"""Editors complete and check a form's text by a JSON Schema that is made of the language itself."""

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from portal.cli.forms import forms
from schemas import yaml12
from schemas.load import SpecError, load, packaged_texts
from tests import bad_specs
from validator.formschema import schema, text

KEPT = Path(__file__).parents[2] / "docs" / "form.schema.json"
SCHEMA = Draft202012Validator(schema())
UNSAID = {
    "shape: two rules of one id",
    "rules: a limit that is no limit",
    "rules: bounds that are words",
    "rules: a bound between two figures",
    "rules: percent of what is no number",
    "rules: a slot that holds a word",
    "shape: a word where a number belongs",
}
"""What is wrong with a text's words and is read wrong, and no schema of its shape says."""


def _document(of):
    try:
        return yaml12.parse(of)
    except yaml.YAMLError:
        return None


def _is_read(of):
    try:
        load(of)
    except SpecError:
        return False
    return True


def test_the_schema_that_is_kept_is_that_of_the_language():
    assert KEPT.read_text(encoding="utf-8") == text(), (
        "esubmit forms schema > docs/form.schema.json"
    )
    assert CliRunner().invoke(forms, ["schema"]).output == text()
    Draft202012Validator.check_schema(json.loads(text()))


@pytest.mark.parametrize("name", sorted(packaged_texts()))
def test_a_packaged_form_is_valid(name):
    assert list(SCHEMA.iter_errors(yaml12.parse(packaged_texts()[name]))) == []


def test_a_bad_spec_of_another_shape_is_not_valid():
    every = {name: bad for name, bad in bad_specs.faults().items() if _document(bad.text)}
    misshapen = {
        name
        for name in every
        if name.startswith("shape: ")
        or (name.startswith("rules: a ") and not _is_read(every[name].text))
    }

    missed = {name for name in misshapen if SCHEMA.is_valid(_document(every[name].text))}

    assert missed <= UNSAID
    assert len(misshapen - missed) > 30
    assert SCHEMA.is_valid(_document(bad_specs.SOUND))


def test_every_key_says_in_both_languages_what_it_is_for():
    silent = [name for name, said in _keys(schema()) if not said.get("description", "")]
    one_language = [
        name
        for name, said in _keys(schema())
        if not any("\u4e00" <= sign <= "\u9fff" for sign in said["description"])
    ]

    assert silent == []
    assert one_language == []


def _keys(part):
    if isinstance(part, dict):
        yield from part.get("properties", {}).items()
        for inner in part.values():
            yield from _keys(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _keys(inner)
