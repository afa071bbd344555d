"""What is wrong with a form's text, in both languages: the Chinese of each problem is a table."""

import re
from functools import lru_cache
from pathlib import Path

from schemas import yaml12
from schemas.spec import Text

_SLOT = re.compile(r"\\\{(\w)\\\}")
_AT = re.compile(r"character (\d+): ")
_MEANT = re.compile(r": did you mean '(.+)'\?$")
_MARKS = re.compile(r"\s*([「」])\s*")
_LINE = re.compile(r" \(line (\d+)\)$")


def spoken(problem: str) -> Text:
    """Return a problem in both languages; in English alone where its Chinese is not known.

    It may begin with its place in the text, which both languages have.
    """
    place, _, words = problem.partition(": ")
    inner = _spoken(words)
    if words and inner.zh != words and not _AT.match(problem):
        return Text(problem, f"{place}：{inner.zh}")
    return _spoken(problem)


def _spoken(problem: str) -> Text:
    at, meant, line = _AT.match(problem), _MEANT.search(problem), _LINE.search(problem)
    core = _LINE.sub("", _MEANT.sub("", _AT.sub("", problem, count=1)))
    chinese = _chinese(core)
    if not chinese:
        return Text(problem, problem)
    before = f"第 {at[1]} 個字元：" if at else ""
    after = f"；是否指「{meant[1]}」？" if meant else f"（第 {line[1]} 行）" if line else ""
    return Text(problem, f"{before}{chinese}{after}")


def _chinese(core: str) -> str:
    for pattern, chinese in _patterns():
        if match := pattern.fullmatch(core):
            slots = {name: _quoted(said) for name, said in match.groupdict().items()}
            return _MARKS.sub(r"\1", chinese.format(**slots))
    return ""


def _quoted(said: str) -> str:
    plain = re.fullmatch(r"'([^']*)'", said)
    return f"「{plain[1]}」" if plain else said


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what English is said how in Chinese, the most definite words first."""
    path = Path(__file__).parent / "problems.yaml"
    table: dict[str, str] = yaml12.parse(path.read_text(encoding="utf-8"))
    longest = sorted(table, key=lambda english: -len(_SLOT.sub("", re.escape(english))))
    return tuple((_pattern(english), table[english]) for english in longest)


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile(_SLOT.sub(r"(?P<\1>.+)", re.escape(english)), re.DOTALL)
