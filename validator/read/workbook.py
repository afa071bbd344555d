"""Find the workbook and its worksheets through their relationships, never by file name."""

from dataclasses import dataclass

from validator.read.package import Package, Part
from validator.read.sheet import Refused
from validator.read.xml import elements, relationships

KINDS = {"document": "docx", "presentation": "pptx"}
"""What a package is whose main part has this root."""
OPEN_DOCUMENT = {"spreadsheet": "ods", "text": "odt", "presentation": "odp"}


@dataclass(frozen=True, slots=True)
class Tab:
    """A worksheet as the workbook names it."""

    name: str
    visible: bool
    part: Part


@dataclass(frozen=True, slots=True)
class Workbook:
    """The main part: its worksheets in order, and the parts that they share."""

    tabs: list[Tab]
    strings: Part | None
    styles: Part | None
    since_1904: bool


def find_workbook(package: Package, *, max_sheets: int) -> Workbook:
    """Read the workbook's main part and its relationships.

    Raises:
        Refused: another kind of file, no worksheet, too many, or a part that is not there.
    """
    main = _main_part(package)
    if main.name.lower().endswith(".bin"):
        raise Refused("not_a_workbook", kind="xlsb")
    found = elements(main.data(), main.name)
    if found[0][0] != "workbook":
        raise Refused("not_a_workbook", kind=KINDS.get(found[0][0], "zip"))
    targets = _targets(package, main)
    sheets = [attributes for name, attributes in found if name == "sheet"]
    since_1904 = any(
        attributes.get("date1904") in ("1", "true")
        for name, attributes in found
        if name == "workbookPr"
    )
    return Workbook(
        _tabs(package, sheets, targets, max_sheets),
        _shared(package, targets, "sharedStrings"),
        _shared(package, targets, "styles"),
        since_1904,
    )


def _main_part(package: Package) -> Part:
    roots = package.find("_rels/.rels")
    if roots is None:
        raise _no_package(package)
    for _, kind, target in relationships(roots.data(), roots.name, ""):
        if kind == "officeDocument":
            if (part := package.find(target)) is not None:
                return part
            raise Refused("damaged", why="missing_part", part=target)
    raise _no_package(package)


def _no_package(package: Package) -> Refused:
    """Say what a ZIP is that is no Office package."""
    mimetype = package.parts.get("mimetype")
    if mimetype is not None and mimetype.size < 200:
        words = mimetype.data().decode("ascii", "replace").strip().rpartition(".")[2]
        return Refused("not_a_workbook", kind=OPEN_DOCUMENT.get(words, "zip"))
    if package.find("[Content_Types].xml") is not None or package.find("xl/workbook.xml"):
        return Refused("damaged", why="missing_part", part="_rels/.rels")
    return Refused("not_a_workbook", kind="zip")


def _targets(package: Package, main: Part) -> dict[str, tuple[str, str]]:
    """Give kind and part name by relationship id."""
    folder, _, file = main.name.rpartition("/")
    rels = package.find(f"{folder}/_rels/{file}.rels".lstrip("/"))
    if rels is None:
        raise Refused("damaged", why="missing_part", part=f"{folder}/_rels/{file}.rels")
    listed = relationships(rels.data(), rels.name, folder)
    return {name: (kind, target) for name, kind, target in listed}


def _tabs(
    package: Package,
    sheets: list[dict[str, str]],
    targets: dict[str, tuple[str, str]],
    max_sheets: int,
) -> list[Tab]:
    tabs: list[Tab] = []
    for attributes in sheets:
        kind, target = targets.get(_relationship_id(attributes), ("missing", ""))
        if kind not in ("worksheet", "missing"):
            continue
        part = package.find(target)
        if part is None or any(part is tab.part for tab in tabs):
            raise Refused("damaged", why="missing_part", part=target)
        visible = attributes.get("state", "visible") == "visible"
        tabs.append(Tab(attributes.get("name", ""), visible, part))
        if len(tabs) > max_sheets:
            raise Refused("too_many_sheets", sheets=len(sheets), limit=max_sheets)
    if not tabs:
        raise Refused("no_sheets")
    return tabs


def _relationship_id(attributes: dict[str, str]) -> str:
    """Find `r:id`, whatever its prefix and whichever family of namespaces."""
    ids = (text for name, text in attributes.items() if name.endswith("relationships id"))
    return next(ids, "")


def _shared(package: Package, targets: dict[str, tuple[str, str]], kind: str) -> Part | None:
    return next((package.find(target) for its, target in targets.values() if its == kind), None)
