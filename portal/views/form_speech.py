"""How forms are spoken of on pages: severities, times, what a line asks for, what changed."""

from typing import Any

from flask import Flask
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from portal.languages import language
from schemas.changewords import attribute, worded
from schemas.dictionary import service_types
from schemas.sentences import limit_source, limit_value
from schemas.spec import Field, Line, Text
from validator.words import title

OUTCOME_WORDS = {
    "pass": _("Holds"),
    "fail": _("A finding"),
    "not_applicable": _("Does not apply"),
    "cannot_check": _("Cannot be checked"),
}
SOURCE_WORDS = {
    "data": "",
    "prior": _("Last quarter"),
    "last_year": _("The same quarter of last year"),
    "history": _("The quarters before, the last one last"),
    "other": _("Another form"),
    "peers": _("Units of the same kind"),
    "unit": _("The unit"),
    "agreed": _("Agreed levels"),
    "register": _("Register"),
    "sent": _("Sent elsewhere"),
}


def install(app: Flask) -> None:
    """Give every page these words."""
    app.jinja_env.filters.update(said=said, worded=lambda value: said(worded(value)))
    app.jinja_env.globals.update(
        asked_words=asked_words,
        kind_title=title,
        limit_source=limit_source,
        limit_value=limit_value,
        outcome_words=OUTCOME_WORDS,
        service_words=service_words,
        source_words=lambda source: SOURCE_WORDS.get(source, source),
    )


def service_words(code: str) -> str:
    """Return a service type's code with its name."""
    name = service_types().get(code)
    return f"{code} {said(name)}" if name else code


def said(words: Text) -> str:
    """Return a text in the language of the page."""
    return words.in_language(language().code)


def asked_words(line: Line | Field) -> str:
    """Say what a line or a column asks for: "a whole number, required, at most 300"."""
    kind: Any = line.type or "count"
    parts = [said(worded(kind))]
    if line.decimals:
        parts.append(gettext("%(num)s decimals", num=line.decimals))
    if line.required:
        parts.append(gettext("required"))
    if line.max is not None:
        parts.append(gettext("at most %(most)s", most=line.max))
    if isinstance(line, Line) and line.step:
        parts.append(f"{said(attribute('step'))} {line.step}")
    return gettext(", ").join(parts)
