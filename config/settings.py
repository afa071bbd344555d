"""The settings: read once from `ESUBMIT_...`, typed, each with its meaning."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from config import places

SAMPLE_SECRET = "sample-only-secret-key"  # the default that production refuses
SAMPLE_REFERRAL_KEY = "sample-only-referral-key"  # likewise

HIDDEN = "(hidden)"
MAIL_SCHEMES = ("smtp://", "smtps://", "smtp+starttls://")

Count = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(gt=0)]


def _absolute(path: Path) -> Path:
    """Return a path that means the same wherever a process of the house stands."""
    return path.expanduser().absolute()


def _absolute_store(place: str) -> str:
    """Return the address of a file store; a folder is made absolute."""
    return place if "://" in place else str(_absolute(Path(place)))


def _mail_url(url: str) -> str:
    """Hold the address of a mail server to the ways that mail can go."""
    if url and not url.startswith(MAIL_SCHEMES):
        raise ValueError(f"begins with one of {', '.join(MAIL_SCHEMES)}")
    return url


Folder = Annotated[Path, AfterValidator(_absolute)]


class Settings(BaseSettings):
    """Every setting, in the order of `esubmit settings`; a default may use what stands above."""

    model_config = SettingsConfigDict(env_prefix="ESUBMIT_", frozen=True, validate_default=True)

    mode: Literal["sample", "production"] = Field(
        "sample", description="sample: invented sector and accounts; production: neither"
    )
    home: Folder = Field(Path("var"), description="Folder of the embedded parts' data and of files")
    host: str = Field("127.0.0.1", description="Address that the portal listens on")
    port: int = Field(8000, ge=1, le=65535, description="Port that the portal listens on")
    secret_key: SecretStr = Field(
        SecretStr(SAMPLE_SECRET), description="Signs sessions and forms; keep it out of sight"
    )
    referral_key: SecretStr = Field(
        SecretStr(SAMPLE_REFERRAL_KEY),
        description="Locks the data keys of all files sent and of referrals; lost, none opens",
    )
    referral_old_keys: SecretStr = Field(
        SecretStr(""), description="Earlier such keys, comma between: they still unlock"
    )
    referral_index_key: SecretStr = Field(
        SecretStr(SAMPLE_REFERRAL_KEY),
        description="Recognises a referral that came before; stays when the other is changed",
    )
    sample_password: SecretStr = Field(
        SecretStr("sample-only"), description="Password of every sample account"
    )
    sample_ngos: Count = Field(12, description="NGOs of the sample sector")
    sample_units: Count = Field(60, description="Units of the sample sector")
    sample_quarters: Count = Field(4, description="Quarters of the sample sector with a history")
    sample_accounts: bool = Field(
        default_factory=places.default_sample_accounts,
        description="Whether sample accounts may sign in; never in production",
    )
    debug: bool = Field(False, description="Show tracebacks on pages; never in production")

    run_folder: Folder = Field(
        default_factory=places.default_run_folder,
        description="Short folder for the sockets of the embedded parts",
    )
    database_url: str = Field(
        default_factory=places.default_app_url,
        description="Database as the portal sees it (role esubmit_app); unset: embedded",
    )
    database_owner_url: str = Field(
        default_factory=places.default_owner_url,
        description="Database for migrations (role esubmit_owner)",
    )
    database_reader_url: str = Field(
        default_factory=places.default_reader_url,
        description="Database for reports (role esubmit_reader)",
    )
    database_durable: bool = Field(
        True, description="Keep the embedded database's fsync; off for throw-away databases only"
    )
    single_machine: bool = Field(
        False, description="Let production use the embedded database, on this machine alone"
    )
    redis_url: str = Field(
        default_factory=places.default_queue_url, description="Queue server; unset: embedded"
    )
    files: Annotated[str, AfterValidator(_absolute_store)] = Field(
        default_factory=places.default_files,
        description="File store: a folder, or s3://bucket/prefix",
    )
    s3_endpoint: str = Field(
        "", description="Address of an S3 that is not Amazon's: https://host:port; empty: Amazon's"
    )
    s3_region: str = Field("", description="Region of the bucket; empty: what boto3 finds")
    s3_key_id: str = Field(
        "", description="Access key of the file store; empty: what boto3 finds (machine's role)"
    )
    s3_secret: SecretStr = Field(SecretStr(""), description="Secret of that access key")
    s3_encryption: Literal["AES256", "aws:kms", "none"] = Field(
        "AES256", description="Encryption that S3 is asked for; none: the bucket's own rule"
    )
    s3_kms_key: str = Field("", description="Key for aws:kms; empty: the account's own")
    clamd: str = Field("", description="Malware scanner: socket path or host:port; empty: no scan")
    clamd_timeout_s: Seconds = Field(
        60, description="Longest wait for the malware scanner's answer, in seconds"
    )
    smtp_url: Annotated[str, AfterValidator(_mail_url)] = Field(
        "", description="Mail server: smtp, smtps or smtp+starttls URL; empty: mails are files"
    )
    smtp_ca_file: Folder | None = Field(
        None, description="Authorities that the mail server's certificate is of; empty: the usual"
    )
    mail_from: str = Field("esubmit@localhost", description="Address that mails are sent from")
    public_url: str = Field(
        "", description="Address of the portal in mails; empty: host and port as above"
    )

    max_upload_mb: Count = Field(20, description="Largest file taken in, in MB")
    max_referrals_mb: Count = Field(60, description="Largest file of referrals taken in, in MB")
    max_expanded_mb: Count = Field(300, description="Largest workbook once unpacked, in MB")
    max_cells: Count = Field(6_000_000, description="Most cells in one workbook")
    max_sheets: Count = Field(60, description="Most sheets in one workbook")
    check_timeout_s: Seconds = Field(20, description="Longest check of one file, in seconds")
    check_memory_mb: Count = Field(1024, description="Most memory for one check, in MB")
    batch_timeout_s: Seconds = Field(
        60, description="Longest check of a file of rows, in seconds; and 1 s more for each MB"
    )
    lost_check_s: Seconds = Field(
        60, description="After how long a check that has not ended is taken for lost, in seconds"
    )
    max_attempts: Count = Field(3, description="How often a check is tried before it is given up")
    referral_keep_days: Count = Field(
        2557,
        description="How long a referral is kept since it was taken up, or came where nobody"
        " took it up; then erased, in days",
    )
    refused_keep_days: Count = Field(
        30, description="How long a refused file is kept, then erased, in days"
    )
    sampled_share_percent: float = Field(
        2, ge=0, le=100, description="Share of returns without queries that an officer still sees"
    )

    second_factor: bool = Field(True, description="Whether every account must have a second factor")
    session_idle_minutes: Count = Field(30, description="A session ends after this long unused")
    session_absolute_hours: Count = Field(10, description="A session ends after this long, used")
    lockout_attempts: Count = Field(5, description="Wrong passwords that lock an account")
    lockout_minutes: Count = Field(15, description="How long a locked account stays locked")
    trusted_proxies: int = Field(
        0, ge=0, description="Proxies before the portal whose X-Forwarded-For is believed"
    )

    api_requests_per_minute: Count = Field(
        1200, description="Requests that one API token may make in a minute"
    )

    web_workers: Count = Field(2, description="Web processes")
    web_threads: Count = Field(4, description="Threads of each web process")
    quick_workers: Count = Field(1, description="Processes that check returns")
    long_workers: Count = Field(1, description="Processes for loads, batches and reports")
    sweep_seconds: Seconds = Field(30, description="How often waiting work is queued again")
    stop_grace_s: Seconds = Field(10, description="How long a process may take to stop, in seconds")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="The least that is logged"
    )

    test_build: bool = Field(False, description="Let failpoints work; never in production")
    failpoint: str = Field("", description="Failpoint at which a process kills itself (test build)")
    failpoint_log: Folder | None = Field(None, description="File that names each failpoint reached")

    @property
    def embedded_database(self) -> bool:
        """Whether the database is the one that the house starts itself."""
        return "database_url" not in self.model_fields_set

    @property
    def embedded_queue(self) -> bool:
        """Whether the queue server is the one that the house starts itself."""
        return "redis_url" not in self.model_fields_set

    @property
    def production(self) -> bool:
        """Whether this is the real thing."""
        return self.mode == "production"

    def refusals(self) -> list[str]:
        """Return every reason why production must not start with these settings; empty is good."""
        if not self.production:
            return []
        reasons = {
            "ESUBMIT_SECRET_KEY is the sample one: set a secret of 32 characters or more": (
                len(self.secret_key.get_secret_value()) < 32
            ),
            "ESUBMIT_REFERRAL_KEY is the sample one: set a secret of 32 characters or more": (
                len(self.referral_key.get_secret_value()) < 32
            ),
            "ESUBMIT_REFERRAL_INDEX_KEY is the sample one: set another secret of 32 or more": (
                len(self.referral_index_key.get_secret_value()) < 32
            ),
            "ESUBMIT_SAMPLE_ACCOUNTS is on: sample accounts are known to everybody": (
                self.sample_accounts
            ),
            "ESUBMIT_SECOND_FACTOR is off: a password alone would open every account": (
                not self.second_factor
            ),
            "ESUBMIT_DEBUG is on: pages would show the program's inside": self.debug,
            "ESUBMIT_TEST_BUILD is on: failpoints could kill processes": self.test_build,
            "ESUBMIT_DATABASE_DURABLE is off: a power cut would lose what was acknowledged": (
                not self.database_durable
            ),
            "ESUBMIT_DATABASE_URL is unset: name a PostgreSQL, or say ESUBMIT_SINGLE_MACHINE=1": (
                self.embedded_database and not self.single_machine
            ),
        }
        return [reason for reason, holds in reasons.items() if holds]


@dataclass(frozen=True, slots=True)
class Line:
    """A setting as people may see it: no secret, no password of an address."""

    name: str
    value: str
    is_default: bool
    meaning: str


def shown(chosen: Settings) -> list[Line]:
    """Return every setting in its order, secrets hidden."""
    lines = []
    for name, field in type(chosen).model_fields.items():
        value = getattr(chosen, name)
        text = HIDDEN if isinstance(value, SecretStr) else shown_address(str(value))
        default = name not in chosen.model_fields_set
        lines.append(Line(f"ESUBMIT_{name.upper()}", text, default, field.description or ""))
    return lines


def shown_address(text: str) -> str:
    """Return an address with its password hidden; what is no address stays as it is."""
    if "@" not in text or "://" not in text:
        return text
    scheme, rest = text.split("://", 1)
    account, place = rest.rsplit("@", 1)
    user, colon, _ = account.partition(":")
    return f"{scheme}://{user}{':' + HIDDEN if colon else ''}@{place}"


@cache
def settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()


def child_environment(chosen: Settings, **more: str) -> dict[str, str]:
    """Return the environment of a process of the house: this one's, the home made absolute."""
    return {**os.environ, "ESUBMIT_HOME": str(chosen.home), **more}
