"""Names of files against numbers of proofs."""

import pytest

from apps.dossiers.matching import proof_named_by

NUMBERS = [
    "SSI/GEN.18.01",
    "SSI/GEN.18.01.02",
    "SSI/GEN.18.01.03a",
    "INS/va1.06.01.01",
    "INS/va1.06.01.01 bis",
    "APCV.01.01.01",
    "SSI/IAM.80.03",
    "SSI/IAM.80.03",
    "SSI/GEN.1.11",
]


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("SSI-GEN.18.01.02_capture.png", "SSI/GEN.18.01.02"),
        ("ssi_gen.18.01.02.pdf", "SSI/GEN.18.01.02"),
        ("SSI_GEN_18_01_02_x.pdf", "SSI/GEN.18.01.02"),
        ("  SSI - GEN. 18.01.02 – écran.pdf", "SSI/GEN.18.01.02"),
        ("..SSI-GEN.18.01.02..pdf", "SSI/GEN.18.01.02"),
        ("SSI-GEN.18.01_02.pdf", "SSI/GEN.18.01.02"),
        ("SSI-GEN.18.01.pdf", "SSI/GEN.18.01"),
        ("SSI-GEN.18.01_2026-03-04.pdf", "SSI/GEN.18.01"),
        ("SSI-GEN.18.01.capture.pdf", "SSI/GEN.18.01"),
        ("SSI-GEN.18.01 2.pdf", "SSI/GEN.18.01"),
        ("SSI-GEN.18.01.04_x.pdf", None),
        ("SSI-GEN.18.01.020_x.pdf", None),
        ("SSI-GEN.18.01.03a_x.pdf", "SSI/GEN.18.01.03a"),
        ("SSI-GEN.18.01.03A.pdf", "SSI/GEN.18.01.03a"),
        ("SSI-GEN.18.01.03b.pdf", None),
        ("INS-va1.06.01.01_scenario.mp4", "INS/va1.06.01.01"),
        ("INS-VA1.06.01.01 bis_x.pdf", "INS/va1.06.01.01 bis"),
        ("ins_va1.06.01.01bis.pdf", "INS/va1.06.01.01 bis"),
        ("INS-va1.06.01.01bistro.pdf", None),
        ("INS-va1.06.01.01b_x.pdf", None),
        ("apcv.01.01.01_x.zip", "APCV.01.01.01"),
        ("SSI-GEN.11.1.pdf", None),
        ("SSI-GEN.1.11.pdf", "SSI/GEN.1.11"),
        ("SSI-IAM.80.03_x.pdf", None),
        ("capture SSI-GEN.18.01.02.pdf", None),
        ("rapport.pdf", None),
        ("SSI-GEN.18.01", None),
        ("…", None),
        ("", None),
    ],
)
def test_the_number_that_a_name_begins_with(name, number):
    assert proof_named_by(name, [(each, each) for each in NUMBERS]) == number


def test_numbers_alike_but_for_their_separators_tell_nothing():
    assert proof_named_by("a-1.pdf", [("A/1", 1), ("A.1", 2)]) is None


def test_a_proof_without_number_is_never_proposed():
    assert proof_named_by(".pdf", [("", 1)]) is None
