"""The list of the 375 statistical forms: what it sums to, and that the forms written are on it."""

import csv
import json
from collections import Counter

import pytest
from click.testing import CliRunner

from portal.cli.forms import forms
from schemas import FOLDER, dictionary
from schemas.shared import shared

LISTED = list(csv.DictReader((FOLDER / "catalogue.csv").read_text(encoding="utf-8").splitlines()))
BY_CODE = {one["code"]: one for one in LISTED}
BASES = {
    "subvented": 161,
    "service_document": 18,
    "contract": 6,
    "bought_place": 6,
    "aided": 3,
    "voucher": 2,
    "hospital_authority": 1,
    "all": 178,
}


@pytest.fixture(scope="module")
def written():
    """The statistical forms that are written, as the command tells of them."""
    said = json.loads(CliRunner().invoke(forms, ["list", "--json"]).output)
    return [one for one in said if one["statistical"]]


def test_there_are_375_forms_one_for_each_basis_of_a_service_and_one_beside_them():
    assert (len(LISTED), len(BY_CODE)) == (375, 375)
    assert Counter(one["basis"] for one in LISTED) == BASES
    assert len({(one["service"], one["basis"]) for one in LISTED}) == 375
    assert {one["kind"] for one in LISTED if one["basis"] == "all"} == {"supplementary"}
    assert len({one["service"] for one in LISTED}) == 184


def test_services_and_programmes_of_the_list_are_known():
    assert {one["service"] for one in LISTED} <= set(dictionary.service_types())
    assert {f"programmes.{one['programme']}" for one in LISTED} <= set(shared())


def test_no_two_forms_are_called_the_same():
    for name in ("title_en", "title_zh"):
        assert len({one[name] for one in LISTED}) == 375
    assert all(one["title_en"].endswith("(sample)") for one in LISTED)
    assert all(one["title_zh"].endswith("（樣本）") for one in LISTED)


def test_every_form_that_is_written_stands_on_the_list_as_it_calls_itself(written):
    programmes = shared()
    for form in written:
        listed = BY_CODE[form["code"]]
        title = {"en": listed["title_en"], "zh-Hant": listed["title_zh"]}
        assert form["title"] == title, form["code"]
        assert form["service"] == listed["service"], form["code"]
        assert form["programme"] == programmes[f"programmes.{listed['programme']}"], form["code"]
    assert len(written) >= 9
