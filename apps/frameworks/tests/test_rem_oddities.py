"""Each oddity of the field: the workbook is still read whole, and the person is told where."""

import pytest

from apps.frameworks.rem import CONVERGENCE, OLDER, RemError, read_workbook
from apps.frameworks.rem.oddities import MESSAGES
from apps.frameworks.tests.rem_builders import write_workbook

# The sample always has one requirement without a scenario.
USUAL = "requirement_without_scenario"


def read(path, layout="published", *, edit, **options):
    return read_workbook(write_workbook(path / "rem.xlsx", layout, edit=edit, **options))


def found(parsed):
    return [(o.row, o.code) for o in parsed.oddities if o.code != USUAL]


def setter(row, **values):
    """An `edit` that sets cells of one data row (0 = sheet row 2); spaces stand as underscores."""

    def edit(rows):
        for title, value in values.items():
            rows[row][title.replace("_", " ")] = value

    return edit


@pytest.mark.parametrize(
    ("row", "values", "expected"),
    [
        (0, {"ID": "SC.SSI/GEN.18 \u00a0"}, [(2, "blank_cleaned")]),
        (0, {"N°_preuve_1": " SSI/GEN.18.01.01"}, [(2, "blank_cleaned")]),
        (0, {"ID": "X" * 61}, [(2, "reference_too_long")]),
        (0, {"Exigence": ""}, [(2, "statement_missing")]),
        (0, {"Chapitre": "\u00a0 "}, [(2, "chapter_missing")]),
        (0, {"Profil": ""}, [(2, "profile_missing")]),
        (0, {"Profil": "P" * 101}, [(2, "profile_too_long")]),
        (0, {"Profil": "P" * 100}, []),
        (0, {"Profil": "GENERAL "}, []),
        (0, {"Nature de l'exigence": "Souhait"}, [(2, "kind_unknown")]),
        (0, {"Nature de l'exigence": ""}, [(2, "kind_missing")]),
        (0, {"Scénario_de_conformité": ""}, [(2, "scenario_text_missing")]),
        (0, {"N°_scénario": ""}, [(2, "scenario_number_missing")]),
        (
            0,
            {"N°_scénario": "", "Scénario_de_conformité": ""},
            [(2, "proof_without_scenario"), (2, "proof_without_scenario")],
        ),
        (0, {"N°_preuve_2": ""}, [(2, "proof_number_missing")]),
        (0, {"Preuve_2": ""}, [(2, "proof_text_missing")]),
        (1, {"N°_preuve_1": "", "Preuve_1": ""}, [(3, "scenario_without_proof")]),
        (3, {"N°_preuve_1": "DMP/UX.15.01.01"}, [(5, "proof_number_shared")]),
        (0, {"N°_preuve_2": "SSI/GEN.18.01.01"}, [(2, "proof_number_reused")]),
        (
            0,
            {"N°_preuve_2": "SSI/GEN.18.01.01", "Preuve_2": "Formulaire  PASSI signé"},
            [(2, "proof_repeated")],
        ),
        (1, {"N°_scénario": "SSI/GEN.18.01"}, [(3, "scenario_shared")]),
        (3, {"Exigence": "Le système DOIT faire autre chose."}, [(5, "rows_disagree")]),
        (3, {"Exigence": ""}, []),
        (1, {"ID": "sc.ssi/gen.18"}, [(3, "reference_case")]),
        (0, {"Commentaire": "#REF!"}, [(2, "excel_error")]),
        (0, {"Commentaire": "=A1"}, [(2, "formula_without_value")]),
    ],
)
def test_published_oddities(tmp_path, row, values, expected):
    parsed = read(tmp_path, edit=setter(row, **values))
    assert found(parsed) == expected
    assert parsed.counts.rows == 8


def test_a_cleaned_identifier_is_the_same_requirement(tmp_path):
    parsed = read(tmp_path, edit=setter(3, ID="\u00a0SC.DMP/UX.15\n"))
    assert parsed.counts.requirements == 6
    assert [o.message for o in parsed.oddities if o.code == "blank_cleaned"] == [
        "Espaces superflus ou insécables retirés de l’identifiant «\u00a0SC.DMP/UX.15\u00a0» "
        "(colonne «\u00a0ID\u00a0»)."
    ]


def test_each_proof_cell_stays_an_entry_even_under_one_number(tmp_path):
    def edit(rows):
        rows[0]["N° preuve 2"] = "SSI/GEN.18.01.01"
        rows[3]["N° preuve 1"] = "DMP/UX.15.01.01"

    parsed = read(tmp_path, edit=edit)
    assert parsed.counts.proofs == 10
    assert [p.reference for p in parsed.proofs].count("SSI/GEN.18.01.01") == 2
    assert [
        (p.scenario, p.row_number) for p in parsed.proofs if p.reference == "DMP/UX.15.01.01"
    ] == [("DMP/UX.15.01", 4), ("DMP/UX.15.02", 5)]


def test_rows_that_disagree_name_the_columns_and_keep_the_first(tmp_path):
    def edit(rows):
        rows[3] |= {"Chapitre": "Autre chapitre", "Criticité": "Mineure"}

    parsed = read(tmp_path, edit=edit)
    requirement = parsed.requirements[2]
    assert (requirement.chapter, requirement.criticality) == ("DMP", "Majeure")
    assert [o.message for o in parsed.oddities if o.code == "rows_disagree"] == [
        "L’exigence SC.DMP/UX.15 occupe plusieurs lignes qui se contredisent (Chapitre, "
        "Criticité)\u00a0: la première, ligne 4, est retenue."
    ]
    assert parsed.rows[3].cells["Chapitre"] == "Autre chapitre"


def test_white_space_alone_is_not_a_disagreement(tmp_path):
    parsed = read(
        tmp_path,
        edit=setter(
            3,
            Exigence="Le système  DOIT signaler les nouveaux\ndocuments. - à l’ouverture\n- en "
            "continu",
        ),
    )
    assert found(parsed) == []


def test_a_requirement_that_comes_back_later_is_one_requirement(tmp_path):
    def edit(rows):
        rows.append(rows.pop(2))

    parsed = read(tmp_path, edit=edit)
    assert parsed.counts.requirements == 6
    assert [s.reference for s in parsed.scenarios if s.requirement == "SC.DMP/UX.15"] == [
        "DMP/UX.15.02",
        "DMP/UX.15.01",
    ]


def test_two_texts_for_one_scenario(tmp_path):
    parsed = read(
        tmp_path, CONVERGENCE, edit=setter(1, **{"Scénario de conformité": "Tout autre chose."})
    )
    assert found(parsed) == [(3, "scenario_texts_disagree")]
    assert parsed.scenarios[0].text == "Présenter le test d’intrusion."


def test_merged_cells_carry_the_requirement_and_its_scenario_down(tmp_path):
    """A merged block keeps its value in its first row alone."""

    def edit(rows):
        for title in list(rows[1]):
            if title not in {"N° preuve", "Preuve", "Ordre"}:
                rows[1][title] = ""

    parsed = read(tmp_path, CONVERGENCE, edit=edit)
    assert found(parsed) == [(3, "reference_carried")]
    second = parsed.proofs[1]
    assert (second.requirement, second.scenario, second.profile) == (
        "SC.SSI/GEN.18",
        "SSI/GEN.18.01",
        "Général",
    )


def test_a_row_that_belongs_to_nothing_is_kept_and_named(tmp_path):
    def edit(rows):
        rows.insert(0, {"Chapitre": "Première partie"})
        rows.insert(3, {"Exigence": "Un énoncé sans identifiant.", "N° preuve 1": "X.01"})

    parsed = read(tmp_path, edit=edit)
    assert found(parsed) == [(2, "reference_missing"), (5, "reference_missing")]
    assert parsed.counts.rows == 10
    assert parsed.counts.proofs == 10
    assert parsed.counts.chapters == 5


def test_empty_rows_and_repeated_titles_are_skipped(tmp_path):
    def edit(rows):
        titles = {title: title for title in rows[0]}
        rows.insert(2, titles | {"Chapitre": "Chapitre", "ID": "ID", "Exigence": "Exigence"})
        rows.insert(2, {})
        rows.append({"Chapitre": " \u00a0"})

    parsed = read(tmp_path, edit=edit)
    assert found(parsed) == [(5, "header_repeated")]
    assert parsed.counts.rows == 8


def test_an_unclear_condition_follows_the_profile(tmp_path):
    def edit(rows):
        rows[0]["Exigence conditionnelle OUI/NON"] = "à voir"
        rows[1]["Exigence conditionnelle OUI/NON"] = ""

    parsed = read(tmp_path, OLDER, edit=edit)
    assert found(parsed) == [(2, "conditional_unknown")]
    assert [one.conditional for one in parsed.requirements[:2]] == [False, True]


def test_numbers_and_dates_in_cells_become_text(tmp_path):
    def edit(rows):
        rows[0] |= {"ID": 12.0, "Commentaire": 3.5, "Fonction": True}

    parsed = read(tmp_path, edit=edit)
    first = parsed.requirements[0]
    assert (first.reference, first.comment, first.function) == ("12", "3.5", "VRAI")


def test_an_essential_formula_without_a_value_is_refused(tmp_path):
    with pytest.raises(RemError) as caught:
        read(tmp_path, edit=setter(2, ID="=B4"))
    assert str(caught.value) == (
        "La cellule B4 contient une formule sans valeur enregistrée\u00a0: ouvrez le classeur "
        "dans Excel, enregistrez-le, puis importez-le de nouveau."
    )


def test_every_message_is_a_clean_french_sentence():
    for code, message in MESSAGES.items():
        text = str(message)
        assert text.endswith("."), code
        assert "'" not in text, code
        for mark in (" :", " ;", " ?", " !", "« ", " »"):
            assert mark not in text, code
