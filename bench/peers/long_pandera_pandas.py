"""pandas reads, pandera checks lazily, with a check of the table a check: as its manual shows."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from bench.peers.long_form import DAY, DOCUMENT, FIGURE, ISO_DAY, PHONE, WEIGHTS, Form, Found, side


def prepared(path: str, form: Form) -> pd.DataFrame:
    """Return the file: each column as what it means, NA where it means nothing.

    Beside each that is no text, `key?` says whether anything stands there at all.
    """
    table = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""], engine="c")
    table.columns = pd.Index(form["columns"])
    typed, packed = form["typed"], form["packed"]
    for key in table:
        said = table[key].str.strip()
        if key in typed or key in packed:
            said = _plain(said)
        table[key] = said.mask(said == "")
    flags = {f"{key}?": table[key].notna() for key in typed}
    for key in form["date"]:
        table[key] = _days(table[key])
    for key in form["figure"]:
        good = table[key].str.contains(FIGURE, regex=True, na=False)
        table[key] = pd.to_numeric(table[key].where(good).str.replace(",", ""))
    for key, codes in form["codes"].items():
        bare = table[key].str.lower().str.replace(r"[\W_]+", "", regex=True)
        table[key] = bare.map(codes)
    for key in packed:
        table[key] = table[key].str.replace(r"[\s-]", "", regex=True).str.upper()
    return table.assign(**flags)


def _plain(said: pd.Series) -> pd.Series:
    """Make half width of what is not ASCII."""
    wide = said.str.contains(r"[^\x00-\x7f]", regex=True, na=False)
    return said.where(~wide, said[wide].str.normalize("NFKC").str.strip())


def _days(said: pd.Series) -> pd.Series:
    usual = said.where(said.str.contains(DAY, regex=True, na=False))
    days = pd.to_datetime(usual, format="%d/%m/%Y", errors="coerce")
    iso = said[said.str.contains(ISO_DAY, regex=True, na=False)]
    return days.fillna(pd.to_datetime(iso, format="%Y-%m-%d", errors="coerce").reindex(said.index))


def bad(check: dict[str, Any], table: pd.DataFrame, form: Form) -> pd.Series:
    """Return for each row whether it breaks a check."""
    return BREAKS[check["trouble"]](table[check["field"]], check, table, form)


def _required(said: pd.Series, check: dict[str, Any], table: pd.DataFrame, form: Form) -> pd.Series:
    if "when" in check:
        return _asked(check, table) & said.isna()
    key = check["field"]
    return ~table[f"{key}?"] if key in form["typed"] else said.isna()


def _twice(said: pd.Series, check: dict[str, Any], table: pd.DataFrame, form: Form) -> pd.Series:
    known = table[form["known_by"]]
    return known.notna().all(axis=1) & known.duplicated()


BREAKS: dict[str, Callable[[pd.Series, dict[str, Any], pd.DataFrame, Form], pd.Series]] = {
    "required": _required,
    **dict.fromkeys(
        ("date", "figure", "code"),
        lambda said, check, table, form: table[f"{check['field']}?"] & said.isna(),
    ),
    "max": lambda said, check, table, form: said > check["most"],
    "must_be": lambda said, check, table, form: said.notna() & (said != check["code"]),
    "not_after": lambda said, check, table, form: said > _bound(check["other"], table, form),
    "not_before": lambda said, check, table, form: said < _bound(check["other"], table, form),
    "phone": lambda said, check, table, form: (
        said.notna() & ~said.str.contains(PHONE, regex=True, na=False)
    ),
    "hkid": lambda said, check, table, form: _asked(check, table) & said.notna() & ~_identity(said),
    "twice": _twice,
}


def _bound(other: str, table: pd.DataFrame, form: Form) -> Any:
    return pd.Timestamp(form["today"]) if other == "today" else table[other]


def _asked(check: dict[str, Any], table: pd.DataFrame) -> pd.Series:
    if "younger" not in check:
        return table[check["when"]].isin(check["codes"])
    return table[check["when"]] + pd.DateOffset(years=check["younger"]) > table[check["at"]]


def _identity(numbers: pd.Series) -> pd.Series:
    parts = numbers.str.extract(DOCUMENT)
    first = parts[0].map(lambda said: ord(said) - 55 if said else 36, na_action="ignore")
    values = [first, parts[1].map(ord, na_action="ignore") - 55]
    values += [pd.to_numeric(parts[2].str[at]) for at in range(6)]
    total = sum(weight * value for weight, value in zip(WEIGHTS, values, strict=True))
    rest = (11 - total % 11) % 11
    return (rest == pd.to_numeric(parts[3].replace("A", "10"))).fillna(False).astype(bool)


def findings(path: str, form: Form) -> Found:
    """Yield row, field and rule of all that is wrong."""
    table = prepared(path, form)
    checks = [_check(at, check, form) for at, check in enumerate(form["checks"])]
    columns = {key: pa.Column(nullable=True) for key in table}
    try:
        pa.DataFrameSchema(columns, checks=checks).validate(table, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases[["check", "index"]].drop_duplicates()
        for at, row in cases.itertuples(index=False):
            check = form["checks"][int(at)]
            yield int(row) + 2, check["field"], check["trouble"]


def _check(at: int, check: dict[str, Any], form: Form) -> pa.Check:
    return pa.Check(lambda table: ~bad(check, table, form), name=str(at), ignore_na=False)


if __name__ == "__main__":
    side(findings)
