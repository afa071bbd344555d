"""What is written of a form is read as that form, and the same form is written the same."""

from dataclasses import fields, is_dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import spec, yaml12
from schemas.kinds import KINDS
from schemas.load import load, packaged_texts
from schemas.writing import NotWritten, same, written
from tests.schemas import drawn_specs

GOOD = next(text for name, text in packaged_texts().items() if "FAS-CASE-Q" in name)


MADE = [made for made in vars(spec).values() if isinstance(made, type) and is_dataclass(made)]
NOT_SAID = {"RuleSpec.limits"}
"""Attributes of the language that no text says."""
ROUNDS = 8
"""Drawings before a rare attribute counts as never drawn: one round leaves one out now and then."""


def test_any_form_is_read_as_it_was_written_with_every_attribute_of_the_language():
    seen = set()

    @settings(max_examples=80, deadline=None, database=None)
    @given(drawn_specs.forms())
    def law(form):
        seen.update(_said_otherwise(form))
        text = written(form)
        assert same(load(text), form)
        assert written(load(text)) == text

    every = {f"{made.__name__}.{one.name}" for made in MADE for one in fields(made)}
    for _ in range(ROUNDS):
        law()
        if every - seen == NOT_SAID:
            break
    assert every - seen == NOT_SAID


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=3, deadline=None)
@given(data=st.data())
def test_a_rule_of_every_kind_is_drawn_and_written(kind, data):
    form = data.draw(drawn_specs.forms((kind,)))

    assert [rule.kind for rule in load(written(form)).rules] == [kind]


@pytest.mark.parametrize("name", sorted(packaged_texts()))
def test_a_packaged_form_is_written_as_it_is(name):
    form = load(packaged_texts()[name])

    assert same(load(written(form)), form)


@settings(max_examples=60, deadline=None)
@given(st.recursive(
    st.one_of(st.text(), st.integers(), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
))  # fmt: skip
def test_any_document_that_is_written_is_read_as_it_was(document):
    assert yaml12.parse(yaml12.write(document)) == document


def test_only_what_is_not_the_default_is_written():
    text = written(load(GOOD))

    assert "required: false" not in text
    assert "blank: skip" not in text
    assert "decimals: 0" not in text


def test_words_that_look_like_numbers_stay_words():
    form = replace(load(GOOD), service="08")

    assert load(written(form)).service == "08"


def test_a_form_that_the_language_cannot_say_is_refused():
    form = load(GOOD)

    with pytest.raises(NotWritten, match="rules cannot be written"):
        written(replace(form, rules=(replace(form.rules[0], limits=("a",)),)))


def _said_otherwise(thing):
    """Yield each attribute of what a form holds that is not as it is unless said."""
    inside = ()
    if is_dataclass(thing):
        said = {one.name: getattr(thing, one.name) for one in fields(thing)}
        usual = {one.name: one.default for one in fields(thing)}
        yield from (f"{type(thing).__name__}.{n}" for n in said if said[n] not in ({}, usual[n]))
        inside = said.values()
    elif isinstance(thing, tuple | list):
        inside = thing
    elif hasattr(thing, "values"):
        inside = thing.values()
    for one in inside:
        yield from _said_otherwise(one)
