"""Blank workbooks for what is owed: unit and quarter are filled in."""

from datetime import date
from uuid import UUID

from portal.models.accounts import Account
from portal.services import catalogue, obligations, organisations
from schemas.periods import Period
from schemas.spec import Text
from validator.blank import Sender, blank
from validator.plan import compile_plan


def for_obligation(obligation_id: UUID, *, viewer: Account, today: date) -> tuple[str, bytes]:
    """Return file name and bytes of the blank workbook. Raises NoSuchObligation."""
    owed = obligations.show(obligation_id, viewer=viewer, today=today).obligation
    period = Period.parse(owed.period)
    plan = compile_plan(catalogue.form(owed.form), period.id)
    detail = organisations.unit_detail(owed.unit_id, on=period.end)
    name = Text(detail.name_en, detail.name_zh) if detail else Text("", "")
    workbook = blank(plan, period=period, sender=Sender(owed.unit.code, name))
    return f"{owed.form}-{owed.unit.code}-{period.id}.xlsx", workbook
