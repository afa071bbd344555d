"""The pictures of these documents, from the running product: `.venv/bin/python docs/pictures.py`.

Starts a house of its own in an empty folder, walks through it in a real Chromium as its sample
posts, and draws what they see into docs/pictures/.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.books import rewritten
from tests.browser.conftest import ARGUMENTS, CHROMIUM, sign_in
from tests.kills.house import House

FOLDER = Path(__file__).parent / "pictures"
WIDE, PHONE = (1100, 900), (390, 844)
PASSWORD = "sample-only"


class Desk:
    """One post at a window of its own."""

    def __init__(self, browser: Browser, house: House, name: str, size: tuple[int, int]) -> None:
        width, height = size
        context = browser.new_context(
            base_url=house.address, viewport={"width": width, "height": height}, locale="en-GB"
        )
        self.page: Page = context.new_page()
        sign_in(self.page, name, PASSWORD)

    def speak_chinese(self) -> None:
        """Change the page's language as people do."""
        self.page.click("text=繁體中文")

    def draw(self, name: str, *, tall: int = 0) -> None:
        """Draw what is seen; `tall` pixels of it instead of the window's height."""
        size = self.page.viewport_size
        assert size is not None
        clip = {"x": 0, "y": 0, "width": size["width"], "height": tall or size["height"]}
        self.page.screenshot(path=FOLDER / f"{name}.png", clip=clip, full_page=True)

    def answer(self, **fields: str) -> None:
        """Fill in the page's form and send it by its filled button."""
        for name, value in fields.items():
            field = self.page.locator(f"[name={name}]")
            if field.first.get_attribute("type") in ("radio", "checkbox"):
                self.page.check(f"[name={name}][value={value}]" if value else f"[name={name}]")
            else:
                field.fill(value)
        self.page.click("main form .btn-main")
        self.page.wait_for_load_state()


def walk(browser: Browser, house: House) -> None:
    """Draw the pages that the documents speak of, in the order of a return's way."""
    worker = Desk(browser, house, "unit101.user", WIDE)
    worker.draw("desk")
    worker.page.goto("/returns")
    worker.page.click("tr:has-text('faulty') .btn-plain")
    worker.draw("result", tall=1150)
    address = worker.page.url
    phone = Desk(browser, house, "unit101.user", PHONE)
    phone.page.goto(address)
    phone.speak_chinese()
    phone.draw("result-zh", tall=1900)

    while worker.page.locator(".answer-ask a").count():
        worker.page.click(".answer-ask a >> nth=0")
        worker.answer(reason="other", text="Counted again by hand; the total is right.")
    for signer in ("unit101.head", "ngo01.head"):
        head = Desk(browser, house, signer, WIDE)
        head.page.goto(f"{address}/sign")
        head.answer(agree="")
    officer = Desk(browser, house, "officer", WIDE)
    officer.page.goto("/exceptions")
    officer.page.click("tr:has-text('9101') .btn-plain >> nth=0")
    officer.draw("exception", tall=1100)

    other = Desk(browser, house, "unit102.user", WIDE)
    other.page.goto("/figures")
    other.page.click("main .files a >> nth=0")
    other.page.click("text=Quarter before")
    other.draw("figures")


def keep_forms(browser: Browser, house: House) -> None:
    """Draw what a form manager sees: a rule, a workbook with problems, what a draft changes."""
    code = "FAS-CASE-Q"
    keeper = Desk(browser, house, "forms", WIDE)
    keeper.page.goto(f"/forms/{code}/rules/{code}-020")
    keeper.draw("form-rule", tall=1100)
    keeper.page.goto(f"/forms/{code}")
    with keeper.page.expect_download() as downloading:
        keeper.page.click("main .buttons a[href$='form.xlsx']")
    book = Path(downloading.value.path()).read_bytes()
    wrong = [("Rules", 6, "kind", "equal"), ("Lines", 8, "total_of", "R010, R021")]
    right = [("Lines", 5, "en", "Counselling of families"), ("Rules", 6, "severity", "query")]
    for name, cells in (("form-problems", wrong), ("form-change", right)):
        keeper.page.goto("/revisions/new")
        content = rewritten(book, cells)
        file = {"name": "form.xlsx", "mimeType": "application/zip", "buffer": content}
        keeper.page.set_input_files("[name=file]", file)
        keeper.answer()
        keeper.draw(name, tall=900)


def main() -> None:
    """Make all pictures anew."""
    FOLDER.mkdir(exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="pictures-"))
    house = House(home / "home", SAMPLE_UNITS=6, SAMPLE_QUARTERS=4)
    try:
        house.start()
        paths = [path for path in map(shutil.which, CHROMIUM) if path]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=paths[0] if paths else None, args=ARGUMENTS
            )
            walk(browser, house)
            keep_forms(browser, house)
            browser.close()
    finally:
        house.stop()
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
