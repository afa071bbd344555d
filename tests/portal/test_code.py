"""`esubmit code ACCOUNT` and `sample-sector`: for sample mode, and refused in production."""

import pytest
from click.testing import CliRunner

from portal.cli import main
from portal.models import Unit
from portal.services import accounts, second_factor
from tests import factories

pytestmark = pytest.mark.database


def run(*words):
    return CliRunner().invoke(main, words)


def test_the_code_of_a_sample_account_opens_it(db):
    factories.make_account(name="officer", is_sample=True, totp_secret=None)

    said = run("code", "officer")

    assert said.exit_code == 0
    second_factor.check(accounts.by_name("officer"), said.output.strip())


@pytest.mark.parametrize("name", ["real", "nobody"])
def test_a_real_account_and_none_at_all_have_no_code_to_show(db, name):
    factories.make_account(name="real")

    said = run("code", name)

    assert said.exit_code == 1
    assert f"There is no sample account {name}" in said.output


def test_production_shows_no_code(db, settle):
    factories.make_account(name="officer", is_sample=True)
    settle(MODE="production", SECRET_KEY="0123456789abcdef" * 3)

    said = run("code", "officer")

    assert said.exit_code == 1
    assert "Production has no sample accounts" in said.output


def test_production_takes_no_invented_sector(db, settle):
    settle(MODE="production", SECRET_KEY="0123456789abcdef" * 3)

    said = run("sample-sector", "--units", "2")

    assert (said.exit_code, db.query(Unit).count()) == (1, 0)
    assert "Production takes no invented sector" in said.output
