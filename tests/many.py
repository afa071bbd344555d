"""A return with as many findings as are asked for: a list of which every line is wrong twice."""

import io

from portal.workbooks import write_workbook

FORM = "CYC-PROG-Q"
HEAD = [["Form code", FORM], ["Unit code", "9101"], ["Period", "2025-26Q3"], [], []]
NAMES = [f"F{number:02d}" for number in range(1, 7)]
WRONG = ("L.B.kind.code", "L.B.sessions.text")


def wrong_twice(lines):
    """Return a workbook with so many entries, of which kind and sessions cannot be understood."""
    entries = ([f"A{n:06d}", "2025-11-03", "X", "GC", "many", "3"] for n in range(lines))
    made = io.BytesIO()
    write_workbook(made, [*HEAD, NAMES, *entries], [14] * len(NAMES), "Activities")
    return made.getvalue()
