"""The real workbooks: counted, and read with their oddities. Needs SEGURTRACK_REM_DIR."""

import os
from collections import Counter
from pathlib import Path

import pytest

from apps.frameworks.rem import (
    CONVERGENCE,
    OLDER,
    PRECONISATION,
    PUBLISHED,
    Counts,
    read_workbook,
)
from apps.frameworks.rem.kinds import kind_from_statement

FOLDER = os.environ.get("SEGURTRACK_REM_DIR", "")

pytestmark = [
    pytest.mark.rem,
    pytest.mark.skipif(
        not FOLDER, reason="SEGURTRACK_REM_DIR does not name the folder of the real workbooks"
    ),
]

EXPECTED = {
    "REM-LGC-va2-brouillon.xlsx": (PUBLISHED, Counts(262, 227, 235, 302, 29, 10)),
    "convergence-RIS-va2-brouillon.xlsx": (CONVERGENCE, Counts(386, 246, 272, 356, 26, 12)),
    "REM-DRIMbox-va2-brouillon.xlsx": (OLDER, Counts(162, 146, 73, 86, 15, 8)),
    "REM-LGC-iteration-2.xlsx": (CONVERGENCE, Counts(173, 173, 0, 0, 12, 5)),
    "REM-LGC-iteration-3.xlsx": (CONVERGENCE, Counts(201, 201, 0, 0, 27, 7)),
}
ODDITIES = {
    "REM-LGC-va2-brouillon.xlsx": {
        "requirement_without_scenario": 27,
        "scenario_without_proof": 2,
        "scenario_text_missing": 1,
        "proof_number_shared": 1,
    },
    "convergence-RIS-va2-brouillon.xlsx": {
        "requirement_without_scenario": 28,
        "scenario_without_proof": 1,
        "proof_number_shared": 1,
        "proof_number_reused": 2,
        "rows_disagree": 2,
        "scenario_texts_disagree": 1,
        "profile_too_long": 1,
    },
    "REM-DRIMbox-va2-brouillon.xlsx": {
        "requirement_without_scenario": 89,
        "scenario_without_proof": 1,
        "proof_number_reused": 1,
    },
    "REM-LGC-iteration-2.xlsx": {"scenarios_absent": 1},
    "REM-LGC-iteration-3.xlsx": {"scenarios_absent": 1, "chapter_missing": 2},
}


def read(name):
    return read_workbook(Path(FOLDER) / name)


@pytest.mark.parametrize("name", EXPECTED)
def test_counts(name):
    layout, counts = EXPECTED[name]
    parsed = read(name)
    assert parsed.layout == layout
    assert parsed.counts == counts


@pytest.mark.parametrize("name", ODDITIES)
def test_oddities(name):
    assert Counter(oddity.code for oddity in read(name).oddities) == ODDITIES[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_every_row_comes_back_whole(name):
    parsed = read(name)
    assert [row.row_number for row in parsed.rows] == list(range(2, len(parsed.rows) + 2))
    titles = {title for row in parsed.rows for title in row.cells}
    assert titles <= set(parsed.headers)


def test_the_words_of_the_statement_agree_with_the_nature_column():
    """The rule used where a layout has no nature, held against the layouts that have one."""
    for name in ("REM-LGC-va2-brouillon.xlsx", "REM-DRIMbox-va2-brouillon.xlsx"):
        parsed = read(name)
        deduced = Counter(kind_from_statement(one.statement) for one in parsed.requirements)
        wrong = [
            one.reference
            for one in parsed.requirements
            if kind_from_statement(one.statement) != one.kind
        ]
        assert wrong == []
        assert deduced[PRECONISATION] in {12, 14}
