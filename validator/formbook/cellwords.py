"""How what a form says stands in a cell of its workbook, and how it is read back.

Most of it stands as it is written in the text of a form. A list has an entry on each line, or
between commas; a mapping has a line for each of its names. What would be read as something else
is written in quotation marks or brackets, as YAML has them.
"""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Literal

import yaml

from schemas import yaml12

Shape = Literal["prose", "plain", "flag", "lines", "keys", "map", "severity"]
"""prose: words for people, as they are. lines, keys: a list, the keys between commas as well."""

YES = "yes 是"
_FLAGS = {"yes": True, "是": True, YES: True, "no": False, "否": False, "no 否": False}
_SEPARATORS = {"lines": re.compile(r"\n"), "keys": re.compile(r"[\n,，、]")}
_DATED = re.compile(r"([\w.-]+)(?:\s+since\s+(\S+))?(?:\s+until\s+(\S+))?")

_WHOLE = re.compile(r"-?(?:0|[1-9]\d*)")


def put(value: Any, shape: Shape, shown: Mapping[str, str]) -> str | int:
    """Return what stands in the cell for a value.

    Args:
        value: what the text of the form holds.
        shape: how cells of the column are written.
        shown: what stands for a word that may be chosen: the word and what it means.
    """
    if shape == "prose":
        return str(value)
    said = _said(value, shape, shown)
    if taken(said, shape, shown) == value and type(taken(said, shape, shown)) is type(value):
        return said
    return yaml12.write(_inline(value)).removesuffix("\n").removesuffix("\n...")


def _said(value: Any, shape: Shape, shown: Mapping[str, str]) -> str | int:
    if isinstance(value, bool):
        return (YES if value else "no 否") if shape == "flag" else str(value).lower()
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        return shown.get(value, value)
    if shape == "severity":
        return "\n".join(_dated(entry) for entry in value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return (", " if shape == "keys" else "\n").join(value)
    if isinstance(value, Mapping) and value:
        return yaml12.write(dict(value)).removesuffix("\n")
    return yaml12.write(_inline(value)).removesuffix("\n")


def _dated(entry: Mapping[str, Any]) -> str:
    times = [f" {name} {entry[name]}" for name in ("since", "until") if name in entry]
    return "".join([str(entry["is"]), *times])


def _inline(value: Any) -> Any:
    if isinstance(value, Mapping):
        return yaml12.Inline({name: _inline(one) for name, one in value.items()})
    return [_inline(one) for one in value] if isinstance(value, list | tuple) else value


def taken(cell: object, shape: Shape, shown: Mapping[str, str]) -> Any:
    """Return the value that a cell holds; None where it is blank."""
    if isinstance(cell, str):
        text = cell.replace("\r\n", "\n").strip()
        return (text if shape == "prose" else _read(text, shape, shown)) if text else None
    if isinstance(cell, datetime):
        cell = cell.date() if cell.time() == cell.time().min else cell
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if shape == "prose" or not isinstance(cell, int):
        return cell.isoformat() if isinstance(cell, date) else str(cell)
    return [str(cell)] if shape in _SEPARATORS else cell


def _read(text: str, shape: Shape, shown: Mapping[str, str]) -> Any:
    parsed = _parsed(text)
    if shape in _SEPARATORS:
        return parsed if isinstance(parsed, list) else _entries(text, shape)
    if shape == "flag" and text.lower() in _FLAGS:
        return _FLAGS[text.lower()]
    if shape == "severity":
        return _severities(text)
    if parsed is not None:
        return parsed
    return _chosen(text, shown)


def _entries(text: str, shape: Shape) -> list[str]:
    return [one.strip() for one in _SEPARATORS[shape].split(text) if one.strip()]


def _severities(text: str) -> Any:
    """Read a severity or a number, or one on each line with its time."""
    found = []
    for line in text.split("\n"):
        match = _DATED.fullmatch(re.split(r"\s+(?=[^\x00-\x7f])", line.strip())[0])
        if match is None:
            return text
        times = {"since": match[2], "until": match[3]}
        said = int(match[1]) if _WHOLE.fullmatch(match[1]) else match[1]
        found.append({"is": said} | {name: said for name, said in times.items() if said})
    return found[0]["is"] if len(found) == 1 and len(found[0]) == 1 else found


def _chosen(text: str, shown: Collection[str]) -> str:
    """Return the word that was chosen, without what it means."""
    first = text.split()[0]
    return first if first in shown else text


def _parsed(text: str) -> Any:
    """Return what a text holds that is more than words: a number, a list, a mapping; else None."""
    try:
        parsed = yaml12.parse(text)
    except yaml.YAMLError:
        return None
    written_out = text[0] in "[{" or "\n" in text or ": " in text
    if isinstance(parsed, list | dict):
        return parsed if written_out and text[0] != "-" else None
    if isinstance(parsed, str):
        return parsed if text[0] in "'\"" else None
    return parsed
