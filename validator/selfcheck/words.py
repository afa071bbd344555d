"""The words of a self-check sheet, a table in both languages (`words.yaml`)."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from schemas import yaml12
from schemas.spec import Text


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    words: dict[str, Any] = yaml12.parse(
        (Path(__file__).parent / "words.yaml").read_text(encoding="utf-8")
    )
    return words


def say(key: str, *, table: Text | None = None) -> Text:
    """Return a text by its key; `table` is named in it, in quotation marks."""
    said: Any = _table()
    for name in key.split("."):
        said = said[name]
    title = table or Text("", "")
    return Text(
        said["en"].format(table=f"“{title.en}”"),
        said["zh-Hant"].format(table=f"「{title.zh}」"),
    )
