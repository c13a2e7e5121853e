"""The real iterations of a workbook, compared. Needs SEGURTRACK_REM_DIR."""

import pytest

from apps.frameworks.lines import compare_versions
from apps.frameworks.rem.cells import same_words
from apps.frameworks.states import ChangeKind as K
from apps.frameworks.tests.test_import_real import bring_in

pytestmark = [pytest.mark.rem, pytest.mark.django_db]


def test_from_the_second_iteration_to_the_third():
    old, new = (bring_in(f"REM-LGC-iteration-{n}.xlsx").version for n in (2, 3))

    comparison = compare_versions(old, new)

    counts = {K.ADDED: 45, K.REMOVED: 17, K.REWORDED: 30, K.MOVED: 1, K.KEPT: 126}
    assert comparison.counts == counts
    blank_only = [
        change
        for change in comparison.of_kind("kept")
        if change.old.statement != change.new.statement
    ]
    assert len(blank_only) == 4
    assert all(same_words(one.old.statement, one.new.statement) for one in blank_only)


def test_a_version_compared_with_itself_keeps_everything():
    version = bring_in("REM-LGC-va2-brouillon.xlsx").version
    comparison = compare_versions(version, version)
    assert comparison.counts == dict.fromkeys(K, 0) | {K.KEPT: 227}
    assert len(comparison.proofs) == 302
    assert all(left == right for left, right in comparison.proofs)
