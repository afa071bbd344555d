"""`esubmit administrator`: how the first person comes into a house without sample accounts."""

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from portal.cli import main
from portal.models import Account, Mail, Role
from portal.standing import fitness
from tests import factories

pytestmark = pytest.mark.database


def invite(name):
    return CliRunner().invoke(main, ["administrator", name, "a@b.example"])


def test_the_first_administrator_is_invited_from_the_machine(db):
    said = invite("Root.Admin")

    made = db.scalars(select(Account)).one()
    assert said.exit_code == 0
    assert (made.name, made.memberships[0].role) == ("root.admin", Role.SYSTEM_ADMIN)
    assert "/link/" in db.scalars(select(Mail.body)).one()


def test_a_name_that_is_there_already_is_refused(db):
    factories.make_account(name="root.admin")

    said = invite("root.admin")

    assert said.exit_code == 1
    assert "is an account already" in said.output


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({"is_sample": True}, True),
        ({"is_sample": True, "active": False}, False),
        ({"is_sample": False}, False),
    ],
)
def test_production_refuses_a_database_with_a_sample_account_that_may_sign_in(
    db, migrated, more, refused
):
    factories.make_account(**more)

    reasons = fitness.database_refusals(migrated.url("esubmit_app"))

    assert any("sample accounts" in reason for reason in reasons) is refused
