"""The texts of a book, and what is known of each: its bare word, and whether to look closer.

Returns on one form have the same labels at the same places, file after file. So the labels of a
book can be taken from those of an earlier one, and no text but those that differ is looked at.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress
from operator import ne

from validator.cells import bare
from validator.identity import may_hold

_LONGEST_LABEL = 200
_MOST_ASKED = 16
"""Sets of words whose texts are kept."""

Spot = tuple[int, int, int]
"""A cell of a book: sheet number, row, column; rows and columns from 1."""


class Named:
    """The texts of a book whose bare word is one of some words, with their spots, in order."""

    __slots__ = ("_hash", "numbers", "spots", "texts")

    def __init__(self, labels: "Labels", chosen: list[bool]) -> None:
        self.numbers = frozenset(compress(range(len(chosen)), chosen))
        self.spots = tuple(compress(labels.spots, chosen))
        self.texts = tuple(compress(labels.texts, chosen))
        self._hash = hash((self.spots, self.texts))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Named) and (self.spots, self.texts) == (other.spots, other.texts)


@dataclass(slots=True)
class Labels:
    """The texts of a book in order. Nothing in it is changed once it is made.

    Attributes:
        spots: where each text stands.
        words: the bare word of each; None for an empty or a long text, which is no label.
        doubtful: which texts might hold an identity number.
    """

    spots: Sequence[Spot]
    texts: list[str]
    words: list[str | None]
    doubtful: list[int]
    _named: dict[frozenset[str], Named] = field(default_factory=dict)
    _places: dict[str, list[Spot]] | None = None

    @classmethod
    def of(cls, spots: Sequence[Spot], texts: list[str]) -> "Labels":
        """Look at every text."""
        doubtful = [number for number, text in enumerate(texts) if may_hold(text)]
        return cls(spots, texts, list(map(_word, texts)), doubtful)

    def again(self, texts: list[str]) -> "Labels":
        """Return the labels of a book that has other texts at the same spots."""
        changed = set(compress(range(len(texts)), map(ne, self.texts, texts)))
        words = self.words.copy()
        for number in changed:
            words[number] = _word(texts[number])
        doubtful = {number for number in changed if may_hold(texts[number])}
        doubtful.update(number for number in self.doubtful if number not in changed)
        named = {
            asked: one
            for asked, one in self._named.items()
            if one.numbers.isdisjoint(changed) and asked.isdisjoint(words[n] for n in changed)
        }
        return Labels(self.spots, texts, words, sorted(doubtful), named)

    @property
    def places(self) -> dict[str, list[Spot]]:
        """All spots of each bare word."""
        if self._places is None:
            self._places = defaultdict(list)
            for spot, word in zip(self.spots, self.words, strict=True):
                if word is not None:
                    self._places[word].append(spot)
        return self._places

    def named(self, asked: frozenset[str]) -> Named:
        """Return the texts whose bare word is one of some words."""
        if asked not in self._named:
            if len(self._named) >= _MOST_ASKED:
                self._named.clear()
            self._named[asked] = Named(self, [word in asked for word in self.words])
        return self._named[asked]


def _word(text: str) -> str | None:
    return bare(text) if 0 < len(text) <= _LONGEST_LABEL else None
