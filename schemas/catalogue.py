"""The forms at hand: found by code, and by the words that a file calls itself with."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Self

from schemas.load import SpecError, load, packaged_texts
from schemas.spec import FormSpec

REFERRAL = "referral"


class NoSuchForm(KeyError):
    """No form of the catalogue has this code."""


class Catalogue:
    """Form specs by code. Holds texts and not paths: the validator is given text.

    Referral forms stand apart: nobody owes them, and they are read row by row. Retired forms are
    those that nobody sends any more, as they were last.
    """

    def __init__(
        self,
        specs: Iterable[FormSpec],
        *,
        retired: Iterable[FormSpec] = (),
        former: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Take the forms.

        Args:
            specs: the forms in force.
            retired: the forms that nobody sends any more.
            former: by code the texts of a form that were in force before, the last first. They are
                loaded when a file asks for them: most never are.
        """
        every = list(specs)
        self._former = former or {}
        self.retired = {spec.code: spec for spec in retired}
        self.specs = {spec.code: spec for spec in every if spec.kind != REFERRAL}
        self.referrals = {spec.code: spec for spec in every if spec.kind == REFERRAL}

    @classmethod
    def of_texts(cls, texts: Iterable[str]) -> Self:
        """Make a catalogue of YAML texts. Raises SpecError."""
        return cls(load(text) for text in texts)

    def form(self, code: str) -> FormSpec:
        """Return the form with this code. Raises NoSuchForm."""
        try:
            return self.specs.get(code) or self.referrals[code]
        except KeyError:
            raise NoSuchForm(code) from None

    def former(self, code: str) -> Iterator[FormSpec]:
        """Yield a form as its former texts had it, the last first.

        A text that this version of the language does not know any more is left out.
        """
        for text in self._former.get(code, ()):
            with suppress(SpecError):
                yield load(text)


@cache
def packaged() -> Catalogue:
    """Return the catalogue that comes with the program."""
    return Catalogue(load(text, name=name) for name, text in packaged_texts().items())
