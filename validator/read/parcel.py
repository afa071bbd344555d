"""A ZIP of many units' files: which files are in it, and each of them."""

from validator.read.kinds import ZIP
from validator.read.package import open_package
from validator.read.sheet import Limits, Refused

MOST_FILES = 500
_LIMITS = Limits()
_OF_WORKBOOKS = ("[content_types].xml", "mimetype", "index/document.iwa", "xl/workbook.xml")
_CLUTTER = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")


def members(data: bytes, limits: Limits = _LIMITS) -> tuple[str, ...]:
    """Return the names of a parcel's files, in its own order; none where it is no parcel.

    What programs leave in a ZIP beside people's files is left out.

    Raises:
        Refused: a ZIP that is damaged, locked, too large, or holds too many files.
    """
    if not data.startswith(ZIP):
        return ()
    names = list(open_package(data, limits).parts)
    if any(name.lower() in _OF_WORKBOOKS for name in names):
        return ()
    names = [name for name in names if not _is_clutter(name)]
    if len(names) > MOST_FILES:
        raise Refused("too_many_files", files=len(names), limit=MOST_FILES)
    return tuple(names)


def member(data: bytes, name: str, limits: Limits = _LIMITS) -> bytes:
    """Return one file of a parcel.

    Raises:
        Refused: its checksum or its size is not what the parcel says.
    """
    return open_package(data, limits).parts[name].data()


def _is_clutter(name: str) -> bool:
    low = name.lower()
    last = low.rpartition("/")[2]
    return low.startswith(_CLUTTER[0]) or last in _CLUTTER or last.startswith("~$")
