"""A real Chromium before the real app on a socket, and axe as the judge of what it shows."""

import os
import shutil
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import sync_playwright

from portal.app import create_app
from tests import factories
from tests.factories import PASSWORD
from tests.served import served

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
LEVELS = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']"
RUN_AXE = f"axe.run(document, {{runOnly: {{type: 'tag', values: {LEVELS}}}}})"
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
SHOTS = "ESUBMIT_TEST_SHOTS"  # a folder: each page that axe judges is drawn into it


@pytest.fixture(scope="session")
def chromium():
    """One browser for the whole run: the machine's own, else Playwright's."""
    paths = [path for path in map(shutil.which, CHROMIUM) if path]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=paths[0] if paths else None, args=ARGUMENTS
        )
        yield browser
        browser.close()


@pytest.fixture
def server(db, queue_server, store):
    """The portal on a free port of this machine, in a thread, on the test database."""
    app = create_app(RATELIMIT_ENABLED=False)
    with served(app) as address:
        yield address


@pytest.fixture(params=[WIDE, PHONE], ids=["wide", "phone"])
def size(request):
    """The size of the window: a desk's and a phone's."""
    return request.param


@pytest.fixture
def open_browser(chromium, server):
    """Return a function that opens a window of its own: each is another person."""
    contexts = []

    def opened(*, size=WIDE, language="en", scripts=True):
        context = chromium.new_context(
            base_url=server, viewport=size, locale="en-GB", java_script_enabled=scripts
        )
        contexts.append(context)
        context.add_cookies([{"name": "language", "value": language, "url": server}])
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda said: _blocked(said, page.faults))
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def axe(request):
    """Return a function that asserts WCAG 2.2 AA of a page, and that it fits its window."""
    drawn = []

    def judge(page, name=""):
        name = name or f"{request.node.name}-{len(drawn)}"
        drawn.append(name)
        _draw(page, name)
        # evaluate() works under a strict policy, where a script tag would be blocked.
        page.evaluate(AXE)
        violations = page.evaluate(RUN_AXE)["violations"]
        found = [
            f"{one['id']} ({one['impact']}): {node['html'][:160]}"
            for one in violations
            for node in one["nodes"][:3]
        ]
        assert not found, f"{page.url}\n" + "\n".join(found)
        assert not page.faults, f"{page.url}: {page.faults}"
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0, f"{page.url} is {over} px wider than its window"

    return judge


def sign_in(page, name, password=PASSWORD):
    """Sign in by the pages, with the keyboard; a sample account's code is read off the page."""
    page.goto("/sign-in")
    page.fill("[name=name]", name)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_selector("[name=code]")
    shown = page.locator("[data-sample-code]")
    page.fill("[name=code]", shown.inner_text() if shown.count() else factories.code_of(name))
    page.press("[name=code]", "Enter")
    page.wait_for_url(lambda address: "/sign-in" not in address)


def follow(page, target):
    """Click what leads to another page, and wait until that page is here, as no click does."""
    with page.expect_navigation():
        page.locator(target).click()


def _blocked(said, faults):
    # A page about trouble is itself an answer of 4xx, which the console calls an error.
    if said.type == "error" and "Failed to load resource" not in said.text:
        faults.append(said.text)


def _draw(page, name):
    folder = os.environ.get(SHOTS)
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
