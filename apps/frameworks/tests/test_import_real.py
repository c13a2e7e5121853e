"""The real workbooks, imported: the counts of the files are the rows of the tables."""

import os
from pathlib import Path

import pytest

from apps.accounts.tests.builders import make_user
from apps.frameworks.models import CatalogVersion
from apps.frameworks.services import delete_version, import_workbook
from apps.frameworks.tests.builders import rows_by_table
from apps.frameworks.tests.test_services import AT, NOTHING

pytestmark = [pytest.mark.rem, pytest.mark.django_db]

# rows, requirements, scenarios, proofs, chapters (with "Sans chapitre"), profiles, oddities
FILES = {
    "REM-LGC-va2-brouillon.xlsx": (262, 227, 235, 302, 29, 10, 31),
    "convergence-RIS-va2-brouillon.xlsx": (386, 246, 272, 356, 26, 12, 36),
    "REM-DRIMbox-va2-brouillon.xlsx": (162, 146, 73, 86, 15, 8, 91),
    "REM-LGC-iteration-2.xlsx": (173, 173, 0, 0, 12, 5, 1),
    "REM-LGC-iteration-3.xlsx": (201, 201, 0, 0, 28, 7, 3),
}


def bring_in(name, **facts):
    path = Path(os.environ["SEGURTRACK_REM_DIR"]) / name
    return import_workbook(path, by=None, code="rem", label=name, at=AT, **facts)


@pytest.mark.parametrize("name", FILES)
def test_a_real_workbook_becomes_rows(name):
    rows, requirements, scenarios, proofs, chapters, profiles, oddities = FILES[name]
    version = bring_in(name).version
    assert rows_by_table() == {
        "RequirementCatalog": 1,
        "CatalogVersion": 1,
        "CatalogRow": rows,
        "CatalogChapter": chapters,
        "Profile": profiles,
        "Requirement": requirements,
        "ConformityScenario": scenarios,
        "CatalogProof": proofs,
    }
    version.refresh_from_db()
    assert len(version.oddities) == version.counts["oddities"] == oddities
    assert version.proofs.filter(scenario=None).count() == 0


def test_all_five_in_one_catalogue_and_away_again():
    for name in FILES:
        bring_in(name)
    assert rows_by_table()["Requirement"] == 227 + 246 + 146 + 173 + 201
    ada = make_user("ada", is_superuser=True)
    for version in CatalogVersion.objects.all():
        delete_version(version.pk, by=ada)
    assert rows_by_table() == NOTHING | {"RequirementCatalog": 1}


def test_a_dry_run_of_a_real_workbook_writes_nothing():
    report = bring_in("REM-LGC-va2-brouillon.xlsx", dry_run=True)
    assert report.counts.requirements == 227
    assert sum(count for _, count, _ in report.chapters) == 227
    assert sum(count for _, _, count in report.chapters) == 302
    assert rows_by_table() == NOTHING
