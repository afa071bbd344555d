"""The portal put together: what it is made of, in which order."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import Babel, gettext
from flask_bootstrap import Bootstrap5
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect

import config
import templates
from config import Settings
from portal import (
    database,
    dates,
    entry,
    errors,
    languages,
    limits,
    logs,
    metrics,
    navigation,
    safety,
    standings,
)
from portal.access import rights_of
from portal.access.people import chosen
from portal.api import APIS, bearer
from portal.intake import Intake
from portal.models.accounts import Account
from portal.services import accounts, organisations
from portal.views import PAGES, form_speech, listing, referral_speech, speech
from portal.views import accounts as account_pages

HERE = Path(__file__).parent
FORM_MEMORY_BYTES = 1_000_000  # words typed into a form; files go past this
FORM_PARTS = 2_000
FILES_AT_ONCE = 10

babel = Babel()
bootstrap = Bootstrap5()
csrf = CSRFProtect()
login = LoginManager()


class Portal(Flask):
    """Flask, but for its log of exceptions: their words may quote a cell, so only places go in."""

    request_class = Intake

    def log_exception(self, exc_info: Any) -> None:
        """Log where an exception was raised, with the reference that its page shows."""
        logs.log.error("not finished", exc_info=exc_info)


def create_app(**overrides: Any) -> Flask:
    """Make the portal from the settings; `overrides` are Flask's own settings, for tests."""
    settings = config.settings()
    logs.configure(settings.log_level)
    app = Portal(
        "portal",
        root_path=str(HERE),
        template_folder=str(templates.FOLDER),
        static_folder=str(HERE / "static"),
    )
    app.config.from_mapping(flask_settings(settings) | overrides)
    logs.watch(app)
    metrics.count_requests(app)
    safety.install(app, settings)
    install_extensions(app, settings)
    add_words(app)
    errors.register(app)
    app.before_request(entry.note_place)
    app.before_request(entry.hold_to_change)
    for pages in PAGES + APIS:
        app.register_blueprint(pages)
    for api in APIS:
        csrf.exempt(api)
    speech.install(app)
    referral_speech.install(app)
    form_speech.install(app)
    listing.install(app)
    app.teardown_appcontext(lambda _error: database.session.remove())
    return app


def flask_settings(settings: Settings) -> dict[str, Any]:
    """Return Flask's settings from ours."""
    megabyte = 1024 * 1024
    return {
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "MODE": settings.mode,
        "DEBUG": settings.debug,
        "MAX_UPLOAD_MB": settings.max_upload_mb,
        "MAX_CONTENT_LENGTH": FILES_AT_ONCE * settings.max_upload_mb * megabyte + megabyte,
        "MAX_FORM_MEMORY_SIZE": FORM_MEMORY_BYTES,
        "MAX_FORM_PARTS": FORM_PARTS,
        "SESSION_IDLE_MINUTES": settings.session_idle_minutes,
        "SESSION_ABSOLUTE_HOURS": settings.session_absolute_hours,
        "WTF_CSRF_TIME_LIMIT": settings.session_absolute_hours * 3600,
        "BABEL_DEFAULT_LOCALE": languages.ENGLISH.locale,
        "BABEL_DEFAULT_TIMEZONE": "Asia/Hong_Kong",
        "BABEL_TRANSLATION_DIRECTORIES": str(HERE / "translations"),
        "BOOTSTRAP_SERVE_LOCAL": True,
        "RATELIMIT_ENABLED": True,  # said, since the limiter else keeps what another app said
        "PROPAGATE_EXCEPTIONS": False,
        "SEND_FILE_MAX_AGE_DEFAULT": safety.YEAR_S,  # their addresses carry what is in them
        **safety.cookies(settings),
    }


def install_extensions(app: Flask, settings: Settings) -> None:
    """Install what others wrote for Flask."""
    limits.install(app, redis_url=settings.redis_url)
    babel.init_app(app, locale_selector=languages.choose)
    bootstrap.init_app(app)
    csrf.init_app(app)
    login.init_app(app)
    login.session_protection = "basic"  # phones change their address while somebody works
    login.user_loader(account_of_session)
    login.request_loader(bearer.account_of)
    login.unauthorized_handler(account_pages.ask_to_sign_in)


def add_words(app: Flask) -> None:
    """Give the pages their filters and functions."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        dates.FILTERS, fours=fours, named=languages.named, slug=slug, spoken=languages.spoken
    )
    app.jinja_env.globals.update(
        asset=asset,
        can=can,
        language=languages.language,
        navigation=navigation.entries,
        other_language=languages.other_language,
        reference=logs.reference,
        standing_of=standings.standing_of,
        switch_address=switch_address,
        session_end=safety.session_end,
        time_left=safety.time_left,
        viewer=viewer,
        whose_work=whose_work,
    )


def account_of_session(session_id: str) -> Account | None:
    """Return the account of a session; a cookie opens nothing in the API, which has no CSRF.

    Nobody's, where the database was found to be down: a page about that must not ask it again.
    """
    if request.path.startswith("/api/") or request.environ.get("esubmit.nobody"):
        return None
    return accounts.load_account(session_id)


def viewer() -> Account | None:
    """Return who reads the page, or None if nobody is signed in."""
    if request.environ.get("esubmit.nobody") or not current_user.is_authenticated:
        return None
    return current_user._get_current_object()


def whose_work(account: Account) -> str:
    """Return the unit or organisation whose work an account does, in the page's language."""
    places = {membership.place for membership in chosen(account)}
    if len(places) > 1:
        return gettext("All %(num)s places that you work for", num=len(places))
    detail = organisations.whose_work(account, on=dates.today())
    return languages.named(detail) if detail else ""


def can(right: str) -> bool:
    """Say whether the reader of the page holds a right for something."""
    account = viewer()
    return account is not None and right in rights_of(account)


def switch_address() -> str:
    """Return the address that shows this page in the other language."""
    here = request.full_path.rstrip("?")
    shown = here if current_app.url_map.bind("").test(request.path, "GET") else "/"
    return url_for("accounts.switch", code=languages.other_language().code, next=shown)


def slug(words: str) -> str:
    """Make an id for HTML from words of any script."""
    return sha256(str(words).encode()).hexdigest()[:8]


def fours(signs: str) -> str:
    """Write a long key in groups of four, to be typed off."""
    return " ".join(signs[at : at + 4] for at in range(0, len(signs), 4))


def asset(name: str) -> str:
    """Return the address of one of our own static files, which changes with its content."""
    return url_for("static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    return sha256((HERE / "static" / name).read_bytes()).hexdigest()[:10]
