"""Patient numbers: every way they are written, and what only looks like one."""

import random

import pytest

from apps.evidence.identifiers import MARGIN, holds_number, lines_with_numbers

SPECIMEN = "185057800608491"


@pytest.mark.parametrize(
    "text",
    [
        SPECIMEN,
        "1 85 05 78 006 084 91",
        "1\u00a085\u00a005\u00a078\u00a0006\u00a0084\u00a091",
        "1\u202f85\u202f05\u202f78\u202f006\u202f084\u202f91",
        "1.85.05.78.006.084.91",
        "1-85-05-78-006-084-91",
        "1 - 85 05 78006084 91",
        "185 05 78 006 084 91",
        "1850578006084 91",
        "1850578006084;91",
        '"1850578006084","91"',
        "1850578006084\t91",
        f"INS:{SPECIMEN}.",
        f"INS{SPECIMEN}",
        f"<id extension='{SPECIMEN}' root='1.2.250.1.213.1.4.8'/>",
        f"{SPECIMEN}^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.8&ISO^INS",
        "2 79 03 51 215 189 89",
        "1 85 05 2A 006 084 35",
        "185052b00608462",
        "2 85 20 99 006 084 05",
    ],
)
def test_a_number_is_seen_however_it_is_written(text):
    assert holds_number(f"avant {text} après")
    assert holds_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "185057800608490",
        "185057800608492",
        "1 85 05 78 006 084",
        "585057800608491",
        "1 85 13 78 006 084 91",
        f"1{SPECIMEN}",
        f"{SPECIMEN}0",
        f"0.{SPECIMEN}",
        "18505780060849100",
        "1 85 05\n78 006 084 91",
        "1    85 05 78 006 084 91",
        "1 85 05 2C 006 084 91",
        "2026-03-04 10:00:00.123456",
        "",
    ],
)
def test_what_only_looks_like_one_is_left_alone(text):
    assert not holds_number(f"avant {text} après")


@pytest.mark.parametrize("oid", ["1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.11"])
def test_a_patient_of_a_test_is_nobody(oid):
    assert not holds_number(f"{SPECIMEN}^^^ASIP-SANTE-INS-NIR&{oid}&ISO^INS")
    assert not holds_number(f'<id root="{oid}" extension="{SPECIMEN}"/>')
    assert not holds_number(f'"system": "urn:oid:{oid}",\n  "value": "{SPECIMEN}"')
    assert holds_number(f"{oid}{'.' * 300}{SPECIMEN}")
    assert holds_number(f"{oid}0 {SPECIMEN}")


def test_two_numbers_that_overlap_a_false_start_are_seen():
    assert holds_number(f"1 85 05 78 {SPECIMEN}")


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_the_line_is_told_whatever_the_pieces(size):
    text = "ligne\n" * 500 + f"x {SPECIMEN} x\n" + "suite\n" * 500 + f"{SPECIMEN}\n"
    text += "loin\n" * 50 + f'<id root="1.2.250.1.213.1.4.10" extension="{SPECIMEN}"/>\n'
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert list(lines_with_numbers(pieces)) == [501, 1002]


def test_a_number_cut_between_two_pieces_is_seen_once():
    for cut in range(MARGIN * 3):
        text = "x" * (MARGIN + 100) + SPECIMEN + "y" * (MARGIN * 2)
        assert list(lines_with_numbers([text[:cut], text[cut:]])) == [1]


def test_random_digits_seldom_pass():
    dice = random.Random(20260304)  # noqa: S311 (not a secret)
    passed = sum(holds_number(f"{dice.randrange(10**15):015d}") for _ in range(20_000))
    assert 20 <= passed <= 180


def test_every_wrong_key_of_a_number_is_refused():
    keys = [key for key in range(100) if holds_number(f"1850578006084{key:02d}")]
    assert keys == [91]
