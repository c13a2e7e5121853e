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
