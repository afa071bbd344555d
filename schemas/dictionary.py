"""The data dictionary: what is counted, in which unit; service types; the codes forms share."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from schemas import FOLDER, yaml12
from schemas.spec import Text


@dataclass(frozen=True, slots=True)
class Item:
    """One counted thing, shared by forms."""

    code: str
    label: Text
    unit: str


@cache
def items() -> Mapping[str, Item]:
    """Return the dictionary by item code."""
    return {
        code: Item(code, Text(entry["en"], entry["zh-Hant"]), entry["unit"])
        for code, entry in _read("dictionary.yaml").items()
    }


@cache
def service_types() -> Mapping[str, Text]:
    """Return the names of service types by code."""
    return {
        code: Text(entry["en"], entry["zh-Hant"])
        for code, entry in _read("service_types.yaml").items()
    }


@cache
def code_lists() -> Mapping[str, Mapping[str, Text]]:
    """Return the lists of codes that forms share, by name."""
    return {
        name: {code: Text(entry["en"], entry["zh-Hant"]) for code, entry in codes.items()}
        for name, codes in code_lists_as_written().items()
    }


@cache
def code_lists_as_written() -> dict[str, dict[str, Any]]:
    """Return the same lists, each code as it is written there, with its time."""
    return _read("code_lists.yaml")


def _read(name: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml12.parse((FOLDER / name).read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Rendered:
    """Words that mean one thing: any of the English by any of the Chinese."""

    en: tuple[str, ...]
    zh: tuple[str, ...]


@cache
def glossary() -> Mapping[str, tuple[Rendered, ...]]:
    """Return how words are rendered: `terms` wherever they stand, `names` as a whole."""
    return {
        part: tuple(Rendered(tuple(one["en"]), tuple(one["zh-Hant"])) for one in entries)
        for part, entries in yaml12.parse((FOLDER / "glossary.yaml").read_text("utf-8")).items()
    }
