"""The three layouts, written by the builders and read back: literal counts, order, every field."""

import openpyxl
import pytest

from apps.frameworks.rem import (
    CONVERGENCE,
    EXIGENCE,
    OLDER,
    PRECONISATION,
    PUBLISHED,
    Counts,
    RemError,
    read_workbook,
)
from apps.frameworks.rem.headers import recognise
from apps.frameworks.rem.kinds import kind_from_nature, kind_from_statement
from apps.frameworks.tests.rem_builders import OLDER_STATEMENT, SAAS, write_workbook

LAYOUTS = [PUBLISHED, CONVERGENCE, OLDER]
ROWS = {PUBLISHED: 8, CONVERGENCE: 11, OLDER: 8}
REFERENCES = [
    "SC.SSI/GEN.18",
    "SC.SSI/GEN.06",
    "SC.DMP/UX.15",
    "SC.MSS/CONF.02",
    "SC.PSC.01",
    "PORT/va1.01",
]


def expected_counts(layout):
    return Counts(rows=ROWS[layout], requirements=6, scenarios=7, proofs=10, chapters=5, profiles=2)


def content(parsed):
    """What must not depend on how the workbook is laid out (row numbers left out)."""
    return (
        [(r.reference, r.chapter, r.statement, r.kind, r.profile) for r in parsed.requirements],
        [(s.requirement, s.reference, s.text) for s in parsed.scenarios],
        [(p.requirement, p.scenario, p.reference, p.text, p.order) for p in parsed.proofs],
        [(c.label, c.order) for c in parsed.chapters],
        parsed.profiles,
    )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_is_recognised_and_counted(tmp_path, layout):
    parsed = read_workbook(write_workbook(tmp_path / "rem.xlsx", layout))

    assert parsed.layout == layout
    assert parsed.counts == expected_counts(layout)
    assert (parsed.filename, parsed.sheet, parsed.header_row) == ("rem.xlsx", "Exigences", 1)
    assert [one.reference for one in parsed.requirements] == REFERENCES
    assert [one.order for one in parsed.requirements] == [1, 2, 3, 4, 5, 6]
    assert [one.order for one in parsed.proofs] == list(range(1, 11))
    assert [o.code for o in parsed.oddities] == ["requirement_without_scenario"]


def test_the_three_layouts_hold_the_same_content(tmp_path):
    published, convergence, older = (
        content(read_workbook(write_workbook(tmp_path / f"{layout}.xlsx", layout)))
        for layout in LAYOUTS
    )
    assert published == convergence
    assert published == older


def test_every_field_of_a_published_requirement(tmp_path):
    parsed = read_workbook(write_workbook(tmp_path / "rem.xlsx"))
    first, second, third, fourth = parsed.requirements[:4]

    assert first.previous_wave_reference == "SSI/va1.18"
    assert (first.publication_status, first.criticality) == ("Nouvelle exigence", "Majeure")
    assert (first.perimeter, first.function, first.row_number) == (
        "Vague 2",
        "Fonction principale",
        2,
    )
    assert (first.profile, first.conditional) == ("Général", False)
    assert (second.profile, second.conditional) == (SAAS, True)
    assert third.comment == "Voir le guide d’intégration."
    assert third.statement.split("\n")[1:] == ["- à l’ouverture", "- en continu"]
    assert (first.kind, fourth.kind) == (EXIGENCE, PRECONISATION)


def test_every_row_is_kept_as_it_stands(tmp_path):
    parsed = read_workbook(
        write_workbook(tmp_path / "rem.xlsx", CONVERGENCE, extra={"Avis interne": "à relire"})
    )
    assert [row.row_number for row in parsed.rows] == list(range(2, 13))
    assert parsed.rows[0].cells == {
        "Avis interne": "à relire",
        "Périmètre": "Vague 2",
        "ID": "SC.SSI/GEN.18",
        "Chapitre": "Sécurité",
        "Fonction": "Fonction principale",
        "Exigence": "L’éditeur DOIT faire rechercher les failles de sa solution.",
        "Profil": "Général",
        "N° scénario": "SSI/GEN.18.01",
        "Scénario de conformité": "Présenter le test d’intrusion.",
        "N° preuve": "SSI/GEN.18.01.01",
        "Preuve": "Formulaire PASSI signé",
        "Profil historique": "Général",
        "Criticité": "Majeure",
        "Ordre": "1",
    }
    assert {proof.history_profile for proof in parsed.proofs} == {"Général", SAAS}


def test_sections_of_the_older_layout_are_chapters_with_their_code(tmp_path):
    parsed = read_workbook(write_workbook(tmp_path / "rem.xlsx", OLDER))
    assert [(one.code, one.label) for one in parsed.chapters] == [
        ("SSI", "Sécurité"),
        ("DMP", "DMP"),
        ("MSS", "MSSanté"),
        ("PSC", "Pro Santé Connect"),
        ("PORT", "Portabilité"),
    ]


def test_a_statements_only_file_is_a_convergence_one(tmp_path):
    def empty(rows):
        for row in rows:
            for title in ("N° scénario", "Scénario de conformité", "N° preuve", "Preuve"):
                row[title] = ""

    parsed = read_workbook(write_workbook(tmp_path / "rem.xlsx", CONVERGENCE, edit=empty))
    assert parsed.layout == CONVERGENCE
    assert (parsed.counts.requirements, parsed.counts.scenarios, parsed.counts.proofs) == (6, 0, 0)
    assert [oddity.code for oddity in parsed.oddities] == ["scenarios_absent"]


RENAMED = {
    PUBLISHED: {
        "ID": "Identifiant\nde l’exigence",
        "Chapitre": "CHAPITRES ",
        "Exigence": "Libellé de l'exigence",
        "Nature de l'exigence": "NATURE",
        "N° scénario": "No\u00a0Scenario",
        "Scénario de conformité": "Scénario",
        "N° preuve 1": "Nº preuve1",
        "Preuve 1": "Preuve attendue n°\u00a01",
        "N° preuve 2": "ID preuve 2",
        "Commentaire": "Remarques",
        "VA N-1": "Référence VA N-1",
    },
    CONVERGENCE: {
        "ID": "N° exigence",
        "Exigence": "ENONCE",
        "Profil": "Profils d’applicabilité",
        "N° preuve": "Numéro de preuve",
        "Preuve": "Preuves",
        "Ordre": "N° d’ordre",
    },
    OLDER: {
        "N° exigence": "Réf. exigence",
        OLDER_STATEMENT: "Énoncé",
        "Section": "Nom de la section",
        "ID Section": "Code section",
    },
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_title_line_renamed_and_reordered_columns_change_nothing(tmp_path, layout, seed):
    plain = read_workbook(write_workbook(tmp_path / "plain.xlsx", layout))
    other = read_workbook(
        write_workbook(
            tmp_path / "other.xlsx",
            layout,
            title_line="Référentiel d’exigences minimales",
            rename=RENAMED[layout],
            shuffle=seed,
            extra={"Avis interne": "ok", "Équipe": 3},
            hidden_sheet="Exigences (ancien)",
            first_sheet="Lisez-moi",
            sheet="REM vague 2",
        )
    )
    assert (other.layout, other.sheet, other.header_row) == (layout, "REM vague 2", 3)
    assert content(other) == content(plain)
    assert other.requirements[0].previous_wave_reference == (
        plain.requirements[0].previous_wave_reference
    )
    assert other.requirements[2].comment == plain.requirements[2].comment


def test_a_hidden_sheet_is_read_only_when_it_is_the_only_one(tmp_path):
    def hide(path):
        workbook = openpyxl.load_workbook(path)
        workbook.create_sheet("Accueil", 0)
        workbook["Exigences"].sheet_state = "hidden"
        workbook.save(path)
        return path

    parsed = read_workbook(hide(write_workbook(tmp_path / "rem.xlsx")))
    assert parsed.counts == expected_counts(PUBLISHED)
    assert "sheet_hidden" in [oddity.code for oddity in parsed.oddities]


def test_a_sheet_passed_over_is_named(tmp_path):
    path = write_workbook(tmp_path / "rem.xlsx")
    workbook = openpyxl.load_workbook(path)
    copy = workbook.copy_worksheet(workbook["Exigences"])
    copy.title = "Scénarios cœur de métier"
    workbook.save(path)

    parsed = read_workbook(path)
    assert parsed.sheet == "Exigences"
    assert [o.message for o in parsed.oddities if o.code == "sheet_passed_over"] == [
        "La feuille «\u00a0Scénarios cœur de métier\u00a0» a aussi des titres d’exigences\u00a0: "
        "elle n’est pas lue, seule «\u00a0Exigences\u00a0» l’est."
    ]


@pytest.mark.parametrize(
    ("dropped", "named"),
    [
        (("ID",), "ID (ou N° exigence)"),
        (("Chapitre",), "Chapitre (ou Section)"),
        (("Exigence",), "Exigence (ou Énoncé)"),
        (("Chapitre", "Exigence"), "Chapitre (ou Section), Exigence (ou Énoncé)"),
    ],
)
def test_missing_essential_columns_are_named(tmp_path, dropped, named):
    path = write_workbook(tmp_path / "rem.xlsx", CONVERGENCE, drop=dropped)
    with pytest.raises(RemError) as caught:
        read_workbook(path)
    assert f"(titres lus en ligne 1)\u00a0: {named}\u00a0;" in str(caught.value)


def test_other_columns_may_be_missing(tmp_path):
    dropped = ("Périmètre", "Profil", "Commentaire", "Criticité", "Ordre", "Profil historique")
    parsed = read_workbook(write_workbook(tmp_path / "rem.xlsx", CONVERGENCE, drop=dropped))
    assert parsed.counts.proofs == 10
    assert parsed.profiles == ("Général",)
    assert parsed.oddities[0].code == "profile_column_missing"


@pytest.mark.parametrize(
    ("title", "field", "number"),
    [
        ("N° preuve 10", "proof_reference", 10),
        ("Preuve n° 3", "proof", 3),
        ("№ exigence", "reference", 0),
        ("Exigence n°", "reference", 0),
        ("id", "reference", 0),
        ("Exigence", "statement", 0),
        (OLDER_STATEMENT, "statement", 0),
        ("ÉNONCÉ DU SCÉNARIO", "scenario", 0),
        ("VA (N-1)", "previous_wave_reference", 0),
        ("Exigence conditionnelle OUI/NON", "conditional", 0),
        ("Profil historique", "history_profile", 0),
    ],
)
def test_titles_are_recognised(title, field, number):
    match = recognise(title)
    assert (match.field, match.number) == (field, number)


@pytest.mark.parametrize(
    "title", ["Type de preuve", "Exigence 2", "Commentaire sur la preuve", "Avis", "12", "—"]
)
def test_other_titles_are_left_alone(title):
    assert recognise(title) is None


def test_a_bare_number_column_does_not_hide_the_id(tmp_path):
    parsed = read_workbook(
        write_workbook(tmp_path / "rem.xlsx", CONVERGENCE, extra={"N°": 7}),
    )
    assert [one.reference for one in parsed.requirements] == REFERENCES


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("Le système PEUT trier.", PRECONISATION),
        ("Les systèmes PEUVENT trier.", PRECONISATION),
        ("Le système DOIT trier.", EXIGENCE),
        ("Le système PEUT trier ; il DOIT alors le dire.", EXIGENCE),
        ("Le système trie.", EXIGENCE),
        ("Le tri peut attendre.", EXIGENCE),
    ],
)
def test_the_statement_tells_the_kind_where_no_column_does(statement, kind):
    assert kind_from_statement(statement) == kind


@pytest.mark.parametrize(
    ("nature", "kind"),
    [
        ("EXIGENCE", EXIGENCE),
        ("Préconisation ", PRECONISATION),
        ("Facultative", PRECONISATION),
        ("Obligatoire", EXIGENCE),
        ("Souhait", None),
    ],
)
def test_the_nature_column_tells_the_kind(nature, kind):
    assert kind_from_nature(nature) == kind
