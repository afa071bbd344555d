"""polars expressions, as one writes them by hand: read as text, made plain, then 45 of them."""

import datetime
from collections.abc import Callable
from typing import Any

import polars as pl

from bench.peers.long_form import DAY, DOCUMENT, FIGURE, ISO_DAY, PHONE, WEIGHTS, Form, Found, side


def plain(column: str) -> pl.Expr:
    """Return a text without outer spaces, in half width; only what is not ASCII is made so."""
    said = pl.col(column)
    wide = said.str.contains(r"[^\x00-\x7f]").any()
    return pl.when(wide).then(said.str.normalize("NFKC")).otherwise(said).str.strip_chars()


def prepared(path: str, form: Form) -> pl.DataFrame:
    """Return the file: each column as what it means, null where it means nothing.

    Beside each that is no text, `key?` says whether anything stands there at all.
    """
    names = form["columns"]
    raw = pl.read_csv(path, infer_schema=False, new_columns=names)
    typed, packed = form["typed"], form["packed"]
    table = raw.with_columns(plain(key) for key in {*typed, *packed})
    others = [key for key in names if key not in {*typed, *packed}]
    table = table.with_columns(pl.col(others).str.strip_chars())
    table = table.with_columns(pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)).name.keep())
    flags = [pl.col(key).is_not_null().alias(f"{key}?") for key in typed]
    return table.with_columns(
        *flags,
        *(_day(key) for key in form["date"]),
        *(_figure(key) for key in form["figure"]),
        *(_code(key, codes) for key, codes in form["codes"].items()),
        *(_packed(key) for key in packed),
    )


def _day(key: str) -> pl.Expr:
    said = pl.col(key)
    usual = said.str.to_date("%d/%m/%Y", strict=False)
    iso = said.str.to_date("%Y-%m-%d", strict=False)
    return (
        pl.when(said.str.contains(DAY)).then(usual).when(said.str.contains(ISO_DAY)).then(iso)
    ).alias(key)


def _figure(key: str) -> pl.Expr:
    said = pl.col(key)
    value = said.str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False)
    return pl.when(said.str.contains(FIGURE)).then(value).alias(key)


def _code(key: str, codes: dict[str, str]) -> pl.Expr:
    bare = pl.col(key).str.to_lowercase().str.replace_all(r"[\W_]+", "")
    return bare.replace_strict(codes, default=None)


def _packed(key: str) -> pl.Expr:
    return pl.col(key).str.replace_all(r"[\s-]", "").str.to_uppercase()


def bad(check: dict[str, Any], form: Form) -> pl.Expr:
    """Return whether a row breaks a check."""
    return BREAKS[check["trouble"]](pl.col(check["field"]), check, form)


def _required(said: pl.Expr, check: dict[str, Any], form: Form) -> pl.Expr:
    if "when" in check:
        return _asked(check) & said.is_null()
    key = check["field"]
    return ~pl.col(f"{key}?") if key in form["typed"] else said.is_null()


def _mistyped(said: pl.Expr, check: dict[str, Any], form: Form) -> pl.Expr:
    return pl.col(f"{check['field']}?") & said.is_null()


def _twice(said: pl.Expr, check: dict[str, Any], form: Form) -> pl.Expr:
    known = pl.all_horizontal(pl.col(form["known_by"]).is_not_null())
    return known & ~pl.struct(form["known_by"]).is_first_distinct()


def _document(said: pl.Expr, check: dict[str, Any], form: Form) -> pl.Expr:
    return _asked(check) & said.is_not_null() & ~_identity(said)


BREAKS: dict[str, Callable[[pl.Expr, dict[str, Any], Form], pl.Expr]] = {
    "required": _required,
    **dict.fromkeys(("date", "figure", "code"), _mistyped),
    "max": lambda said, check, form: said > check["most"],
    "must_be": lambda said, check, form: said != check["code"],
    "not_after": lambda said, check, form: said > _bound(check["other"], form),
    "not_before": lambda said, check, form: said < _bound(check["other"], form),
    "phone": lambda said, check, form: ~said.str.contains(PHONE),
    "hkid": _document,
    "twice": _twice,
}


def _bound(other: str, form: Form) -> pl.Expr:
    today = datetime.date.fromisoformat(form["today"])
    return pl.lit(today) if other == "today" else pl.col(other)


def _asked(check: dict[str, Any]) -> pl.Expr:
    if "younger" not in check:
        return pl.col(check["when"]).is_in(check["codes"])
    born, day = pl.col(check["when"]), pl.col(check["at"])
    return born.dt.offset_by(f"{check['younger']}y") > day


def _identity(said: pl.Expr) -> pl.Expr:
    parts = said.str.extract_groups(DOCUMENT)
    first, second, digits, last = (parts.struct.field(str(at)) for at in range(1, 5))

    values = [_letter(first).fill_null(36), _letter(second)]
    values += [digits.str.slice(at, 1).cast(pl.Int64, strict=False) for at in range(6)]
    total = sum((w * v for w, v in zip(WEIGHTS, values, strict=True)), pl.lit(0))
    rest = (11 - total % 11) % 11
    stated = pl.when(last == "A").then(10).otherwise(last.cast(pl.Int64, strict=False))
    return (rest == stated).fill_null(value=False)


def _letter(text: pl.Expr) -> pl.Expr:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    values = {letter: ord(letter) - 55 for letter in letters}
    return text.replace_strict(values, default=None, return_dtype=pl.Int64)


def findings(path: str, form: Form) -> Found:
    """Yield row, field and rule of all that is wrong."""
    table = prepared(path, form)
    checks = {str(at): check for at, check in enumerate(form["checks"])}
    broken = table.select(
        bad(check, form).fill_null(value=False).alias(said) for said, check in checks.items()
    )
    for said, check in checks.items():
        for at in broken[said].arg_true():
            yield at + 2, check["field"], check["trouble"]


if __name__ == "__main__":
    side(findings)
