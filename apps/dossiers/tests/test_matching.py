"""Names of files against numbers of proofs."""

import pytest

from apps.dossiers.matching import proofs_named_by
from apps.dossiers.models import ExpectedProof
from apps.frameworks.models import CatalogProof, ConformityScenario, Requirement

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


def asked(number: str, *, scenario: str = "", requirement: str = "") -> ExpectedProof:
    """Return an unsaved proof with its number, and those above it."""
    wanted = CatalogProof(
        requirement=Requirement(reference=requirement),
        scenario=ConformityScenario(reference=scenario) if scenario else None,
    )
    return ExpectedProof(reference=number, catalog_proof=wanted)


def numbers(name: str, proofs) -> list[str]:
    return [proof.reference for proof in proofs_named_by(name, proofs)]


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
    found = numbers(name, [asked(each) for each in NUMBERS])
    assert found == ([number] if number else [])


FAMILY = [
    asked("SSI/GEN.18.01.01", scenario="SSI/GEN.18.01", requirement="SC.SSI/GEN.18"),
    asked("SSI/GEN.18.01.02", scenario="SSI/GEN.18.01", requirement="SC.SSI/GEN.18"),
    asked("SSI/GEN.18.02.01", scenario="SSI/GEN.18.02", requirement="SC.SSI/GEN.18"),
    asked("SSI/GEN.1.01", requirement="SC.SSI/GEN.1"),
]
FIRST, SECOND, OTHER = (proof.reference for proof in FAMILY[:3])


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("SSI-GEN.18.01.02_x.pdf", [SECOND]),
        ("SSI-GEN.18.01_x.pdf", [FIRST, SECOND]),
        ("SSI-GEN.18_x.pdf", [FIRST, SECOND, OTHER]),
        ("sc.ssi_gen.18 rapport.pdf", [FIRST, SECOND, OTHER]),
        ("SSI-GEN.18.03_x.pdf", []),
        ("SSI-GEN.18.01.03_x.pdf", []),
        ("SSI-GEN.1_x.pdf", ["SSI/GEN.1.01"]),
        ("SSI-GEN_x.pdf", []),
        ("SSI.pdf", []),
    ],
)
def test_a_scenario_or_a_requirement_stands_for_all_its_proofs(name, found):
    assert numbers(name, FAMILY) == found


def test_the_number_of_a_proof_comes_before_the_same_one_of_a_scenario():
    proofs = [asked("A/1"), asked("A/1.1", scenario="A/1"), asked("A/1.2", scenario="A/1")]
    assert numbers("A-1.pdf", proofs) == ["A/1"]


def test_numbers_alike_but_for_their_separators_tell_nothing():
    assert numbers("a-1.pdf", [asked("A/1"), asked("A.1")]) == []


def test_a_proof_without_number_is_never_proposed():
    assert numbers(".pdf", [asked("")]) == []
