"""A text is read in the encoding that its own characters prove, or the sender is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.read import Book, read
from validator.read.encoding import CANDIDATES, commonness, decode
from validator.read.sheet import Refused

HEADER = "unit_code,form_code,fin_year,quarter,item_code,value,remark"
PLACES = (
    "中西區 灣仔 東區 南區 油尖旺 深水埗 九龍城 黃大仙 觀塘"
    " 葵青 荃灣 屯門 元朗 北區 大埔 沙田 西貢 離島"
    " 彩虹邨 鰂魚涌 赤鱲角 鴨脷洲 樣本單位 個案總數"
).split()
SIMPLIFIED = "深水埗区 个案总数 家庭服务 社会福利署 样本单位".split()


def encodable(words):
    for word in words:
        for encoding in ("utf-8", *CANDIDATES):
            try:
                yield pytest.param(word, word.encode(encoding), id=f"{word}-{encoding}")
            except UnicodeEncodeError:
                continue


@pytest.mark.parametrize(("word", "data"), list(encodable(PLACES + SIMPLIFIED)))
def test_one_word_is_enough_evidence(word, data):
    assert decode(data) == word


def test_the_hong_kong_characters_are_in_no_file_of_plain_big5():
    for sign in "埗邨鰂鱲脷":
        with pytest.raises(UnicodeEncodeError):
            sign.encode("cp950")
        assert decode(f"樣本{sign}".encode("big5hkscs")) == f"樣本{sign}"


def test_a_long_csv_in_big5_keeps_its_remark():
    line = "9101,HLS-MONTH-Q,2025-26,Q3,R010,12,深水埗海麗邨"
    book = read(f"{HEADER}\r\n{line}\r\n".encode("big5hkscs"))

    assert isinstance(book, Book)
    assert book.sheets[0].rows[1][6] == "深水埗海麗邨"


def test_where_two_ways_are_as_good_the_sender_is_asked_and_shown_both():
    # A145 is a bullet in Hong Kong's Big5 and another dot in Microsoft's; nothing else tells.
    data = f"{HEADER}\n9101,F,2025-26,Q3,R010,1,".encode() + "樣本".encode("cp950") + b"\xa1\x45\n"

    refusal = read(data)
    assert (refusal.code, refusal.params["row"]) == ("csv_ambiguous", 2)
    assert {refusal.params["first"], refusal.params["second"]} == {"big5hkscs", "cp950"}
    shown = {refusal.params["first_text"][-3:], refusal.params["second_text"][-3:]}
    assert shown == {"樣本•", "樣本‧"}


@pytest.mark.parametrize(("told", "sign"), [("cp950", "‧"), ("big5hkscs", "•")])
def test_what_the_sender_says_decides(told, sign):
    data = f"{HEADER}\n9101,F,2025-26,Q3,R010,1,".encode() + b"\xa1\x45\n"

    assert read(data, encoding=told).sheets[0].rows[1][6] == sign


def test_what_the_sender_says_is_not_followed_into_replacing_characters():
    with pytest.raises(Refused) as caught:
        decode("深水埗".encode(), told="cp950")
    assert caught.value.refusal.code == "csv_encoding"


@given(st.text(st.sampled_from("香港社會福利署家庭服務個案總數深水埗邨, 0123456789\n"), min_size=1))
def test_no_character_of_a_common_text_is_ever_changed(text):
    for encoding in ("utf-8", "utf-16", "big5hkscs", "gb18030"):
        try:
            assert decode(text.encode(encoding)) == text
        except Refused as refused:
            assert refused.refusal.code == "csv_ambiguous"


def test_a_text_of_the_wrong_encoding_is_made_of_rare_characters():
    assert commonness("社會福利署".encode("big5hkscs").decode("gb18030", "replace")) < 0.5
    assert commonness("plain") == 1
