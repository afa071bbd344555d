"""What holds of every sheet of a blank workbook: print, locks, widths; and whose it is."""

from dataclasses import dataclass
from typing import Any

from schemas.spec import Text
from validator.blank.words import say
from validator.layout import LABEL_COLUMNS

_A4 = 9


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose workbook it is."""

    unit_code: str = ""
    unit_name: Text = Text("", "")


def set_up(sheet: Any, footer: str) -> None:
    """Have a sheet printed on A4, as wide as the page, and lock what nobody types in."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page = say("page")
    sheet.set_footer(f"&L{footer.replace('&', '&&')}&R{page.en} {page.zh} &P / &N")
    sheet.protect("", {"format_columns": True, "format_rows": True})


def widen(sheet: Any) -> None:
    """Give the columns of a sheet of tables their widths."""
    sheet.set_column(0, 0, 11)
    sheet.set_column(1, 1, 46)
    sheet.set_column(LABEL_COLUMNS, 12, 17)
