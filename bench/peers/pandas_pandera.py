"""pandas reads a file of referrals, pandera checks it lazily: as their manuals show it."""

import io
from collections.abc import Mapping
from typing import Literal

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

Engine = Literal["csv", "openpyxl", "calamine"]
DAYS = ("born_on", "referred_on", "consent_on")
WEIGHTS = range(9, 1, -1)


def identity(numbers: pd.Series) -> pd.Series:
    """Return whether each is an identity number with its check character."""
    parts = numbers.fillna("").str.replace(r"[\s-]", "", regex=True).str.upper()
    parts = parts.str.extract(r"^([A-Z]?)([A-Z])(\d{6})\(?([0-9A])\)?$")
    first = parts[0].map(lambda said: ord(said) - 55 if said else 36, na_action="ignore")
    values = [first, parts[1].map(ord, na_action="ignore") - 55]
    values += [pd.to_numeric(parts[2].str[at]) for at in range(6)]
    total = sum(weight * value for weight, value in zip(WEIGHTS, values, strict=True))
    rest = (11 - total % 11) % 11
    return (rest == pd.to_numeric(parts[3].replace("A", "10"))).fillna(False).astype(bool)


def schema(codes: Mapping[str, list[str]], today: pd.Timestamp) -> pa.DataFrameSchema:
    """Return the demands; a check of the whole table has the name of the column that it is of."""
    text = [pa.Check.str_length(max_value=1_000), pa.Check(lambda s: ~s.str.match(r"[=@\t]"))]
    phone = pa.Check.str_matches(r"^(\+?852)?\s*[2-9]\d{3}[\s-]*\d{4}$")
    day = pa.Check.le(today)
    columns = {
        **{name: pa.Column(str, text, nullable=True) for name in ("sender_ref", "name_zh")},
        **{name: pa.Column(str, text, nullable=True) for name in ("address", "service_other")},
        **{name: pa.Column(str, text, nullable=True) for name in ("urgent_reason",)},
        **{name: pa.Column(str, text) for name in ("name_en", "document_number", "needs")},
        **{name: pa.Column(str, pa.Check.isin(words)) for name, words in codes.items()},
        **{name: pa.Column("datetime64[ns]", day, coerce=True) for name in DAYS},
        "consent": pa.Column(str, pa.Check.eq("Y")),
        "phone": pa.Column(str, [*text, phone]),
        "guardian_name": pa.Column(str, text, nullable=True),
        "guardian_phone": pa.Column(str, [*text, phone], nullable=True),
    }
    return pa.DataFrameSchema(columns, checks=_of_rows(), strict=True)


def _of_rows() -> list[pa.Check]:
    """Return the demands on several fields of a row."""
    known_by = ["document_type", "document_number", "service", "referred_on"]

    def given_to_children(name: str) -> pa.Check:
        return pa.Check(lambda t: ~_child(t) | t[name].notna(), name=name)

    return [
        pa.Check(
            lambda t: ~t["document_type"].isin(["HKID", "BC"]) | identity(t["document_number"]),
            name="document_number",
        ),
        pa.Check(
            lambda t: (t["service"] != "OTH") | t["service_other"].notna(), name="service_other"
        ),
        pa.Check(
            lambda t: (t["urgency"] != "U") | t["urgent_reason"].notna(), name="urgent_reason"
        ),
        pa.Check(lambda t: ~(t["referred_on"] < t["born_on"]), name="referred_on"),
        pa.Check(lambda t: ~(t["consent_on"] < t["born_on"]), name="consent_on"),
        pa.Check(lambda t: ~t.duplicated(known_by), name="referred_on"),
        given_to_children("guardian_name"),
        given_to_children("guardian_phone"),
    ]


def _child(table: pd.DataFrame) -> pd.Series:
    return table["referred_on"] < table["born_on"] + pd.DateOffset(years=18)


def failing(
    data: bytes, engine: Engine, contract: pa.DataFrameSchema, names: list[str]
) -> set[tuple[int, str]]:
    """Return (row of the file, field) of every cell that fails."""
    table = _read(data, engine)
    table.columns = pd.Index(names)
    for name in DAYS:
        table[name] = pd.to_datetime(table[name], format="%d/%m/%Y", errors="coerce")
    try:
        contract.validate(table, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases.dropna(subset=["index"])
        of_rows = cases["schema_context"] == "DataFrameSchema"
        fields = cases["check"].where(of_rows, cases["column"])
        return {(int(at) + 2, name) for at, name in zip(cases["index"], fields, strict=True)}
    return set()


def _read(data: bytes, engine: Engine) -> pd.DataFrame:
    """Read all as text but for days of a workbook; "NA" is a name, and a blank is none."""
    how = {"keep_default_na": False, "na_values": [""]}
    if engine == "csv":
        return pd.read_csv(io.BytesIO(data), dtype=str, encoding="utf-8-sig", **how)
    table = pd.read_excel(io.BytesIO(data), engine=engine, dtype=object, **how)
    for column in table.columns.difference([table.columns[at] for at in (4, 7, 19)]):
        table[column] = table[column].astype("str")
    return table
