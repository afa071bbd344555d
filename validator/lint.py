"""Everything that is wrong with a form's text, each with the line on which it stands."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import yaml

from schemas.lines import line_of, places_of
from schemas.load import SpecError, load
from schemas.shared import NotShared, spelled_out
from schemas.spec import FormSpec
from validator.proof import problems_of

_ON_LINE = re.compile(r"\(line (\d+)\)$")
_QUOTED = re.compile(r"'([^']+)'")


class Fault(NamedTuple):
    """What is wrong, and on which line of the text."""

    line: int
    words: str


def linted(text: str, *, name: str = "form") -> tuple[FormSpec | None, list[Fault]]:
    """Return the form of a text, where it is one, and everything that is wrong with it.

    The form is that of the text with all spelled out that it uses of what forms share.
    """
    try:
        spec: FormSpec | None = load(spelled_out(text), name=name)
        problems: list[str] = []
    except SpecError as error:
        spec, problems = error.sound, error.problems
    except NotShared as error:
        spec, problems = None, [str(error)]
    if spec is not None:
        problems = problems + problems_of(spec)
    return spec, placed(problems, text)


def placed(problems: Sequence[str], text: str) -> list[Fault]:
    """Return problems of a form, each with the line of the form's text that it is about."""
    places = _places(text) if problems else {}
    lines = text.splitlines()
    return [Fault(_within(line_of(one, places), one, lines), one) for one in problems]


def _within(line: int, problem: str, lines: Sequence[str]) -> int:
    """Return the line of a thing, or that within it on which stands what a problem quotes."""
    if match := _ON_LINE.search(problem):
        return int(match[1])
    for name in _QUOTED.findall(problem.partition(": did you mean")[0]):
        named = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        for number, said in _block(line, lines):
            if named.search(said):
                return number
    return line


def _block(line: int, lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines of a thing: its first, and those that are set in below it."""
    deep = _indent(lines[line - 1]) if line > 1 else -1
    for number, said in enumerate(lines[line - 1 :], line):
        if number > line and said.strip() and _indent(said) <= deep:
            return
        yield number, said


def _indent(said: str) -> int:
    return len(said) - len(said.lstrip())


def _places(text: str) -> dict[tuple[str, ...], int]:
    try:
        return places_of(text)
    except yaml.YAMLError:
        return {}
