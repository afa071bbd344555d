"""A file with very many findings: true counts, short lists, and all of them to download."""

import csv
import io
import json
import resource
import sys
import time
from contextlib import contextmanager

import openpyxl
import pytest
from sqlalchemy import event, func, select

from portal import store as stores
from portal.database import session
from portal.models import Finding
from portal.services import exports, markups, results, submissions
from tests.many import FORM, WRONG, wrong_twice
from tests.walk import Sector, work
from validator.piles import MOST

pytestmark = pytest.mark.database
LINES = 450


@contextmanager
def asked():
    """Count the statements that the database is asked."""
    found = []

    def note(*said):
        found.append(said[2])

    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", note)
    yield found
    event.remove(bind, "before_cursor_execute", note)


def sent(lines, sector=None):
    sector = sector or Sector(FORM)
    return sector.user.id, sector.send(wrong_twice(lines))


def kept(submission):
    """Return how many bytes the document of a verdict has."""
    return stores.open(submission.verdict_key).read().__len__()


def peak():
    """Return the most memory that this process ever held, in KB: tests, pages, no child."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def rows_of(submission):
    count = select(func.count()).where(Finding.submission_id == submission.id)
    return session.scalar(count.where(Finding.rule.in_(WRONG)))


def cells_in(form, submission):
    """Return the cells that a download names, by rule, of the rules that were broken so often."""
    with exports.findings_file(submission, form) as made:
        content = made.read()
    if form == "json":
        pairs = [(p["a1"], one["rule"]) for one in json.loads(content) for p in one["places"]]
    else:
        if form == "csv":
            table = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        else:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
            table = [*book.active.iter_rows(values_only=True)]
        pairs = [(row[3], row[-1]) for row in table[1:] if not str(row[3]).endswith("…")]
    return [sorted(a1 for a1, its in pairs if its == rule) for rule in WRONG]


def test_of_many_findings_rows_document_and_page_are_short_and_the_counts_true(app, enter):
    sector = Sector(FORM)
    worker = enter(sector.user)
    sent(1, sector)
    seen = []
    for lines in (MOST + 1, LINES):
        _, submission = sent(lines, sector)
        errors, size, rows = submission.counts["error"], kept(submission), rows_of(submission)
        with asked() as questions:
            page = worker.visit(f"/returns/{submission.id}")
        seen.append((errors, size, rows, len(questions), len(page.text)))
    few, many = zip(*seen, strict=True), seen[1]

    assert many[0] - seen[0][0] == 2 * (LINES - MOST - 1)
    assert f"{LINES - MOST} more cells" in page.text
    assert (
        len(page.tree.xpath("//li[starts-with(@class,'cause ')][not(ancestor::details)]"))
        == 2 * 3 + 1
    )
    assert len(page.tree.xpath("//p[@class='answer-ask']")) == many[2] + 1
    assert page.text.count(f"{LINES - 3} more places: ") == 2
    assert f"/forms/{FORM}/rules/activities.sessions" in page.links["The rule in full"]
    for grown in [abs(one - other) for one, other in [*few][1:]]:
        assert grown < 5_000
    assert (many[2], many[3]) == (seen[0][2], seen[0][3])


def test_every_cell_is_in_the_downloads(app):
    _, many = sent(LINES)

    due = [sorted(f"{column}{row}" for row in range(7, LINES + 7)) for column in "CE"]
    for form in exports.TYPES:
        assert cells_in(form, many) == due


@pytest.mark.slow
def test_three_hundred_thousand_findings_are_answered_at_once(app, enter, settle, capsys):
    settle(CHECK_TIMEOUT_S=90)  # machines that run tests do much else beside
    sector = Sector(FORM)
    worker = enter(sector.user)
    times = {}

    def timed(name, what):
        begun = time.monotonic()
        found = what()
        times[name] = round(time.monotonic() - begun, 2)
        return found

    data = io.BytesIO(wrong_twice(150_000))
    received = submissions.receive(data, filename="many.xlsx", sender=sector.user).submission.id
    session.rollback()
    timed("checked", work)
    many = submissions.find(received, viewer=sector.user)
    assert many.counts["error"] >= 300_000
    page = timed("page", lambda: worker.visit(f"/returns/{many.id}"))
    assert "149,800 more cells" in page.text
    many = submissions.find(many.id, viewer=sector.user)
    for form in exports.TYPES:
        made = timed(form, lambda form=form: exports.findings_file(many, form))
        times[f"{form}_mb"] = made.seek(0, io.SEEK_END) >> 20
    assert [len(cells) for cells in cells_in("csv", many)] == [150_000, 150_000]
    with markups.open_marked(many) as marked:
        book = timed("marked_opened", lambda: openpyxl.load_workbook(marked, read_only=True))
    assert len(book.sheetnames) == 2
    times |= {"document_kb": kept(many) >> 10, "peak_mb": peak() >> 10}
    with capsys.disabled():
        sys.stdout.write(f"\n300,000 findings: {times}\n")
    assert results.of(many).cells_to_correct() >= 300_000
