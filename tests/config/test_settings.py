import subprocess
import sys

import pytest

from config import Settings

SECRETS = dict.fromkeys(("secret_key", "referral_key", "referral_index_key"), "s" * 32)


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """Set ESUBMIT_... settings for this test, on a home of its own."""

    def choose(**values):
        monkeypatch.setenv("ESUBMIT_HOME", str(tmp_path))
        for name, value in values.items():
            monkeypatch.setenv(f"ESUBMIT_{name.upper()}", str(value))
        return Settings()

    return choose


def test_every_setting_says_what_it_means():
    silent = [name for name, field in Settings.model_fields.items() if not field.description]

    assert silent == []


def test_sample_mode_needs_no_setting_at_all(environment):
    chosen = environment()

    assert chosen.refusals() == []
    assert chosen.embedded_database and chosen.embedded_queue and chosen.sample_accounts


def test_production_refuses_everything_unsafe_at_once(environment):
    chosen = environment(
        mode="production", sample_accounts=1, debug=1, test_build=1, database_durable=0
    )

    names = [reason.split()[0] for reason in chosen.refusals()]

    assert names == [
        "ESUBMIT_SECRET_KEY",
        "ESUBMIT_REFERRAL_KEY",
        "ESUBMIT_REFERRAL_INDEX_KEY",
        "ESUBMIT_SAMPLE_ACCOUNTS",
        "ESUBMIT_DEBUG",
        "ESUBMIT_TEST_BUILD",
        "ESUBMIT_DATABASE_DURABLE",
        "ESUBMIT_DATABASE_URL",
    ]


def test_production_starts_with_a_secret_and_a_database(environment):
    chosen = environment(
        mode="production", database_url="postgresql+psycopg://db.example/e", **SECRETS
    )

    assert chosen.refusals() == []
    assert not chosen.sample_accounts


def test_production_may_use_the_embedded_database_when_told_so(environment):
    chosen = environment(mode="production", single_machine=1, **SECRETS)

    assert chosen.refusals() == []


def test_sockets_of_a_long_home_lie_at_a_short_path(environment, tmp_path):
    chosen = environment()
    deep = environment(home=tmp_path / ("a long name " * 20))

    assert len(f"{deep.run_folder}/.s.PGSQL.5432.lock") < 107
    assert deep.run_folder != chosen.run_folder


def test_the_command_prints_each_setting_and_no_secret(monkeypatch, tmp_path):
    monkeypatch.setenv("ESUBMIT_SECRET_KEY", "not-to-be-seen")
    monkeypatch.setenv("ESUBMIT_SMTP_URL", "smtp://post:hush@mail.example:25")

    shown = subprocess.run(
        [sys.executable, "-m", "portal.cli", "settings"], capture_output=True, text=True, check=True
    ).stdout

    assert "ESUBMIT_PORT = 8000  (default)" in shown
    assert "ESUBMIT_SMTP_URL = smtp://post:(hidden)@mail.example:25  (set)" in shown
    assert "not-to-be-seen" not in shown and "hush" not in shown and "sample-only" not in shown


def test_a_mistyped_value_is_named(environment):
    with pytest.raises(ValueError, match="max_upload_mb"):
        environment(max_upload_mb="many")
