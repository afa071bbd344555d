"""Many findings of one rule: 200 told one by one, the others as one, and every cell counted."""

from schemas.catalogue import packaged
from tests.many import WRONG, wrong_twice
from validator.engine import check_file
from validator.findings import MOST_PLACES
from validator.piles import MOST


def verdict(lines):
    return check_file(wrong_twice(lines), packaged())


def of(document, rule):
    return [one for one in document["findings"] if one["rule"] == rule]


def test_the_first_of_a_rule_are_told_one_by_one_and_the_others_as_one():
    document = verdict(MOST + 250).summary()

    for rule in WRONG:
        *told, rest = of(document, rule)
        assert len(told) == MOST
        assert {len(one["places"]) for one in told} == {1}
        assert (len(rest["places"]), rest["further"]) == (MOST_PLACES, 50)
        assert rest["message"]["en"].startswith("250 more cells, from ")
        assert told[0]["message"]["en"] in rest["message"]["en"]
        assert told[0]["message"]["zh-Hant"] in rest["message"]["zh-Hant"]


def test_no_more_than_there_is_room_for_are_told_as_ever():
    document = verdict(MOST).summary()

    assert [len(of(document, rule)) for rule in WRONG] == [MOST, MOST]
    assert {one["further"] for one in document["findings"] if one["severity"] == "error"} == {0}


def test_the_counts_are_those_of_the_cells_and_not_of_what_is_listed():
    few, many = verdict(MOST), verdict(MOST + 250)

    assert many.counts["error"] - few.counts["error"] == 2 * 250
    assert many.counts["cells"] - few.counts["cells"] == 2 * 250


def test_every_cell_that_a_document_does_not_name_is_in_the_lines():
    found = verdict(MOST + 250)

    ids = {one["id"]: one["rule"] for one in found.summary()["findings"]}
    lines = [(ids[id], line.place.a1, line.raw) for id, line in found.lines()]
    for rule, column, raw in zip(WRONG, "CE", ("X", "many"), strict=True):
        expected = [(f"{column}{row}", raw) for row in range(MOST + 7, MOST + 257)]
        assert [(a1, said) for its, a1, said in lines if its == rule] == expected


def test_a_document_grows_with_the_rules_and_not_with_the_lines():
    few, many = len(verdict(500).as_json()), len(verdict(1_000).as_json())

    assert many - few < 2_000


def test_the_others_are_the_same_question_next_quarter_and_another_answer_once_they_differ():
    last = of(verdict(MOST + 250).summary(), WRONG[0])[-1]
    other = of(verdict(MOST + 251).summary(), WRONG[0])[-1]

    assert last["answer_key"] == other["answer_key"]
    assert last["fingerprint"] != other["fingerprint"]
