"""A form as a workbook that people write in: made from a form, and taken in as one."""

from validator.formbook.imported import Imported, code_of, imported
from validator.formbook.workbook import exported

__all__ = ["Imported", "code_of", "exported", "imported"]
