"""The blank workbook of a form: laid out like its tables, in both languages, ready to fill in."""

from validator.blank.book import blank
from validator.blank.looks import Sender

__all__ = ["Sender", "blank"]
