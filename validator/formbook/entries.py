"""The lines of a form-definition workbook, made of the document that a form's text holds."""

from collections.abc import Iterator, Mapping
from typing import Any

from schemas import yaml12
from schemas.writing import NotWritten
from validator.formbook.columns import COL, GRID, LIST, ROW, Column, Names, layouts

Line = Mapping[Names, Any]
"""What stands on one line of a sheet, by the path of its column."""


def entries(document: Mapping[str, Any]) -> dict[str, list[Line]]:
    """Return the lines of every sheet by the name of the sheet.

    Raises:
        NotWritten: no column of the workbook can hold something that the form says.
    """
    columns = {layout.name: layout.columns for layout in layouts()}
    return {
        name: [_flat(body, columns[name], name) for body in bodies]
        for name, bodies in _bodies(document).items()
    }


def _bodies(document: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    tables = document["tables"].items()
    lists = [(key, body) for key, body in tables if "fields" in body]
    return {
        "Form": [document["form"]],
        "Revisions": document.get("revisions", []),
        "Limits": [{"key": name, **body} for name, body in document.get("limits", {}).items()],
        "Tables": [_table(key, body) for key, body in tables],
        "Lines": [line for key, body in tables if "fields" not in body for line in _of(key, body)],
        "Fields": [
            {"table": key, "key": name, **{**field, "codes": _shared(field)}}
            for key, body in lists
            for name, field in body["fields"].items()
        ],
        "Codes": [code for key, body in lists for code in _codes(key, body["fields"])],
        "Rules": document.get("rules", []),
        "Indicators": [
            {"standard": name, **body} for name, body in document.get("indicators", {}).items()
        ],
        "Examples": document.get("examples", []),
    }


def _table(key: str, body: Mapping[str, Any]) -> dict[str, Any]:
    own = {name: said for name, said in body.items() if name not in ("rows", "cols", "fields")}
    return {"key": key, "what": LIST if "fields" in body else GRID, **own}


def _of(table: str, body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for what, part in ((ROW, "rows"), (COL, "cols")):
        for key, line in body[part].items():
            yield {"table": table, "what": what, "key": key, **line}


def _shared(field: Mapping[str, Any]) -> str | None:
    """Return the name of the list whose codes a field takes, where it has none of its own."""
    codes = field.get("codes")
    return codes if isinstance(codes, str) else None


def _codes(table: str, fields: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name, field in fields.items():
        if not _shared(field):
            for code, body in field.get("codes", {}).items():
                yield {"table": table, "field": name, "key": code, **body}


def _flat(body: Mapping[str, Any], columns: tuple[Column, ...], sheet: str) -> Line:
    """Return what an entry says by the path of each column, and see that this is all of it."""
    found = {}
    rest = {name: said for name, said in body.items() if said is not None}
    for column in columns:
        said: Any = rest
        for name in column.path:
            said = said.get(name) if isinstance(said, Mapping) else None
        if said is not None:
            found[column.path] = said
    kept = nested(found)
    if kept != rest:
        lost = ", ".join(name for name, said in rest.items() if kept.get(name) != said)
        raise NotWritten(f"{sheet}: no column of the workbook can hold {lost}")
    return found


def nested(line: Line) -> dict[str, Any]:
    """Return an entry as the form's text holds it, of what stands in its columns."""
    found: dict[str, Any] = {}
    for path, said in line.items():
        inside = found
        for name in path[:-1]:
            inside = inside.setdefault(name, yaml12.Inline() if name == "due" else {})
        inside[path[-1]] = said
    return found
