"""Quarters of the financial year that starts on 1 April."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.periods import NotAPeriod, Period

QUARTERS = st.builds(Period, st.integers(2000, 2098), st.integers(1, 4))


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("2025-26Q3", "2025-26Q3"),
        ("2025-26 q3", "2025-26Q3"),
        ("２０２５－２６Ｑ３", "2025-26Q3"),
        ("Oct–Dec 2025", "2025-26Q3"),
        ("October to December 2025", "2025-26Q3"),
        ("Jan - Mar 2026", "2025-26Q4"),
        ("2025年10月至12月", "2025-26Q3"),
        ("2026年1月至2026年3月", "2025-26Q4"),
        ("2025/26 Q3", "2025-26Q3"),
        ("2025-2026 Q3", "2025-26Q3"),
        ("Q3, 2025-26", "2025-26Q3"),
        ("2025-26年度第三季", "2025-26Q3"),
        ("2025-26 第3季度", "2025-26Q3"),
        ("October - December, 2025", "2025-26Q3"),
        ("1 Oct 2025 to 31 Dec 2025", "2025-26Q3"),
        ("2025年10-12月", "2025-26Q3"),
        ("2025年10月1日至2025年12月31日", "2025-26Q3"),
        ("1.10.2025 – 31.12.2025", "2025-26Q3"),
        ("1/1/2028 to 31/3/2028", "2027-28Q4"),
        ("10/2025 - 12/2025", "2025-26Q3"),
        ("10-12/2025", "2025-26Q3"),
        ("For the quarter Apr-Jun 2026 (first return)", "2026-27Q1"),
        ("Jan - Mar 2025/26", "2025-26Q4"),
        ("Jan to Mar 2025-26", "2025-26Q4"),
        ("Jan 2026 to Mar 2025-2026", "2025-26Q4"),
        ("1 Apr - 30 Jun 2025/26", "2025-26Q1"),
        ("1-3/2025-26", "2025-26Q4"),
        ("2025-26Q4 Jan-Mar 2026", "2025-26Q4"),
        ("2025-26年度第三季（2025年10月至12月）", "2025-26Q3"),
        ("2025-2026年1月至3月", "2025-26Q4"),
        ("Oct-Dec 2025 (due 20-1-2026)", "2025-26Q3"),
    ],
)
def test_a_quarter_is_read_as_people_write_it(text, id_):
    assert Period.parse(text).id == id_


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025-27Q1",
        "2025-26Q5",
        "2025",
        "Nov-Jan 2026",
        "Oct-Nov 2025",
        "2025年11月至12月",
        "Q3",
        "2025 Q4",
        "2025年第四季",
        "Oct-Dec 25",
        "Oct 2024 to Dec 2025",
        "2024年10月至2025年12月",
        "1 Oct 2025 to 15 Dec 2025",
        "2.10.2025 - 31.12.2025",
        "10/2025",
        "Jan-Mar 2025/27",
        "Jan 2025 - Mar 2025/26",
        "2025-26Q4 Jan-Mar 2025",
        "2025-26Q3 Jan-Mar 2026",
        "Jan-Mar 2026 (2025-26 Q3)",
        "2025-26 Jan-Mar 2025",
        "2025-2026年4月至6月",
        "2025-26年度第四季（2025年10月至12月）",
    ],
)
def test_whatever_names_no_quarter_is_none(text):
    with pytest.raises(NotAPeriod):
        Period.parse(text)


@pytest.mark.parametrize(
    ("id_", "start", "end", "due"),
    [
        ("2025-26Q1", date(2025, 4, 1), date(2025, 6, 30), date(2025, 7, 20)),
        ("2025-26Q3", date(2025, 10, 1), date(2025, 12, 31), date(2026, 1, 20)),
        ("2027-28Q4", date(2028, 1, 1), date(2028, 3, 31), date(2028, 4, 20)),
    ],
)
def test_a_quarter_is_due_on_the_20th_of_the_month_after_it(id_, start, end, due):
    period = Period.parse(id_)

    assert (period.start, period.end, period.due()) == (start, end, due)


@given(QUARTERS)
def test_a_quarter_reads_back_from_its_id_and_its_words(period):
    for text in (period.id, period.words("en"), period.words("zh-Hant")):
        assert Period.parse(text) == period


@given(QUARTERS)
def test_quarters_follow_one_another_without_a_gap(period):
    assert period.next().previous() == period
    assert (period.next().start - period.end).days == 1
    assert Period.of(period.start) == Period.of(period.end) == period
    assert (period < period.next()) and (period.id < period.next().id)


@given(st.dates(date(2001, 1, 1), date(2097, 12, 31)))
def test_every_day_lies_in_one_quarter(day):
    period = Period.of(day)

    assert period.start <= day <= period.end
    assert (day.year, day.month) in period.months
