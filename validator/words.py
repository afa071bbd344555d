"""The wording of findings, a table in both languages (`wording.yaml`)."""

from functools import cache
from pathlib import Path

from schemas import yaml12
from schemas.spec import Text
from validator.identity import masked

_SHOWN = 60
_NOTHING = {"en": "", "zh-Hant": ""}


@cache
def table() -> dict[str, dict[str, dict[str, str]]]:
    """Return the whole table as it stands in the file."""
    text = (Path(__file__).parent / "wording.yaml").read_text(encoding="utf-8")
    wording: dict[str, dict[str, dict[str, str]]] = yaml12.parse(text)
    return wording


def wording(key: str, **slots: object) -> tuple[Text, Text]:
    """Return what is wrong and what to do, filled in; a slot may be a Text of both languages."""
    entry = table()[key]
    english = {k: v.en if isinstance(v, Text) else v for k, v in slots.items()}
    chinese = {k: v.zh if isinstance(v, Text) else v for k, v in slots.items()}
    message, hint = (
        Text(pair["en"].format(**english), pair["zh-Hant"].format(**chinese))
        for pair in (entry["message"], entry.get("hint", _NOTHING))
    )
    return message, hint


def title(kind: str) -> Text:
    """Return the heading under which findings of a kind stand."""
    pair = table()["title"].get(kind) or table()["title"]["file"]
    return Text(pair["en"], pair["zh-Hant"])


@cache
def place_label(name: str) -> Text:
    """Return the label of a place of the header: form code, unit code, period."""
    pair = table()["place"][name]
    return Text(pair["en"], pair["zh-Hant"])


def cut(raw: object, longest: int = _SHOWN) -> str:
    """Return a cell's content short enough for a sentence, identity numbers masked."""
    if isinstance(raw, float):
        raw = format(raw, ".15g")
    text = str(raw)
    text = masked(text) or text
    return text if len(text) <= longest else text[: longest - 1] + "…"
