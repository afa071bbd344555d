"""Workbooks of forms that are not ours, made as people make them."""

import datetime
from io import BytesIO

import openpyxl


def saved(*sheets):
    """Return a workbook of (name, rows, merged ranges); a row is a list, None a blank row."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows, merged in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row or [])
        for area in merged:
            sheet.merge_cells(area)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


MEALS = [
    ["Community Kitchen Scheme - Quarterly Statistics"],
    ["社區廚房計劃 - 季度統計"],
    ["Unit code 單位編號:", "9187"],
    ["Period 期間:", "2025-26Q2"],
    None,
    ["1. Meals served 供應膳食"],
    ["Item", "項目", "Lunch 午膳", None, "Dinner 晚膳", None, "Total 總數"],
    [None, None, "Elderly 長者", "Others 其他", "Elderly 長者", "Others 其他", None],
    ["Weekdays", "平日", 410, 120, 320, 95, 945],
    ["Saturdays", "星期六", 88, 31, "-", 12, 131],
    ["Public holidays", "公眾假期", 40, 9, 22, 7, 78],
    ["Total", "總數", 538, 160, 342, 114, 1154],
    None,
    ["Note: count every meal once."],
    None,
    ["2. Volunteers 義工"],
    ["", "Brought forward 承上季", "Joined 加入", "Left 離開", "Carried forward 轉下季"],
    ["Cooks 廚師", 12, 3, 1, 14],
    ["Drivers 司機", 7, 0, 2, 5],
    ["Helpers 助手", 40, 11, 6, 45],
]
"""Titles in two rows, merged heads, names in two columns, a total, a second table below."""

DINERS = [
    ["Social Welfare Department 社會福利署"],
    ["Return of Community Diners"],
    ["社區食堂統計表"],
    None,
    ["Part A  Meals 甲部　膳食"],
    ["Item 項目", "Meal 膳食", "Meals served 供應膳食", None, "Both months 兩個月合計"],
    [None, None, "1st month 第一個月", "2nd month 第二個月", None],
    ["A1", "Eaten here 堂食", 1210, 1188, 2398],
    ["A2", "Taken away 外帶", 840, 902, 1742],
    ["A3", "All meals 總數", 2050, 2090, 4140],
    ["A4", "Food (HK$) 食材（港元）", 21.5, 22.3, 43.8],
    ["A5", "Helpers 義工", 8, None, 8],
]
"""The department's name above the title; lines of meals and one of money with one total."""

TALKS = [
    ["Talks held 講座"],
    ["No.", "Date 日期", "Topic 題目", "Kind 類別", "Attendance 出席人次"],
    *(
        [n, datetime.date(2025, 7, n), f"Topic {n}", "School" if n % 2 else "Open", 10 * n + n % 3]
        for n in range(1, 9)
    ),
    ["Total", None, None, None, 377],
]
"""A list with its number of entries, a date, a choice, and a total below."""

ENGLISH = [
    ["Hostel places"],
    ["Floor", "Places", "Let", "Rate", "Rent (HK$)"],
    ["Ground floor", 10, 8, 0.8, 12000],
    ["First floor", 12, 12, 1.0, 18500.5],
    ["Repairs:", None, None, None, None],
    ["Second floor", 12, 9, 0.75, 14000],
    ["Grand total", 35, 29, 0.83, 44500.5],
]
"""One language; a total that does not add up; a line without a figure."""

FILLED_IN = [
    ("Form", 0, "id", "CKS-MEAL-Q"),
    ("Form", 0, "programme.en", "Family Welfare"),
    ("Form", 0, "programme.zh-Hant", "家庭福利"),
    ("Form", 0, "service", "521"),
    ("Form", 0, "due.day", 20),
    ("Form", 0, "signers", "unit_head"),
]
"""What the first draft of the meals asks for."""


def meals():
    return saved(("Kitchen 廚房", MEALS, ["A1:G1", "A2:G2", "C7:D7", "E7:F7", "G7:G8"]))


def diners():
    return saved(("Return", DINERS, ["A1:E1", "A2:E2", "C6:D6", "A6:A7", "B6:B7", "E6:E7"]))


def talks():
    return saved(("Talks", TALKS, ["A1:E1"]))


def english():
    return saved(("Sheet1", ENGLISH, []))
