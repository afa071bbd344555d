"""The sentences of the form language, filled in, and the names of things as they stand in them."""

from collections.abc import Mapping
from functools import cache

from schemas import FOLDER, yaml12
from schemas.spec import Text


@cache
def templates() -> dict[str, Text]:
    """Return every sentence with its slots, by kind."""
    text = (FOLDER / "sentences.yaml").read_text(encoding="utf-8")
    pairs = yaml12.parse(text).items()
    return {kind: Text(pair["en"], pair["zh-Hant"]) for kind, pair in pairs}


def filled(kind: str, said: Mapping[str, Text]) -> Text:
    """Return a sentence with its slots filled in."""
    pair = templates()[kind]
    english = pair.en.format(**{name: text.en for name, text in said.items()})
    chinese = pair.zh.format(**{name: text.zh for name, text in said.items()})
    return Text(english, chinese)


def quoted(label: Text) -> Text:
    """Return a name in the quotation marks of each language."""
    return Text(f"“{label.en}”", f"「{label.zh}」")


def joined(names: list[Text], last: str = " and ") -> Text:
    """Return names one after the other."""
    return Text(
        last.join(filter(None, (", ".join(n.en for n in names[:-1]), names[-1].en))),
        "、".join(name.zh for name in names),
    )
