"""Vietnamese text: one form at every door, found without accents, sorted as Vietnamese sorts (domain 8.3)."""

import random
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.syllable import is_syllable
from console.text import (
    fold,
    is_legacy_encoding,
    nfc,
    person_sort_key,
    search_key,
    sort_key,
    tidy,
    tone_style,
)

SYLLABIC = st.text("aeoiuybgqtnhđðÐĐăơ\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323\u200b \u00a0")
"""What Vietnamese is made of, in every disorder."""

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
LETTERS = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES]

AGENCIES = [
    "Cục Thi hành án dân sự tỉnh Điện Biên",
    "Bộ Chỉ huy Quân sự tỉnh Điện Biên",
    "Công an tỉnh Điện Biên",
    "Bộ Chỉ huy Bộ đội Biên phòng tỉnh",
    "Tòa án nhân dân tỉnh",
    "Viện kiểm sát nhân dân tỉnh",
    "Thanh tra tỉnh, Sở Tư pháp",
    "Ban Nội chính Tỉnh ủy",
    "Ủy ban nhân dân tỉnh Thừa Thiên Huế",
    "Sở Ngoại vụ; Sở Nội vụ",
    "Nguyễn Thị Hường, Phó Giám đốc Sở",
    "Đoàn đại biểu Quốc hội và Hội đồng nhân dân",
    "CÔNG AN TỈNH, ỦY BAN NHÂN DÂN",
    "Khối Nội chính, cụm số 10 (giữa kỳ), quý IV, nghỉ phép, khuỷu tay, huyện, giếng, gìn giữ",
]


# --- one form ----------------------------------------------------------------------------------------------


@given(st.text() | SYLLABIC)
def test_a_second_pass_changes_nothing(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)
    assert tidy(tidy(text)) == tidy(text)
    assert unicodedata.is_normalized("NFC", nfc(text))


@given(st.text())
def test_whatever_came_in_can_be_written_as_utf8(text: str) -> None:
    assert nfc(text + "\ud83d").encode()


@pytest.mark.parametrize("text", AGENCIES)
def test_decomposed_text_is_composed(text: str) -> None:
    assert nfc(unicodedata.normalize("NFD", text)) == text


@pytest.mark.parametrize(
    ("typed", "letter"),
    [
        ("e\u0301\u0302", "ế"),
        ("a\u0300\u0306", "ằ"),
        ("O\u0303\u0302", "Ỗ"),
        ("o\u031b\u0309", "ở"),
        ("u\u0323\u031b", "ự"),
        ("a\u0323\u0302", "ậ"),
        ("a\u0302\u0323", "ậ"),
        ("é\u0302", "ế"),
    ],
)
def test_the_marks_of_a_letter_come_in_any_order(typed: str, letter: str) -> None:
    assert nfc(typed) == letter


@pytest.mark.parametrize(
    ("unseen", "seen"),
    [
        ("Sở\u00a0Tư\u202fpháp", "Sở Tư pháp"),
        ("Thanh\u200b tra\ufeff", "Thanh tra"),
        ("Công\u00adan", "Côngan"),
        ("\u202eCông an\u2066", "Công an"),
        ("a\x1b[31m\x00\x7fb", "a[31mb"),
        ("một\r\nhai\rba\u2028bốn", "một\nhai\nba\nbốn"),
        ("cột\tcột", "cột\tcột"),
        ("Ủy\ufe0f ban", "Ủy ban"),
        ("[/] x", "[/] x"),
        ("Khối 🏳", "Khối 🏳"),
    ],
)
def test_what_nobody_sees_goes(unseen: str, seen: str) -> None:
    assert nfc(unseen) == seen


def test_tidy_is_one_line_with_single_spaces() -> None:
    assert tidy(" \u00a0Sở \t Tư\u3000pháp \r\n tỉnh ") == "Sở Tư pháp tỉnh"
    assert tidy(" \u200b ") == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Ðiện Biên", "Điện Biên"),
        ("Hội ðồng", "Hội đồng"),
        ("ÐOÀN ÐẠI BIỂU", "ĐOÀN ĐẠI BIỂU"),
        ("Số 5/QÐ-UBND, HÐND", "Số 5/QĐ-UBND, HĐND"),
        ("c) d) ð) e)", "c) d) đ) e)"),
    ],
)
def test_an_icelandic_eth_in_a_vietnamese_word_becomes_the_vietnamese_letter(typed: str, meant: str) -> None:
    assert nfc(typed) == meant


@pytest.mark.parametrize("name", ["Guðrún", "það", "Sigurðsson", "SÍÐAN", "Hafnarfjörður", "VIÐ"])
def test_an_icelandic_word_keeps_its_eth(name: str) -> None:
    assert nfc(name) == name


# --- search ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà", "Hòa"),
        ("uỷ", "ủy"),
        ("THUÝ", "thúy"),
        ("Đà Nẵng", "da nang"),
        ("Ðiện Biên", "điện biên"),
        (" Sở\u00a0 Tư pháp", "so tu phap"),
        (unicodedata.normalize("NFD", "Viện kiểm sát"), "VIỆN KIỂM SÁT"),
    ],
)
def test_spellings_of_the_same_words_have_one_search_key(one: str, other: str) -> None:
    assert search_key(one) == search_key(other)


def test_folding_opens_every_vietnamese_letter_and_keeps_case() -> None:
    for letter in [*LETTERS, "đ"]:
        assert fold(letter).isascii()
        assert fold(letter.upper()) == fold(letter).upper()
    assert fold("Đặng Ủy") == "Dang Uy"


@given(st.sampled_from(AGENCIES), st.data())
def test_a_piece_typed_without_accents_is_found(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    assert search_key(fold(name[start:end])) in search_key(name)


# --- order -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "in_order",
    [
        [*"aăâbcdđeêghiklmnoôơpqrstuưvxy"],
        ["ba", "bà", "bả", "bã", "bá", "bạ"],
        ["An", "Ánh", "Ân", "Bắc", "Dung", "Dương", "Đà Nẵng", "Đức", "Ý Yên", "Yên", "Zo"],
        ["an", "An", "án", "ana", "anb"],
        ["Đơn vị 2", "Đơn vị 10", "Đơn vị 010a", "Đơn vị b"],
        ["Sở", "Sở Nội vụ", "Sở Tư pháp", "Sởa"],
        ["", "(a)", "1", "9", "10", "a", "ñ", "z", "я"],
        ["Công an", "Cục", "Kho", "Kiểm"],
    ],
)
def test_text_sorts_as_vietnamese_sorts(in_order: list[str]) -> None:
    mixed = [*in_order]
    random.Random(8).shuffle(mixed)
    assert sorted(mixed, key=sort_key) == in_order


def test_letters_weigh_more_than_tones_and_tones_more_than_case() -> None:
    assert sort_key("bá a") < sort_key("ba b")
    assert sort_key("BA") < sort_key("bà")
    assert sort_key("ba") < sort_key("Ba") < sort_key("BA")


@given(st.lists(st.text() | SYLLABIC, min_size=2))
def test_any_texts_can_be_sorted_and_only_equal_ones_tie(texts: list[str]) -> None:
    backwards = texts[::-1]
    for one, other in zip(sorted(texts, key=sort_key), sorted(backwards, key=sort_key), strict=True):
        assert tidy(one) == tidy(other)
    sorted(texts, key=person_sort_key)


def test_people_sort_by_given_name_then_family_name_then_the_middle() -> None:
    in_order = [
        "Bùi An",
        "BÙI THỊ AN",
        "Bùi Văn An",
        "Trần Thị An",
        "Nguyễn Thị Ánh",
        "Đặng Ân",
        "Lê Tiến Dũng",
        "Phạm Thu Hà",
        "Bùi Văn Hạ",
        "Sương",
        "Lường Văn Sương",
    ]
    mixed = in_order[::-1]
    assert sorted(mixed, key=person_sort_key) == in_order


# --- tones -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "official"),
    [
        ("Hoà", "Hòa"),
        ("thuý", "thúy"),
        ("Uỷ ban", "Ủy ban"),
        ("UỶ BAN", "ỦY BAN"),
        ("khoẻ", "khỏe"),
        ("qúy", "quý"),
        ("cuả", "của"),
        ("gìa", "già"),
        ("gíêng", "giếng"),
        ("khủyu", "khuỷu"),
        ("nghiã", "nghĩa"),
        ("hòan", "hoàn"),
        (unicodedata.normalize("NFD", "Hoà"), "Hòa"),
    ],
)
def test_tones_stand_where_government_papers_put_them(written: str, official: str) -> None:
    assert tone_style(written) == official


@pytest.mark.parametrize(
    "word",
    [
        *["quý", "quả", "già", "gì", "gịa", "giạ", "giữa", "hoàn", "hoạch", "toán", "huyền", "nguyễn"],
        *["thuở", "khuỷu", "của", "mía", "Đắk", "Kroong", "José", "Hélène", "hòá", "thuỳ\u0300"],
    ],
)
def test_what_stands_right_stays(word: str) -> None:
    assert tone_style(word) == word


@pytest.mark.parametrize("text", AGENCIES)
def test_official_names_are_made_of_syllables_with_their_tones_in_place(text: str) -> None:
    assert tone_style(text) == text
    assert [word for word in re.findall(r"[^\W\d_]+", text) if not is_syllable(word)] in ([], ["IV"])


@pytest.mark.parametrize("word", ["nghóa", "ka", "ghà", "ce", "nge", "giy", "wa", "b", "quu", "hoàá"])
def test_what_spelling_forbids_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)


@given(st.text() | SYLLABIC)
def test_moving_tones_never_changes_what_is_searched(text: str) -> None:
    assert search_key(tone_style(text)) == search_key(text)
    assert tone_style(tone_style(text)) == tone_style(text)


# --- fonts before Unicode ----------------------------------------------------------------------------------

TCVN3 = dict(
    zip(
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        bytes.fromhex(
            "b5b6b7b8b9a8bbbcbdbec6a9c7c8c9cacbaecccecfd0d1aad2d3d4d5d6d7d8dcdddedfe1e2e3e4abe5e6e7e8e9"
            "aceaebecedeeeff1f2f3f4adf5f6f7f8f9fafbfcfdfea1a2a3a4a5a6a7"
        ).decode("latin-1"),
        strict=True,
    )
)
VNI_TONES = {"\u0300": "ø", "\u0301": "ù", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
VNI_HAT = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
VNI_BREVE = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
VNI_I = {"": "i", "\u0301": "í", "\u0300": "ì", "\u0309": "æ", "\u0303": "ó", "\u0323": "ò"}


def in_tcvn3(text: str) -> str:
    return "".join(TCVN3.get(letter, TCVN3.get(letter.lower(), letter)) for letter in text)


def in_vni(text: str) -> str:
    return "".join(_vni(letter.lower()).upper() if letter.isupper() else _vni(letter) for letter in text)


def _vni(letter: str) -> str:
    base, *marks = list(unicodedata.normalize("NFD", letter))
    tone = next((mark for mark in marks if mark in VNI_TONES), "")
    if letter == "đ":
        return "ñ"
    if base == "i":
        return VNI_I[tone]
    if letter == "ỵ":
        return "î"
    if "\u0302" in marks:
        return base + VNI_HAT[tone]
    if "\u0306" in marks:
        return base + VNI_BREVE[tone]
    return ({"o": "ô", "u": "ö"}[base] if "\u031b" in marks else base) + VNI_TONES.get(tone, "")


def test_the_examples_everybody_knows() -> None:
    assert in_tcvn3("Cộng hòa xã hội chủ nghĩa Việt Nam") == "Céng hßa x· héi chñ nghÜa ViÖt Nam"
    assert in_vni("Cộng hòa xã hội chủ nghĩa Việt Nam") == "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam"


@pytest.mark.parametrize("text", AGENCIES)
def test_text_of_a_dead_font_is_noticed_before_and_after_tidying(text: str) -> None:
    assert is_legacy_encoding(in_tcvn3(text))
    assert is_legacy_encoding(in_vni(text))
    assert is_legacy_encoding(tidy(in_tcvn3(text)))
    assert is_legacy_encoding(tidy(in_vni(text)))


@pytest.mark.parametrize(
    "text",
    [
        *AGENCIES,
        *[unicodedata.normalize("NFD", text) for text in AGENCIES],
        *AGENCIES[0].split(),
        "Müller, José, Citroën, Noël, Zoë Chloë",
        "Société Générale à la carte, déjà vu",
        "Straße und Größe, Übergrößenträger",
        "Århus, Malmö, København",
        "São Paulo, Nuñez, coração",
        "A · B · C, 5 × 3 × 2 m², 30°C ±1",
        "© 2023 «Đơn vị» ® §5",
        "Bé na, nhà bà, cô",
        "MÖ",
        "",
    ],
)
def test_honest_text_is_never_taken_for_a_dead_font(text: str) -> None:
    assert not is_legacy_encoding(text)


def test_no_translation_of_the_program_is_taken_for_a_dead_font() -> None:
    catalogue = Path(__file__).parents[2] / "data/locale/vi/LC_MESSAGES/console.po"
    assert [line for line in catalogue.read_text("utf-8").splitlines() if is_legacy_encoding(line)] == []
