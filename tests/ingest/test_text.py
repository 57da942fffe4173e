"""Plain text: charsets, and characters nobody can see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import Refused
from tracker.ingest.text import codec, decode, read_text, tidy, visible

KOREAN = "오픈에이아이는 서울에 사무소를 열었다고 월요일 밝혔다. 직원은 40명이다."
JAPANESE = "同社は東京にオフィスを開設したと月曜日に発表した。従業員は40人である。"
CHINESE = "该公司周一表示，已在新加坡开设办事处，员工人数为四十人，并计划继续扩大。"
FRENCH = "L’entreprise a annoncé lundi l’ouverture d’un bureau à Paris, déjà prévue l’été dernier."
GERMAN = "Das Unternehmen eröffnet ein Büro in München für größere Aufträge."


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        (KOREAN, "euc-kr"),
        (KOREAN, "cp949"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc-jp"),
        (CHINESE, "gb2312"),
        (FRENCH, "cp1252"),
        (GERMAN, "iso-8859-1"),
        (KOREAN, "utf-8"),
        (KOREAN, "utf-8-sig"),
        (KOREAN, "utf-16"),
        (GERMAN, "utf-32"),
    ],
)
def test_a_text_is_read_whether_or_not_its_charset_is_said(text, charset):
    assert decode(text.encode(charset)) == text
    assert decode(text.encode(charset), charset) == text


def test_a_mark_goes_before_a_label_and_a_wrong_label_is_found_out():
    assert decode(b"\xef\xbb\xbf" + KOREAN.encode(), "euc-kr") == KOREAN
    assert decode(KOREAN.encode(), "us-ascii-nonsense") == KOREAN
    assert decode(FRENCH.encode("cp1252"), "utf-8") == FRENCH
    assert decode("“x”".encode("cp1252"), "iso-8859-1") == "“x”"
    assert decode(KOREAN.encode("cp949"), "ks_c_5601-1987") == KOREAN


@pytest.mark.parametrize(
    "name", ["base64", "rot13", "zip", "hex", "utf-7", "idna", "unicode_escape", "x" * 999, "\x00", None]
)
def test_what_is_no_charset_is_not_used(name):
    assert codec(name) is None
    assert decode(b"YWJj", name) == "YWJj"


@given(
    st.binary(max_size=300),
    st.sampled_from([None, "utf-8", "utf-16", "euc-kr", "shift_jis", "big5", "gbk", "zip"]),
)
def test_any_bytes_become_characters(body, charset):
    text, _ = visible(decode(body, charset))
    text.encode()
    assert not any(char < " " and char not in "\n\t" for char in text)


def test_what_cannot_be_seen_is_taken_out_and_counted():
    text, hidden = visible("Open\u200bAI\u00ad \u2060x\ufeff\r\ny\x00\x07\u2028z \U000e0041\U000e0042")
    assert (text, hidden) == ("OpenAI x\ny\nz ", 6)
    assert visible("Open\u200dAI") == ("OpenAI", 1)
    assert visible("می\u200cخواهم 👩\u200d💻") == ("می\u200cخواهم 👩\u200d💻", 0)
    assert visible("a\u202eb\u2066c") == ("a\u202eb\u2066c", 0)  # shown marked, not taken out


@pytest.mark.parametrize(
    "top",
    [
        "By Our Staff\n15 September 2025",
        "By Jane Roe and John Doe, Monday, Sept. 15, 2025 10:04 a.m. KST",
        "Published: Sep 15, 2025",
        "Veröffentlicht am 15. September 2025 um 10:03 Uhr",
        "입력 2025.09.15 10:03",
        "2025년 9월 15일 (월)",
        "Von der Redaktion, 15. September 2025",
        "2025년 9월 15일 김하늘 기자",
        "SEOUL, Sept. 15, 2025 /Wire/ -- A lab opened",
    ],
)
def test_the_day_at_the_top_of_a_text_is_that_of_publication(top):
    found = read_text(f"A lab opens\n\n{top}\n\nIt opened on 3 May 2024.".encode())
    assert (found.published, found.published_basis) == ("2025-09-15", "visible_byline")


@pytest.mark.parametrize(
    "top",
    [
        "Updated Sep 15, 2025",
        "By 15 September 2025 the lab opens.",
        "Von Mai bis 15. September 2025",
        "A lab to open on 15 September 2025",
        "15 September 2025 — A lab opened",
        "Published: Feb 31, 2025",
        "Published: Jan 1, 2999",
        "It says.\n" * 6 + "15 September 2025",
    ],
)
def test_another_day_in_a_text_is_not_that_of_publication(top):
    found = read_text(f"A lab opens\n\n{top}\n\nIt opened.".encode())
    assert (found.published, found.published_basis) == (None, "unknown")


def test_spaces_are_made_even():
    assert tidy("\n a\u00a0 b \n\n\n\n\tc\n") == "a b\n\nc"


def test_a_text_file_is_an_article():
    found = read_text("A headline by itself\r\n\r\nThe first paragraph.\r\nThe second.\r\n".encode("utf-16"))
    assert found.title == "A headline by itself"
    assert found.text == "A headline by itself\n\nThe first paragraph.\nThe second."
    assert (found.published, found.published_basis, found.hidden, found.doubt) == (None, "unknown", 0, None)


@pytest.mark.parametrize(
    "text", ["Only one line", "A sentence.\n\nAnother.", "Two\nlines\n\nmore", "x" * 300 + "\n\ny"]
)
def test_a_first_line_that_is_no_headline_is_no_title(text):
    assert read_text(text.encode()).title is None


def test_characters_that_cannot_be_read_are_said():
    assert "could not be read" in (read_text(b"\xff\xfeOffice \xff\xd8 x").doubt or "")


@pytest.mark.parametrize(
    "body", [b"", b" \r\n\t", "\u200b\ufeff".encode(), bytes(range(32)) * 50, b"\x7fELF" + bytes(5000)]
)
def test_what_is_no_text_is_refused(body):
    with pytest.raises(Refused):
        read_text(body)


def test_two_million_characters_are_the_limit():
    assert len(read_text(b"word " * 400_000).text) == 1_999_999
    with pytest.raises(Refused, match="longer than"):
        read_text(b"word " * 400_001 + b"x")
