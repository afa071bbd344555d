"""Read workbooks and CSV into tables, trusting nothing that the file says of itself."""

from validator.read.book import CODES, Book, Limits, Refusal, Sheet, read

__all__ = ["CODES", "Book", "Limits", "Refusal", "Sheet", "read"]
