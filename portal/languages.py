"""The two languages: which one a page is in, and what is said in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import has_request_context, request
from flask_babel import get_locale
from flask_login import current_user

COOKIE = "language"


@dataclass(frozen=True)
class Language:
    """One language: its code in data, for Babel and in HTML, and its name in itself."""

    code: str
    locale: str
    html: str
    own_name: str


LANGUAGES = {
    language.code: language
    for language in (
        Language("en", locale="en", html="en", own_name="English"),
        Language("zh-Hant", locale="zh_Hant_HK", html="zh-Hant-HK", own_name="繁體中文"),
    )
}
ENGLISH, CHINESE = LANGUAGES.values()

# Whoever reads any Chinese is better served by ours than by English.
ACCEPTED = {"en": ENGLISH, "zh-Hant": CHINESE, "zh-HK": CHINESE, "zh-TW": CHINESE, "zh": CHINESE}


def choose() -> str:
    """Return the locale of this request: asked in the address, kept in a cookie, the account's."""
    if not has_request_context():
        return ENGLISH.locale
    for said in (request.args.get("lang"), request.cookies.get(COOKIE), _account_language()):
        if said in LANGUAGES:
            return LANGUAGES[said].locale
    best = request.accept_languages.best_match(list(ACCEPTED), "en")
    return ACCEPTED[best].locale


def _account_language() -> str | None:
    # The page about a database that is down must not ask the database who reads it.
    if request.environ.get("esubmit.nobody"):
        return None
    return getattr(current_user, "language", None)


def language() -> Language:
    """Return the language that is spoken now."""
    return CHINESE if str(get_locale() or "en").startswith("zh") else ENGLISH


def other_language() -> Language:
    """Return the language that the switch leads to."""
    return ENGLISH if language() is CHINESE else CHINESE


def spoken(words: Mapping[str, str] | None) -> str:
    """Return what `{en: ..., zh-Hant: ...}` says in the language of the page."""
    if not words:
        return ""
    return words.get(language().code) or words["en"]


def named(thing: object, what: str = "name") -> str:
    """Return `name_en` or `name_zh` of a thing (or `post_en`, ...) in the language of the page."""
    tongue = "zh" if language() is CHINESE else "en"
    return str(getattr(thing, f"{what}_{tongue}"))


def local_path(address: str | None) -> str:
    """Return an address if it is a path of this portal, else the desk's.

    Browsers take a backslash for a slash and skip control characters, so none may be in it.
    """
    if not address or not address.startswith("/") or address.startswith("//"):
        return "/"
    if "\\" in address or any(ord(sign) < 32 for sign in address):
        return "/"
    parts = urlsplit(address)
    return "/" if parts.scheme or parts.netloc else address
