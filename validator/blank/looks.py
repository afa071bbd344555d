"""How a blank workbook looks: the formats of its cells, and what holds of every sheet."""

from dataclasses import dataclass
from typing import Any

from schemas.spec import Text
from validator.blank.words import say
from validator.layout import LABEL_COLUMNS

_GREY, _YELLOW, _BLUE, _LINE = "#F1F3F5", "#FFFDE7", "#1D4F6E", "#8A949E"
_A4 = 9
_FONT = {"font_name": "Arial", "font_size": 11, "valign": "vcenter"}
_EDGE = {"border": 1, "border_color": _LINE}
_TYPED = {"bg_color": _YELLOW, "locked": False}


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose workbook it is."""

    unit_code: str = ""
    unit_name: Text = Text("", "")


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
            _EDGE | {"align": "center", "font_color": "#57606A", "font_size": 9, "bg_color": _GREY}
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


def set_up(sheet: Any, footer: str) -> None:
    """Have a sheet printed on A4, as wide as the page, and lock what nobody types in."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page = say("page")
    sheet.set_footer(f"&L{footer.replace('&', '&&')}&R{page.en} {page.zh} &P / &N")
    sheet.protect("", {"format_columns": True, "format_rows": True})


def height(text: str, width: int) -> int:
    """Return how many lines a text takes in a column: Chinese is twice as wide."""
    wide = sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)
    return max(-(-wide * 11 // (width * 10)), 1)


def widen(sheet: Any) -> None:
    """Give the columns of a sheet of tables their widths."""
    sheet.set_column(0, 0, 11)
    sheet.set_column(1, 1, 46)
    sheet.set_column(LABEL_COLUMNS, 12, 17)
