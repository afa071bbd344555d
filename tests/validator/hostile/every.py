"""All hostile files by name. Those of `REFUSED` are no return at all; the others are checked."""

from tests.validator.hostile import active, binaries, kinds, sheets, texts, xmls, zips

HEAVY = {
    "a bomb that grows in one",
    "a bomb of ten",
    "a row of 16,384 cells, 500 times",
    "two million strings",
    "ods: a bomb",
    "ods: a thousand million rows",
    "a million merges",
    "xls: the last corner",
    "CSV: an endless quote",
    "70,000 parts",
}
"""Take seconds each."""
READ = {"CSV: a quote in a field", "CSV: old ends of lines"}
"""Odd, but a return."""


def refused(url):
    """Give the files that are no return, by name; those that call out call this address."""
    plain = zips.FILES | kinds.FILES | texts.FILES | binaries.FILES
    called = plain | xmls.files(url) | sheets.files(url)
    return {name: make for name, make in called.items() if name not in READ}


def every(url):
    """Give all files by name."""
    odd = {name: texts.FILES[name] for name in READ}
    return refused(url) | odd | active.files(url)
