"""One word, one rendering: the same name in both languages within a form, and across forms."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from schemas import dictionary
from schemas.spec import FormSpec, ListTable, RuleSpec, Table, Text


class Said(NamedTuple):
    """A text of a form and its place; a name is the whole of what something is called."""

    place: str
    text: Text
    is_name: bool = True


def two_ways(spec: FormSpec) -> Iterator[str]:
    """Yield the terms of a form that are rendered otherwise than in the glossary, or above."""
    for said in _texts(spec):
        yield from (f"{said.place}: {why}" for why in _unlike_glossary(said.text))
    yield from (f"{place}: {why}" for _, place, why in _unlike([spec]))


def across(specs: Iterable[FormSpec]) -> Iterator[tuple[FormSpec, str]]:
    """Yield the names of each form that a form before it renders otherwise."""
    for spec, place, why in _unlike(list(specs)):
        if "of form" in why:
            yield spec, f"{place}: {why}"


def unlike_others(spec: FormSpec, others: Iterable[FormSpec]) -> Iterator[str]:
    """Yield the names of a form that others render otherwise; its own former text is none."""
    before = [one for one in others if one.code != spec.code]
    yield from (why for one, why in across([*before, spec]) if one is spec)


def _unlike(specs: list[FormSpec]) -> Iterator[tuple[FormSpec, str, str]]:
    first: dict[tuple[str, str], tuple[str, Said, str]] = {}
    for spec in specs:
        for said in _texts(spec):
            if not said.is_name or said.text.en == said.text.zh:
                continue
            for name, other in (_pair(said.text), _pair(said.text)[::-1]):
                known, before, form = first.setdefault(name, (other[1], said, spec.code))
                here = form == spec.code
                if known == other[1] or (here and _beside(before.place, said.place)):
                    continue
                if not _may_be(name[1], {known, other[1]}):
                    called, otherwise = _in(name[0], said.text), _in(other[0], before.text)
                    where = before.place if here else f"{before.place} of form {form}"
                    yield spec, said.place, f"'{called}' is '{otherwise}' in {where}"


def _pair(text: Text) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("en", text.en.strip().casefold()), ("zh", text.zh.strip())


def _in(language: str, text: Text) -> str:
    return text.en if language == "en" else text.zh


def _beside(one: str, other: str) -> bool:
    """Say whether two names are of one table: that these are not alike is seen to elsewhere."""
    return one.rpartition(".")[0] == other.rpartition(".")[0]


def _may_be(name: str, others: set[str]) -> bool:
    """Say whether the glossary has all of these for a name."""
    for one in dictionary.glossary()["names"]:
        english = {said.casefold() for said in one.en}
        if (name in english and others <= set(one.zh)) or (name in one.zh and others <= english):
            return True
    return False


def _unlike_glossary(text: Text) -> Iterator[str]:
    for term, pattern in _terms():
        if (match := pattern.search(text.en)) and not any(one in text.zh for one in term.zh):
            yield f"'{match[0]}' is {' or '.join(term.zh)} in Chinese"


@lru_cache(maxsize=1)
def _terms() -> list[tuple[dictionary.Rendered, re.Pattern[str]]]:
    return [
        (one, re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, one.en))})(?!\w)", re.IGNORECASE))
        for one in dictionary.glossary()["terms"]
    ]


def _texts(spec: FormSpec) -> Iterator[Said]:
    """Yield every text of a form, names of things first."""
    for table in spec.tables:
        yield from _of_grid(table)
    for listed in spec.lists:
        yield from _of_list(listed)
    for limit in spec.limits:
        yield Said(f"limits.{limit.key}", limit.label)
    for standard in spec.indicators:
        yield Said(f"indicators.{standard.standard}", standard.label)
    yield Said("form.title", spec.title, is_name=False)
    for rule in spec.rules:
        yield from _of_rule(rule)


def _of_grid(table: Table) -> Iterator[Said]:
    yield Said(f"tables.{table.key}.title", table.title, is_name=False)
    for line in (*table.rows, *table.cols):
        place = f"tables.{table.key}.{line.key}"
        yield Said(place, line.label)
        if line.note is not None:
            yield Said(f"{place}.note", line.note, is_name=False)


def _of_list(listed: ListTable) -> Iterator[Said]:
    yield Said(f"tables.{listed.key}.title", listed.title, is_name=False)
    for one in listed.fields:
        place = f"tables.{listed.key}.{one.key}"
        yield Said(place, one.label)
        yield from (Said(f"{place}.codes.{code}", name) for code, name in one.codes.items())


def _of_rule(rule: RuleSpec) -> Iterator[Said]:
    if rule.hint is not None:
        yield Said(f"rules.{rule.id}.hint", rule.hint, is_name=False)
    for name, slot in rule.slots.items():
        if isinstance(slot, dict) and slot.keys() >= {"en", "zh-Hant"}:
            said = Text(str(slot["en"]), str(slot["zh-Hant"]))
            yield Said(f"rules.{rule.id}.{name}", said, is_name=False)
