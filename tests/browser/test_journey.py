"""The way of a return as the people on it see it: unit worker, heads, officers, in a browser."""

import pytest

from portal.models import State
from portal.services import lists
from tests.browser.conftest import PHONE, WIDE, follow, sign_in
from tests.many import FORM, wrong_twice
from tests.walk import CASE, Sector, work

pytestmark = [pytest.mark.database, pytest.mark.browser]
both = pytest.mark.parametrize(
    ("language", "size"), [("en", WIDE), ("zh-Hant", PHONE)], ids=["en-wide", "zh-phone"]
)


@pytest.fixture
def sector(server, settle):
    settle(SAMPLED_SHARE_PERCENT=0)
    return Sector()


class Person:
    """One post at a browser of its own."""

    def __init__(self, page, account, axe):
        self.page, self.axe = page, axe
        sign_in(page, account.name)

    def see(self, path, name=""):
        self.page.goto(path)
        self.axe(self.page, name)

    def send(self, *files):
        """Choose files on the desk, send them, and let the workers finish."""
        self.page.goto("/")
        named = [
            {"name": name, "mimeType": "application/octet-stream", "buffer": data}
            for name, data in files
        ]
        self.page.set_input_files("[name=workbooks]", named)
        self.page.click("main .btn-main")
        self.page.wait_for_url("**/returns/*" if len(files) == 1 else "**/returns")

    def result(self):
        """Wait until the page has moved to the result by itself."""
        work()
        self.page.wait_for_selector(".return-head", timeout=15_000)

    def fill_and_send(self, **fields):
        """Fill in the page's form and send it by its filled button."""
        for name, value in fields.items():
            if value is True:
                self.page.check(f"[name={name}]")
            elif self.page.locator(f"input[name={name}][type=radio]").count():
                self.page.check(f"[name={name}][value={value}]")
            else:
                self.page.fill(f"[name={name}]", value)
        follow(self.page, "main form .btn-main")


@pytest.fixture
def person(open_browser, axe, sector):
    def enter(account, **how):
        return Person(open_browser(**how), account, axe)

    return enter


@both
def test_a_faulty_return_is_corrected_and_seen_as_mended(person, sector, language, size):
    worker = person(sector.user, language=language, size=size)
    worker.see("/", f"desk-{language}")
    worker.send(("faulty.xlsx", sector.workbook(R030__quarter=999)))
    worker.axe(worker.page, f"waiting-{language}")
    worker.result()
    worker.axe(worker.page, f"to-correct-{language}")
    assert worker.page.locator(".cell-bad").inner_text().startswith("999")
    assert "F13" in worker.page.locator(".cause .where").inner_text()

    worker.send(("mended.xlsx", sector.workbook()))
    worker.result()

    worker.axe(worker.page, f"to-sign-{language}")
    words = {"en": "1 corrected, 0 still wrong, 0 new", "zh-Hant": "已更正"}[language]
    assert words in worker.page.locator(".note").first.inner_text()


@both
def test_a_figure_that_is_right_goes_by_two_officers_into_the_figures(
    person, sector, language, size
):
    how = {"language": language, "size": size}
    worker = person(sector.user, **how)
    worker.send(("return.xlsx", sector.workbook(R030__quarter=999)))
    worker.result()
    address = worker.page.url
    follow(worker.page, ".answer-ask a")
    worker.axe(worker.page, f"answer-{language}")
    worker.fill_and_send(reason="other", text="Counted by hand.")
    worker.axe(worker.page, f"answered-{language}")
    sign(person(sector.head, **how), address)
    decide(person(sector.officer, **how), "First look.")
    decide(person(sector.second, **how), "Agreed.")
    work()

    worker.see("/figures/9101?period=2025-26Q3", f"figures-{language}")
    follow(worker.page, "td .btn-plain >> nth=0")
    worker.axe(worker.page, f"sources-{language}")
    assert "F11" in worker.page.locator("tbody").inner_text()


@both
def test_of_hundreds_of_one_rule_the_page_stays_short_and_each_can_be_answered(
    person, sector, language, size
):
    sector.form = FORM
    sector.owe(FORM)
    worker = person(sector.user, language=language, size=size)
    worker.send(("many.xlsx", wrong_twice(40)))
    worker.result()
    worker.axe(worker.page, f"many-{language}")
    page = worker.page
    assert page.evaluate("document.documentElement.scrollHeight") < 8 * size["height"]

    page.locator(".folded > details > summary").first.click()
    page.locator(".folded ul summary").nth(20).click()
    worker.axe(page, f"many-open-{language}")
    follow(page, ".folded details[open] details[open] .answer-ask a")
    worker.fill_and_send(reason="other", text="Counted by hand.")

    assert page.locator(".answer").is_visible()
    worker.axe(page, f"many-answered-{language}")


def sign(head, address):
    head.see(f"{address}/sign", "sign")
    head.fill_and_send(agree=True)
    head.axe(head.page, "receipt")
    assert "R-" in head.page.locator(".facts").inner_text()


def decide(officer, words):
    officer.see("/exceptions", "exceptions")
    follow(officer.page, "tbody .btn-plain")
    officer.axe(officer.page, "exception")
    officer.fill_and_send(decision="override", reason=words)


def test_a_form_of_two_signers_waits_for_the_ngo_head(person, open_browser, settle, sector):
    sector.form = CASE
    other = sector.owe(CASE)
    worker = person(sector.user)
    worker.send(("case.xlsx", sector.workbook()))
    worker.result()
    address = worker.page.url
    head = person(sector.head)
    head.see(f"{address}/sign")
    head.fill_and_send(agree=True)
    assert "NGO head" in head.page.locator(".note").first.inner_text()

    ngo = person(sector.ngo_head)
    ngo.see("/", "desk-ngo-head")
    follow(ngo.page, "tbody .btn-plain >> nth=0")
    follow(ngo.page, "main .btn-main")
    ngo.fill_and_send(agree=True)
    work()

    (sent,) = [s for s in lists.sent(sector.user)[0] if s.obligation_id == other.id]
    assert sent.state is State.LOADED


def test_without_javascript_the_result_is_there_after_a_reload(person, sector):
    worker = person(sector.user, scripts=False)
    worker.send(("faulty.xlsx", sector.workbook(R030__quarter=999)))
    work()

    worker.page.reload()

    assert "F13" in worker.page.locator(".cause .where").inner_text()


def test_several_files_at_once_and_one_that_is_no_workbook(person, sector):
    worker = person(sector.user)
    worker.send(("a.xlsx", sector.workbook()), ("b.xlsx", b"%PDF-1.7 not a workbook"))
    work()

    worker.see("/returns", "returns")

    rows = worker.page.locator("tbody tr").all_inner_texts()
    assert len(rows) == 2
    assert any("Could not be taken" in row for row in rows)
    assert any("To sign" in row for row in rows)


def test_a_file_of_a_wrong_kind_is_told_before_it_is_sent(person, sector):
    worker = person(sector.user)
    worker.page.goto("/returns/new")
    file = {"name": "march.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    worker.page.set_input_files("[name=workbooks]", file)
    follow(worker.page, "main .btn-main")

    worker.axe(worker.page, "upload-error")
    assert "must be a workbook, a CSV or a ZIP" in worker.page.locator(".summary").inner_text()
