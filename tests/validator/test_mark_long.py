"""A sheet too long for a tree is marked row by row."""

from tests.validator.test_mark import causes, faulty, findings_of, opened, saved
from validator.mark import mark
from validator.mark.markup import LONG_BYTES


def test_a_long_sheet_is_framed_row_by_row_as_a_short_one_is_in_a_tree():
    def marked(filler):
        book = opened(faulty())
        sheet = book.worksheets[0]
        for column in range(30, 30 + filler):
            sheet.cell(40, column, f"{column}" * 12_000)
        data = saved(book)
        return data, opened(mark(data, findings_of(data)))

    (_, short), (data, long) = marked(0), marked(LONG_BYTES // 24_000 + 5)

    name = long.sheetnames[1]
    cells = [place["a1"] for one in causes(findings_of(data)) for place in one["places"]]
    assert cells
    for row in short[name].iter_rows():
        for cell in row:
            other = long[name][cell.coordinate]
            assert other.value == cell.value
            assert repr((other.border, other.fill)) == repr((cell.border, cell.fill))
            assert (other.comment is None) == (cell.comment is None)
    assert all(long[name][at].border.left.style and long[name][at].comment for at in cells)
