"""What became of each requirement from one version to the next, on rows of our own."""

import pytest

from apps.frameworks.comparison import Part, RequirementLine, TextLine, compare, pair
from apps.frameworks.lines import compare_versions, lines_of
from apps.frameworks.services import import_workbook
from apps.frameworks.states import ChangeKind as K
from apps.frameworks.tests.rem_builders import requirement, sample, write_workbook
from apps.frameworks.tests.test_services import AT


def line(reference, statement="Le logiciel trace.", chapter="SSI", *, scenarios=(), proofs=()):
    """Return a requirement; `scenarios` are (number, text), `proofs` (number, text, key)."""
    return RequirementLine(
        reference,
        chapter,
        "Exigence",
        "Général",
        statement,
        tuple(TextLine(*each) for each in scenarios),
        tuple(TextLine(*each) for each in proofs),
    )


def kinds(comparison) -> dict[str, set[str]]:
    """Return {identifier: the lists that it is in}."""
    return {change.line.reference: {str(k) for k in change.kinds} for change in comparison.changes}


def test_each_kind_has_its_list():
    old = [line("A"), line("B", "Un."), line("C", "Deux."), line("D", "Trois."), line("F", "Cinq.")]
    new = [
        line("A", "Le\u00a0logiciel\ntrace."),
        line("B", "Un an."),
        line("C", "Deux.", chapter="INS"),
        line("E", "Trois."),
        line("G", "Six."),
    ]

    comparison = compare(old, new)

    assert kinds(comparison) == {
        "A": {"kept"},
        "B": {"reworded"},
        "C": {"kept", "moved"},
        "E": {"added", "removed", "moved"},
        "G": {"added"},
        "F": {"removed"},
    }
    assert comparison.counts == {K.ADDED: 2, K.REMOVED: 2, K.REWORDED: 1, K.MOVED: 2, K.KEPT: 2}
    assert [change.kind for change in comparison.changes] == [
        K.KEPT,
        K.REWORDED,
        K.MOVED,
        K.MOVED,
        K.ADDED,
        K.REMOVED,
    ]
    assert [change.line.reference for change in comparison.of_kind("")] == ["B", "C", "E", "G", "F"]
    assert [change.line.reference for change in comparison.of_kind("removed")] == ["E", "F"]
    assert comparison.of_kind("chat") == comparison.of_kind("")


def test_a_move_says_from_where_to_where():
    comparison = compare([line("A"), line("B", "Un.")], [line("A2"), line("B", "Un.", "INS")])
    assert [change.facts for change in comparison.changes] == [
        [("reference", "A", "A2")],
        [("chapter", "SSI", "INS")],
    ]


def test_empty_statements_do_not_pair_two_requirements():
    assert kinds(compare([line("A", "")], [line("B", " ")])) == {"A": {"removed"}, "B": {"added"}}


def test_a_scenario_or_a_proof_that_changes_rewords_its_requirement():
    old = line(
        "A", scenarios=[("A.1", "Montrer."), ("A.2", "Dire.")], proofs=[("A.1.1", "Vidéo.", 1)]
    )
    new = line(
        "A",
        scenarios=[("A.1", "Montrer ceci.")],
        proofs=[("A.1.1", "Vidéo.", 5), ("A.1.2", "Log.", 6)],
    )

    change = compare([old], [new]).changes[0]

    assert change.kind == K.REWORDED
    assert change.parts == (
        Part("scenario", "A.1", "Montrer.", "Montrer ceci."),
        Part("scenario", "A.2", "Dire.", None),
        Part("proof", "A.1.2", None, "Log."),
    )
    assert [part.kind for part in change.parts] == [K.REWORDED, K.REMOVED, K.ADDED]


def test_statements_alone_are_compared_where_one_sheet_holds_nothing_else():
    whole = line("A", scenarios=[("A.1", "Montrer.")], proofs=[("A.1.1", "Vidéo.", 1)])
    assert kinds(compare([whole], [line("A")])) == {"A": {"kept"}}
    assert kinds(compare([line("A")], [whole])) == {"A": {"kept"}}
    assert kinds(compare([whole], [line("A"), line("B", scenarios=[("B.1", "x")])]))["A"] == {
        "reworded"
    }


def test_proofs_are_paired_by_number_then_by_words_then_across_requirements():
    old = [
        line(
            "A",
            proofs=[
                ("A.1", "Vidéo.", 1),
                ("A.2", "Log.", 2),
                ("", "Lettre.", 3),
                ("Z.1", "Schéma.", 4),
            ],
        ),
        line("B", "Un.", proofs=[("B.1", "Acte.", 5)]),
    ]
    new = [
        line("A", proofs=[("A.2", "Log complet.", 12), ("A.1", "Vidéo.", 11), ("", "Lettre.", 13)]),
        line("C", "Neuf.", proofs=[("Z.1", "Schéma.", 14), ("C.1", "Acte.", 15)]),
    ]

    pairs = set(compare(old, new).proofs)

    assert pairs == {(2, 12), (1, 11), (3, 13), (4, 14), (5, None), (None, 15)}
    back = {(left, right) for right, left in compare(new, old).proofs}
    assert back == pairs


def test_one_number_listed_twice_pairs_by_its_words_first():
    old = [line("A", proofs=[("A.1", "Vidéo.", 1), ("A.1", "Log.", 2)])]
    new = [line("A", proofs=[("A.1", "Log.", 12), ("A.1", "Vidéo.", 11)])]
    assert set(compare(old, new).proofs) == {(1, 11), (2, 12)}


def test_pairs_of_one_key_keep_their_order():
    assert pair("abc", "aca", lambda item: item) == [
        ("a", "a"),
        ("c", "c"),
        (None, "a"),
        ("b", None),
    ]


@pytest.mark.django_db
def test_two_imported_workbooks_and_a_dry_run_agree(tmp_path):
    first = import_workbook(
        write_workbook(tmp_path / "1.xlsx"), by=None, code="rem", label="1", at=AT
    ).version
    later = [one for one in sample() if one.reference != "SC.SSI/GEN.18"]
    later[0].statement += " Et il DOIT le prouver."
    later.append(requirement("NEUF.01", "Sécurité", "L’éditeur DOIT dater.", ("Montrer.", "Vidéo")))
    path = write_workbook(tmp_path / "2.xlsx", requirements=later)

    looked = import_workbook(path, by=None, code="rem", label="2", at=AT, dry_run=True)
    second = import_workbook(path, by=None, code="rem", label="2", at=AT).version
    comparison = compare_versions(first, second)

    kept = len(sample()) - 2
    assert comparison.counts == {K.ADDED: 1, K.REMOVED: 1, K.REWORDED: 1, K.MOVED: 0, K.KEPT: kept}
    assert looked.latest == first
    assert looked.comparison.changes[-1].old == comparison.changes[-1].old
    assert looked.comparison.counts == comparison.counts
    assert len(looked.changes) == 3
    assert len(lines_of(first)[0].proofs) == 2


@pytest.mark.django_db
def test_nothing_to_compare_with_in_a_new_catalogue(tmp_path):
    path = write_workbook(tmp_path / "1.xlsx")
    report = import_workbook(path, by=None, code="rem", label="1", at=AT, dry_run=True)
    assert (report.latest, report.comparison, report.changes) == (None, None, [])
