"""No cell of a form is lost and none is changed, whoever wrote the workbook and however it lies."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.catalogue import packaged
from tests.validator.drawn import PERIOD, by_openpyxl, by_xlsxwriter, drawn
from validator.engine import check_file
from validator.plan import compile_plan

FORMS = packaged()
WRITERS = {"openpyxl": by_openpyxl, "XlsxWriter": by_xlsxwriter}


def read_from(data):
    """Return every figure of a file, with where it stood."""
    document = check_file(data, FORMS).as_document()
    return {cell["cell"]: (cell["value"], cell["sheet"], cell["a1"]) for cell in document["cells"]}


@pytest.mark.parametrize("writer", WRITERS)
@given(form=st.sampled_from(sorted(FORMS.specs)), seed=st.integers(0, 2**32))
@settings(max_examples=150, deadline=None)
def test_every_figure_is_read_as_it_was_written_and_where_it_was_written(writer, form, seed):
    book = drawn(compile_plan(FORMS.form(form), PERIOD), seed)

    found = read_from(WRITERS[writer](book))

    assert found == book.figures
