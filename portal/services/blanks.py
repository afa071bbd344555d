"""Blank workbooks for what is owed: unit, quarter and last quarter's figures are filled in."""

from datetime import date
from uuid import UUID

from portal.models.accounts import Account
from portal.services import catalogue, contexts, obligations, organisations
from schemas.catalogue import REFERRAL, NoSuchForm
from schemas.editions import editions
from schemas.periods import NotAPeriod, Period
from schemas.spec import FormSpec, Text
from validator.blank import Sender, blank
from validator.context import NOTHING_KNOWN
from validator.plan import compile_plan


class NoSuchPeriod(Exception):
    """The words name no quarter."""


def for_obligation(
    obligation_id: UUID, *, viewer: Account, today: date, figures: bool = True
) -> tuple[str, bytes]:
    """Return file name and bytes of the blank workbook.

    Args:
        obligation_id: what is owed.
        viewer: whose right to see decides.
        today: a Hong Kong day.
        figures: whether last quarter's closing figures and the agreed levels are filled in.

    Raises:
        NoSuchObligation: no such id, or another organisation's.
    """
    owed = obligations.show(obligation_id, viewer=viewer, today=today).obligation
    period = Period.parse(owed.period)
    plan = compile_plan(catalogue.form(owed.form), period.id)
    detail = organisations.unit_detail(owed.unit_id, on=period.end)
    name = Text(detail.name_en, detail.name_zh) if detail else Text("", "")
    known = contexts.before_sending(owed.unit, plan, period) if figures else NOTHING_KNOWN
    workbook = blank(
        plan, period=period, sender=Sender(owed.unit.code, name), context=known, self_check=True
    )
    return f"{owed.form}-{owed.unit.code}-{period.id}.xlsx", workbook


def of_form(code: str, period_id: str | None, *, today: date) -> tuple[str, bytes]:
    """Return file name and bytes of a form's blank workbook, for the last quarter unless named.

    Raises:
        NoSuchForm: no form in force has this code.
        NoSuchPeriod: the id names no quarter.
    """
    try:
        period = Period.parse(period_id) if period_id else Period.of(today).previous()
    except NotAPeriod as error:
        raise NoSuchPeriod(period_id) from error
    return _of_nobody(catalogue.form(code), period)


def of_text(spec: FormSpec) -> tuple[str, bytes]:
    """Return file name and bytes of the blank workbook of a form's text, as the form is last.

    Raises:
        NoSuchForm: a referral form has no such workbook.
    """
    if spec.kind == REFERRAL:
        raise NoSuchForm(spec.code)
    return _of_nobody(spec, Period.parse(editions(spec)[-1]))


def _of_nobody(spec: FormSpec, period: Period) -> tuple[str, bytes]:
    workbook = blank(compile_plan(spec, period.id), period=period, self_check=True)
    return f"{spec.code}-{period.id}.xlsx", workbook
