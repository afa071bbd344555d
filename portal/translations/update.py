"""Bring the catalogue up to date: extract, merge, compile, and list what lacks Chinese."""

import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from config import Settings
from portal.translations import CALLS, CONFIGURATION, EXTRACTED, FOLDER, MO, PO

ROOT = FOLDER.parent.parent
LOCALE = "zh_Hant_HK"
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)
HEAD = "# The Chinese words of the portal. See portal/translations/__init__.py.\n#"


def extracted() -> Catalog:
    """Return every word of templates and Python."""
    catalog = Catalog(fuzzy=False)
    with CONFIGURATION.open(encoding="utf-8") as said:
        methods, options = parse_mapping_cfg(said)
    keywords = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
    keywords = {name: keywords[name] for name in CALLS}
    for folder in EXTRACTED:
        found = extract_from_dir(
            ROOT / folder, method_map=methods, options_map=options, keywords=keywords
        )
        for file, _line, words, _comments, context in found:
            catalog.add(words, None, [(f"{folder}/{file}", 0)], context=context)
    for setting in Settings.model_fields.values():
        catalog.add(setting.description or "")  # shown on the administrator's page
    return catalog


def merged(words: Catalog, known: Catalog) -> Catalog:
    """Return the catalogue with all words of the program, and the Chinese that is known."""
    known.update(words, no_fuzzy_matching=True, update_header_comment=False)
    known.header_comment = HEAD
    known.creation_date = SOME_DAY
    for message in known:
        message.locations = []
        message.flags -= {"fuzzy"}
    return known


def read() -> Catalog:
    """Return the catalogue as it lies in the file."""
    catalog = Catalog(locale=LOCALE, fuzzy=False)
    if PO.exists():
        with PO.open("rb") as file:
            catalog = read_po(file, locale=LOCALE)
    # A date that moves would make two people's changes touch the same line.
    catalog.creation_date = catalog.revision_date = SOME_DAY
    return catalog


def as_po(catalog: Catalog) -> bytes:
    """Return the catalogue as the text of its file, sorted."""
    text = BytesIO()
    write_po(text, catalog, width=0, omit_header=False, sort_output=True, no_location=True)
    return text.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    """Return the catalogue compiled."""
    binary = BytesIO()
    write_mo(binary, catalog)
    return binary.getvalue()


def lacking(catalog: Catalog) -> list[Message]:
    """Return the words that have no Chinese."""
    return [message for message in catalog if message.id and not _said(message)]


def add(catalog: Catalog, lines: Iterator[str]) -> list[str]:
    """Put "English<TAB>Chinese" into the catalogue; return the English that nobody says."""
    unknown = []
    for line in lines:
        english, tab, chinese = line.rstrip("\n").replace("\\n", "\n").partition("\t")
        if not tab or english.startswith("#"):
            continue
        message = catalog.get(english)
        if message is None:
            unknown.append(english)
        else:
            message.string = (chinese,) if message.pluralizable else chinese
    return unknown


def main(files: list[str]) -> int:
    """Update the catalogue, and say what is left to do."""
    unknown = []
    with _alone():
        catalog = merged(extracted(), read())
        for name in files:
            with Path(name).open(encoding="utf-8") as lines:
                unknown += add(catalog, iter(lines))
        PO.parent.mkdir(parents=True, exist_ok=True)
        PO.write_bytes(as_po(catalog))
        MO.write_bytes(as_mo(read()))
    left = lacking(catalog)
    said_nowhere = [f"said nowhere: {english}" for english in unknown]
    count = f"{len(catalog)} words, {len(left)} without Chinese"
    sys.stdout.write("\n".join([*said_nowhere, *map(_shown, left), count]) + "\n")
    return 1 if left or unknown else 0


def _shown(message: Message) -> str:
    english = message.id if isinstance(message.id, str) else message.id[0]
    return english.replace("\n", "\\n")


def _said(message: Message) -> bool:
    said = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(said) and all(said)


@contextmanager
def _alone() -> Iterator[None]:
    """Let nobody else write the catalogue meanwhile."""
    with CONFIGURATION.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
