"""Read a file, whatever it is, into a book of sheets or a refusal."""

from validator.read.csvfile import read_csv
from validator.read.kinds import is_workbook
from validator.read.other import kind_of, read_other
from validator.read.sheet import CODES, Book, Limits, Refusal, Refused, Sheet
from validator.read.xlsx import read_xlsx

__all__ = ["CODES", "Book", "Limits", "Refusal", "Sheet", "read"]


USUAL = Limits()


def read(data: bytes, *, limits: Limits = USUAL, encoding: str = "") -> Book | Refusal:
    """Read a workbook (.xlsx, .xlsm, .xlsb, .xls, .ods) or a CSV; its content says which it is.

    Args:
        data: the whole file.
        limits: how much is read before the file is refused.
        encoding: the encoding of a CSV where the sender has named it.
    """
    try:
        if not data:
            raise Refused("empty")
        if len(data) > limits.max_bytes:
            raise Refused("too_big", bytes=len(data), limit=limits.max_bytes)
        return read_xlsx(data, limits) if is_workbook(data) else read_csv(data, limits, encoding)
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
