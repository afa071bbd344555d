"""How sheets that we write look: the formats of cells, and how many lines a text takes."""

from typing import Any

from validator.cells import width_of

_GREY, _YELLOW, _BLUE, _LINE = "#F1F3F5", "#FFFDE7", "#1D4F6E", "#8A949E"
_FONT = {"font_name": "Arial", "font_size": 11, "valign": "vcenter"}
_EDGE = {"border": 1, "border_color": _LINE}
_TYPED = {"bg_color": _YELLOW, "locked": False}


class Looks:
    """The cell formats of one workbook. What may be typed in is yellow and not locked."""

    def __init__(self, book: Any) -> None:
        self.book = book
        figure = _FONT | _EDGE | {"align": "right"}
        words = _FONT | _EDGE | _TYPED | {"align": "left", "indent": 1}
        self.title = self._made({"bold": True, "font_size": 14, "font_color": _BLUE})
        self.bold, self.plain = self._made({"bold": True}), self._made({})
        self.wrapped = self._made({"text_wrap": True, "valign": "top"})
        self.label = self._made(_EDGE | {"text_wrap": True, "indent": 1})
        self.head = self._made(
            _EDGE | {"bold": True, "text_wrap": True, "align": "center", "bg_color": _GREY}
        )
        self.code = self._made(
            _EDGE
            | {"align": "center", "font_color": "#57606A", "font_size": 9, "bg_color": _GREY}
            | {"shrink": True}
        )
        self.figure = book.add_format(figure | _TYPED)
        self.total = book.add_format(figure | {"bold": True, "bg_color": _GREY})
        self.open_total = book.add_format(
            figure | {"bold": True, "bg_color": _GREY, "locked": False}
        )
        self.known = book.add_format(figure | {"align": "left"})
        self.words = book.add_format(words)
        self.day = book.add_format(words | {"num_format": "dd/mm/yyyy"})
        self.month = book.add_format(words | {"num_format": "mm/yyyy"})
        self.now = self._made(_EDGE | {"text_wrap": True, "bold": True, "align": "center"})
        self.count = self._made({"bold": True, "align": "left"})
        self.open = book.add_format({"locked": False})

    def _made(self, more: dict[str, Any]) -> Any:
        return self.book.add_format(_FONT | more)


def height(text: str, width: int) -> int:
    """Return how many lines a text takes in a column."""
    return max(-(-width_of(text) * 11 // (width * 10)), 1)
