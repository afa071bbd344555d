"""The API against its own document: the routes, and whatever schemathesis can think of."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from openapi_spec_validator import validate

from portal.api import openapi
from portal.app import create_app
from portal.models import Membership, Role
from portal.services import sample_sector, signatures, tokens
from tests.referring import Referring, rows
from tests.served import served
from tests.walk import CASE, Sector

pytestmark = pytest.mark.database
SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"


@pytest.fixture
def document(app):
    with app.test_request_context():
        return openapi.document()


def test_every_route_of_the_api_is_in_the_document_and_no_other(app, document):
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }

    described = {(path, method) for path, said in document["paths"].items() for method in said}

    assert described == routes


def test_the_document_is_openapi_3_1(document):
    validate(document)
    assert document["openapi"] == "3.1.0"


@pytest.fixture
def token(app, settle):
    """The token of a unit whose returns stand at every step of their way, and which refers."""
    settle(SAMPLED_SHARE_PERCENT=0, API_REQUESTS_PER_MINUTE=1_000_000)
    sector, referring = Sector(), Referring()
    sector.send(R030__quarter=999)
    signatures.sign(sector.send(), by=sector.head)
    sector.owe(CASE)
    sector.form = CASE
    sector.send()
    sector.send(b"%PDF-1.7", filename="b.xlsx")
    sector.user.memberships.append(
        Membership(role=Role.REFERRER, organisation_id=referring.hospital.id)
    )
    referring.send(rows({}, {"phone": "12"}), by=sector.user)
    return tokens.token_for(sector.user, label="sample", token=sample_sector.sample_token())


def tried(address, token, folder, *, examples):
    """Let schemathesis try every operation; return what it printed, and its exit status."""
    command = [SCHEMATHESIS, "run", f"{address}/api/v1/openapi.json", "--checks", "all"]
    command += ["--phases", "examples,coverage,fuzzing,stateful", "--mode", "all"]
    command += ["--max-examples", str(examples), "--seed", "1"]
    command += ["--header", f"Authorization: Bearer {token}", "--continue-on-failure"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    return done.stdout + done.stderr, done.returncode


def test_schemathesis_finds_nothing_with_few_examples(token, tmp_path):
    with served(create_app()) as address:
        printed, status = tried(address, token, tmp_path, examples=30)

    assert status == 0, printed


@pytest.mark.slow
def test_schemathesis_finds_nothing_with_200_examples_an_operation(token, tmp_path):
    with served(create_app()) as address:
        printed, status = tried(address, token, tmp_path, examples=200)

    assert status == 0, printed
