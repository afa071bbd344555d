"""The words of a blank workbook, a table in both languages (`words.yaml`)."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from schemas import yaml12
from schemas.spec import Text


@lru_cache(maxsize=1)
def table() -> dict[str, Any]:
    """Return the whole table as it stands in the file."""
    text = (Path(__file__).parent / "words.yaml").read_text(encoding="utf-8")
    words: dict[str, Any] = yaml12.parse(text)
    return words


def say(key: str, **slots: object) -> Text:
    """Return a text by its key (`asked.whole`), filled in; a slot may be a Text."""
    found: Any = table()
    for name in key.split("."):
        found = found[name]
    return Text(_filled(found["en"], slots, "en"), _filled(found["zh-Hant"], slots, "zh-Hant"))


def _filled(text: str, slots: dict[str, object], language: str) -> str:
    said = {
        name: slot.in_language(language) if isinstance(slot, Text) else slot
        for name, slot in slots.items()
    }
    return text.format(**said)


def below(*texts: Text) -> str:
    """Return texts as a cell shows them: in English, and in Chinese below where that differs."""
    said = " ".join(one.en for one in texts), "".join(one.zh for one in texts)
    return "\n".join(dict.fromkeys(said))
