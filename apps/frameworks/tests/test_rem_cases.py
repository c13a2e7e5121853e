"""Cells that stand for one case of a scenario, told from those that stand for all."""

import pytest

from apps.frameworks.rem import CONVERGENCE, OLDER, PUBLISHED, read_workbook
from apps.frameworks.rem.cases import case_of
from apps.frameworks.tests.rem_builders import requirement, write_workbook


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("CAS 1 : Le logiciel est hébergé. Certificat de l’hébergeur", 1),
        ("CAS\u00a02\u00a0:\u00a0Attestation sur l’honneur", 2),
        ("cas n° 12: Extrait", 12),
        ("\n Cas 3 :\nTableau. Rappel du cas 3 : idem", 3),
        ("Attestation", None),
        ("En CAS 1 : Attestation", None),
        ("CAS 1 : Certificat OUCAS 2 : Attestation", None),
        ("CAS 1 et CAS 2 : Attestation", None),
        ("Casier : 1", None),
        ("CAS 1", None),
        ("", None),
    ],
)
def test_a_cell_is_for_one_case_or_for_all(text, case):
    assert case_of(text) == case


@pytest.mark.parametrize("layout", [PUBLISHED, CONVERGENCE, OLDER])
def test_the_cases_of_a_workbook_are_found_whatever_its_layout(tmp_path, layout):
    hosting = requirement(
        "SC.SSI/GEN.06",
        "Sécurité",
        "L’éditeur DOIT dire qui héberge les données.",
        (
            "Présenter l’hébergement.",
            "CAS 1 : un tiers héberge : son certificat",
            "CAS 2 : personne n’héberge : attestation",
            "Schéma de l’installation",
        ),
        chapter_code="SSI",
    )
    parsed = read_workbook(write_workbook(tmp_path / "rem.xlsx", layout, [hosting]))

    assert [case_of(proof.text) for proof in parsed.proofs] == [1, 2, None]
    assert len({proof.scenario for proof in parsed.proofs}) == 1
