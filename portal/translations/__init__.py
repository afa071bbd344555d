r"""The words of pages and mails in Chinese; the English ones are the keys.

To add words: write them in a template or in Python as `_("...")`, then run

    python -m portal.translations.update

It extracts all words, merges them into the catalogue, compiles it, and lists what lacks Chinese.
Give the Chinese as lines "English<TAB>Chinese" in a file, `\n` for a line break:

    python -m portal.translations.update my-words.tsv

or write it into messages.po by hand and run it again. It may run while others run it. In the
catalogue words are sorted and carry no line numbers, so that two changes seldom touch one line.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
PO = FOLDER / "zh_Hant_HK" / "LC_MESSAGES" / "messages.po"
MO = PO.with_suffix(".mo")
CONFIGURATION = FOLDER / "babel.cfg"
EXTRACTED = ("portal", "templates", "jobs")
CALLS = ("_", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext")
