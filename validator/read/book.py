"""Read a file, whatever it is, into a book of sheets or a refusal."""

from validator.read.csvfile import read_csv
from validator.read.kinds import is_workbook
from validator.read.other import kind_of, read_other
from validator.read.sheet import CODES, Book, Limits, Refusal, Refused, Sheet
from validator.read.xlsx import read_xlsx

__all__ = ["CODES", "Book", "Limits", "Refusal", "Sheet", "read"]


USUAL = Limits()


def read(data: bytes, *, filename: str = "", limits: Limits = USUAL) -> Book | Refusal:
    """Read a workbook (.xlsx, .xlsm, .xls, .ods) or a long CSV.

    Args:
        data: the whole file.
        filename: what the sender called it; the content alone decides what it is.
        limits: how much is read before the file is refused.
    """
    try:
        if not data:
            raise Refused("empty")
        if len(data) > limits.max_bytes:
            raise Refused("too_big", bytes=len(data), limit=limits.max_bytes)
        return read_xlsx(data, limits) if is_workbook(data) else read_csv(data, limits)
    except Refused as refused:
        return _otherwise(data, refused.refusal, limits)


def _otherwise(data: bytes, refusal: Refusal, limits: Limits) -> Book | Refusal:
    """Read a workbook of another format, or leave it refused as it was."""
    if not (kind := kind_of(refusal)):
        return refusal
    try:
        return read_other(data, kind, limits)
    except Refused as refused:
        # Of an old format that cannot be read, the advice to save it anew is the better answer.
        bad_xls = kind == "xls" and refused.refusal.code == "damaged"
        return refusal if bad_xls else refused.refusal
