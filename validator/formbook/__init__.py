"""A form as a workbook that people write in: made from a form, and taken in as one."""

from validator.formbook.drafting import drafted
from validator.formbook.imported import Imported, imported, imported_into
from validator.formbook.reading import Problem, worded
from validator.formbook.spoken import spoken
from validator.formbook.workbook import exported

__all__ = [
    "Imported",
    "Problem",
    "drafted",
    "exported",
    "imported",
    "imported_into",
    "spoken",
    "worded",
]
