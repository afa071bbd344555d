"""What the things of a form are made of: a text in both languages, and a time."""

from dataclasses import dataclass

LANGUAGES = ("en", "zh-Hant")


@dataclass(frozen=True, slots=True)
class Text:
    """A text for people, in both languages."""

    en: str
    zh: str

    def document(self) -> dict[str, str]:
        """Return the text as it stands in documents: by language tag."""
        return {"en": self.en, "zh-Hant": self.zh}

    def in_language(self, language: str) -> str:
        """Return one of the two."""
        return self.zh if language.startswith("zh") else self.en

    def both(self) -> str:
        """Return the two side by side, as a blank workbook shows them."""
        return self.en if self.en == self.zh else f"{self.en} {self.zh}"


@dataclass(frozen=True, slots=True)
class Span:
    """From which data period to which something is in force, both included; "" for no end."""

    since: str = ""
    until: str = ""

    def __bool__(self) -> bool:
        """Say whether it has an end at all."""
        return bool(self.since or self.until)

    def holds(self, period_id: str) -> bool:
        """Say whether a data period lies within."""
        return self.since <= period_id and (not self.until or period_id <= self.until)


ALWAYS = Span()
