"""`esubmit code ACCOUNT`: what a sample account's app would show."""

import pytest
from click.testing import CliRunner

from portal.cli import main
from portal.services import accounts, second_factor
from tests import factories

pytestmark = pytest.mark.database


def run(name):
    return CliRunner().invoke(main, ["code", name])


def test_the_code_of_a_sample_account_opens_it(db):
    factories.make_account(name="officer", is_sample=True, totp_secret=None)

    said = run("officer")

    assert said.exit_code == 0
    second_factor.check(accounts.by_name("officer"), said.output.strip())


@pytest.mark.parametrize("name", ["real", "nobody"])
def test_a_real_account_and_none_at_all_have_no_code_to_show(db, name):
    factories.make_account(name="real")

    said = run(name)

    assert said.exit_code == 1
    assert f"There is no sample account {name}" in said.output


def test_production_shows_no_code(db, settle):
    factories.make_account(name="officer", is_sample=True)
    settle(MODE="production", SECRET_KEY="0123456789abcdef" * 3)

    said = run("officer")

    assert said.exit_code == 1
    assert "Production has no sample accounts" in said.output
