"""A visitor over Flask's test client that judges every page it passes, in both languages."""

import re
from html.parser import HTMLParser

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from portal.safety import CSP
from tests import factories
from tests.factories import PASSWORD

HTML_OF = {"en": "en", "zh-Hant": "zh-Hant-HK"}
LATIN = re.compile(r"[A-Za-z]{2,}(?: [a-z]{2,}){3,}")
UNLABELLED = ("hidden", "submit", "button")


class Page:
    """One page as it came: its text, errors, links and forms."""

    def __init__(self, response: TestResponse, language: str):
        self.response = response
        self.status = response.status_code
        self.address = response.request.full_path.rstrip("?")
        self.language = language
        self.tree = html.fromstring(response.get_data(as_text=True))

    @property
    def h1(self):
        """The heading."""
        return _words(self.tree.xpath("//h1")[0])

    @property
    def title(self):
        """The title of the document."""
        return _words(self.tree.xpath("//title")[0])

    @property
    def text(self):
        """All words of the page's main part."""
        return _words(self.tree.xpath("//main")[0])

    @property
    def whole_text(self):
        """All words, head and foot too."""
        return _words(self.tree.xpath("//body")[0])

    @property
    def errors(self):
        """What the summary says is wrong."""
        return [_words(item) for item in self.tree.xpath("//*[@id='summary-title']/..//li")]

    @property
    def flashes(self):
        """What is said about the step before."""
        return [_words(item) for item in self.tree.xpath("//*[contains(@class,'flash ')]")]

    @property
    def standings(self):
        """The words of every badge."""
        return [_words(badge) for badge in self.tree.xpath("//*[contains(@class,'standing ')]")]

    @property
    def links(self):
        """Address of each link of the main part, by its words."""
        return {_words(link): link.get("href") for link in self.tree.xpath("//main//a[@href]")}

    @property
    def rows(self):
        """The words of each cell, row by row, of every table's body."""
        rows = self.tree.xpath("//main//tbody/tr")
        return [[_words(cell) for cell in row.xpath("./td | ./th")] for row in rows]

    def form(self, button=None):
        """Return the form of the main part: the one with this button, else the only one."""
        forms = self.tree.xpath("//main//form")
        if button:
            forms = [f for f in forms if button in [_words(b) for b in f.xpath(".//button")]]
        assert len(forms) == 1, f"{len(forms)} forms with {button or 'any button'}: {self.text}"
        return forms[0]


class Visitor:
    """Somebody with a browser."""

    def __init__(self, app: Flask, client: FlaskClient | None = None):
        self.app = app
        self.client = client or app.test_client()
        self.page = None

    def visit(self, path, *, expect=200, languages=("zh-Hant", "en")):
        """Open a page in each language and judge it; return it in the last one."""
        for language in languages:
            self.speak(language)
            response = self.client.get(path, follow_redirects=True)
            self.page = judge(response, expect=expect, language=language)
        return self.page

    def speak(self, language):
        """Read pages in this language from here on."""
        self.language = language
        self.client.set_cookie("language", language)

    def submit(self, button=None, *, expect=200, **values):
        """Fill in the form of the page at hand, send it, and judge what comes; files are tuples."""
        form = self.page.form(button)
        unknown = set(values) - set(form.fields.keys())
        assert not unknown, f"the form has no {unknown}, but {sorted(form.fields.keys())}"
        filled = {name: value for name, value in form.form_values()} | values
        response = self.client.open(
            form.get("action") or self.page.address,
            method=form.get("method", "get").upper(),
            data=filled,
            follow_redirects=True,
        )
        self.page = judge(response, expect=expect, language=self.language)
        return self.page

    def sign_in(self, name, password=PASSWORD, *, expect=200):
        """Sign in by the pages, in both steps; return the first page that is not as it should."""
        self.visit("/sign-in", languages=("en",))
        return self.enter(name, password, expect=expect)

    def enter(self, name, password=PASSWORD, *, expect=200):
        """Sign in from the page at hand."""
        self.submit("Sign in", name=name, password=password, expect=expect)
        if not self.page.address.startswith("/sign-in/code"):
            return self.page
        return self.submit("Go on", code=factories.code_of(name))


def sign_in(client, name, password=PASSWORD):
    """Sign in past the pages, where forms have no tokens."""
    client.post("/sign-in", data={"name": name, "password": password})
    client.post("/sign-in/code", data={"code": factories.code_of(name)})


def judge(response, *, expect, language):
    """Hold a page to what every page must be, and return it."""
    where = f"{response.request.method} {response.request.path} ({language})"
    text = response.get_data(as_text=True)
    assert response.status_code == expect, f"{where}: {response.status_code}\n{text[:3000]}"
    assert response.mimetype == "text/html", f"{where}: {response.mimetype}"
    assert response.headers["Content-Security-Policy"] == CSP, where
    page = Page(response, language)
    faults = list(_faults(page, text))
    assert not faults, f"{where}: " + "; ".join(faults)
    return page


def _faults(page, text):
    """Yield what is wrong with a page's bones."""
    tree = page.tree
    if len(tree.xpath("//h1")) != 1:
        yield f"{len(tree.xpath('//h1'))} h1"
    elif page.h1 not in page.title:
        yield f"the title {page.title!r} is not about {page.h1!r}"
    if tree.get("lang") != HTML_OF[page.language]:
        yield f"lang is {tree.get('lang')}"
    if len(tree.xpath("//main")) != 1:
        yield "no main landmark"
    if len(tree.xpath("//main//*[contains(@class,'btn-main')]")) > 1:
        yield "more than one filled button"
    yield from _inline(tree)
    yield from _unlabelled(tree)
    yield from _ids(tree)
    yield from _tables(tree)
    yield from _tags_left_open(text)
    if page.language == "zh-Hant":
        yield from (f"untranslated: {words!r}" for words in untranslated(tree))


def _inline(tree):
    if tree.xpath("//style | //@style | //script[not(@src)]"):
        yield "inline style or script"
    if tree.xpath("//@*[starts-with(name(), 'on')]"):
        yield "inline event handler"
    outside = tree.xpath("//@src[contains(., '//')] | //link/@href[contains(., '//')]")
    if outside:
        yield f"loaded from elsewhere: {outside}"


def _unlabelled(tree):
    labelled = set(tree.xpath("//label/@for"))
    for field in tree.xpath("//input | //select | //textarea"):
        named = field.get("id") in labelled or field.get("aria-label")
        if field.get("type") not in UNLABELLED and not named:
            yield f"no label for {field.get('name')}"
    for button in tree.xpath("//button | //a[@href]"):
        if not _words(button) and not button.xpath(".//img[@alt!='']"):
            yield "a button or link without words"


def _ids(tree):
    ids = tree.xpath("//@id")
    if len(ids) != len(set(ids)):
        yield f"an id twice: {sorted(i for i in set(ids) if ids.count(i) > 1)}"
    pointed = tree.xpath("//@aria-describedby | //@aria-labelledby")
    lost = {one for said in pointed for one in said.split()} - set(ids)
    if lost:
        yield f"points at what is not there: {sorted(lost)}"


def _tables(tree):
    for table in tree.xpath("//table"):
        if not table.xpath("./caption"):
            yield "a table without caption"


def untranslated(tree):
    """Return the words of a Chinese page that read as an English sentence."""
    texts = tree.xpath("//body//text()[not(ancestor::*[@lang and not(self::html)])]")
    found = []
    for text in texts:
        if text.getparent().tag not in ("script", "code", "pre") and LATIN.search(text):
            found.append(" ".join(text.split()))
    return found


VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"}
DRAWN = {"path", "circle", "rect", "line"}


class _Tags(HTMLParser):
    """Counts what is opened and closed: browsers mend it in silence, readers of screens do not."""

    def __init__(self):
        super().__init__()
        self.open, self.wrong = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID and tag not in DRAWN:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in DRAWN:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def _tags_left_open(text):
    tags = _Tags()
    tags.feed(text)
    if tags.wrong or tags.open:
        yield f"tags that do not match: {tags.wrong[:3] or tags.open[:3]}"


def _words(element):
    return " ".join(element.text_content().split())
