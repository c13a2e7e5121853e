"""The proofs as a workbook: out and back without loss, refused rows, nothing that computes."""

from datetime import date, datetime, time
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from apps.core.refusals import Conflict, Invalid
from apps.dossiers import services
from apps.dossiers.export.reading import read_table
from apps.dossiers.export.writing import write_table
from apps.dossiers.states import DossierState as S
from apps.dossiers.tests.builders import make_case_at
from apps.products.journal import events_of

pytestmark = pytest.mark.django_db

TODAY = date(2025, 12, 15)
TARGET = date(2026, 1, 9)
WHO, WHEN, SAID, KEY = "Confiée à (adresse)", "Objectif interne", "Commentaire", "Clé"
HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://x.example";"clic")',
    "+33 1 23",
    "-2",
    "@SUM(A1)",
    "\tTab",
    "a\x00b\x0bc",
    "Ligne 1\nLigne 2",
    "<b>&amp;</b>",
    "« é » 😀",
    "_x000D_",
    "0012",
]


@pytest.fixture
def case():
    return make_case_at(S.PREUVES)


def at_midnight(day: date) -> datetime:
    """Return a day as openpyxl reads it."""
    return datetime.combine(day, time())


def opened(data: bytes):
    return openpyxl.load_workbook(BytesIO(data)).active


def saved(sheet) -> BytesIO:
    file = BytesIO()
    sheet.parent.save(file)
    file.seek(0)
    return file


def cell(sheet, row: int, title: str):
    """Return the cell of that row under that title."""
    titles = [head.value for head in sheet[1]]
    return sheet.cell(row, titles.index(title) + 1)


def read(case, sheet):
    return read_table(case.dossier, saved(sheet), today=TODAY)


def plan(case, reference, *, by=None, **facts):
    changes = {case.proof(reference).pk: facts}
    return services.plan_proofs(case.dossier.pk, changes, by=by or case.team.bob, today=TODAY)


def test_one_row_per_expected_proof_with_what_a_team_needs(case):
    plan(case, "GEN.20.01.01", responsible=case.team.bob, target_on=TARGET, comment="Voir Léa.")
    version = case.file(title="Attestation")
    case.act("lay_version", TODAY, [case.proof("GEN.20.01.01").pk], version)

    sheet = opened(write_table(case.dossier))

    assert sheet.max_row == 1 + case.dossier.proofs.count()
    row = next(r for r in range(2, 9) if cell(sheet, r, "N° preuve").value == "SSI/GEN.20.01.01")
    assert {head.value: sheet.cell(row, head.column).value for head in sheet[1]} == {
        "Chapitre": "SSI",
        "Exigence": "SC.SSI/GEN.20",
        "Énoncé": "Le logiciel répond à SC.SSI/GEN.20.",
        "Profil": "Général",
        "N° scénario": "SSI/GEN.20.01",
        "N° preuve": "SSI/GEN.20.01.01",
        "Preuve attendue": "Attestation sur l’honneur",
        "Bloquante": "oui",
        "État": "Déposée",
        "Depuis le": at_midnight(TODAY),
        "Motif de l’ANS": None,
        "Écartée par décision": None,
        "Réponses": "Attestation-1.pdf (v1)",
        WHO: case.team.bob.email,
        WHEN: at_midnight(TARGET),
        SAID: "Voir Léa.",
        KEY: case.proof("GEN.20.01.01").pk,
    }


def test_out_and_back_changes_nothing(case):
    for proof, text in zip(case.dossier.proofs.all(), HOSTILE, strict=False):
        facts = {"responsible": case.team.bob, "target_on": TARGET, "comment": text}
        services.plan_proofs(case.dossier.pk, {proof.pk: facts}, by=case.team.bob, today=TODAY)
    reading = read(case, opened(write_table(case.dossier)))
    assert (reading.changes, reading.refused, reading.ignored) == ([], [], [])
    assert reading.rows == case.dossier.proofs.count()


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_a_formula_and_each_comes_back(case, text):
    plan(case, "GEN.20.01.01", comment=text)
    kept = case.proof("GEN.20.01.01").comment
    held = text.replace("\x00", "")  # PostgreSQL holds no NUL
    case.dossier.proofs.filter(reference="INS/va1.06.01.01").update(ground=held)
    sheet = opened(write_table(case.dossier))
    assert {each.data_type for row in sheet.rows for each in row} <= {"s", "inlineStr", "n", "d"}
    reading = read(case, sheet)
    assert (reading.changes, reading.refused, reading.ignored) == ([], [], [])
    assert kept == text.replace("\x00", "").replace("\x0b", "").replace("_x000D_", "").strip()


def test_what_was_typed_is_previewed_then_written(case):
    plan(case, "va1.06.01.02", responsible=case.team.bob, target_on=TARGET, comment="Ancien.")
    sheet = opened(write_table(case.dossier))
    cell(sheet, 2, WHO).value = case.team.alice.email.upper()
    cell(sheet, 2, WHEN).value = "09/01/2026"
    cell(sheet, 2, SAID).value = "=2+2 n’est pas lu"
    cell(sheet, 2, SAID).data_type = "s"
    for title in (WHO, WHEN, SAID):
        cell(sheet, 3, title).value = None
    cell(sheet, 3, "État").value = "Conforme"

    reading = read(case, sheet)

    assert [(change.row, change.proof.reference) for change in reading.changes] == [
        (2, "INS/va1.06.01.01"),
        (3, "INS/va1.06.01.02"),
    ]
    assert reading.changes[1].shown == [
        (WHO, case.team.bob.email, ""),
        (WHEN, "09/01/2026", ""),
        (SAID, "Ancien.", ""),
    ]
    assert reading.ignored == [(3, ["État"])]
    assert reading.refused == []
    assert case.proof("va1.06.01.01").comment == ""

    events = events_of(case.dossier).count()
    services.plan_proofs(case.dossier.pk, reading.facts, by=case.team.bob, today=TODAY)

    first, second = case.proof("va1.06.01.01"), case.proof("va1.06.01.02")
    assert (first.responsible, first.target_on) == (case.team.alice, TARGET)
    assert first.comment == "=2+2 n’est pas lu"
    assert (second.responsible, second.target_on, second.comment) == (None, None, "")
    assert (second.state, events_of(case.dossier).count()) == ("attendue", events + 1)
    assert events_of(case.dossier).first().sentence == "Suivi de 2 preuves modifié"


@pytest.mark.parametrize(
    ("title", "value", "sentence"),
    [
        (WHO, "zoe@ailleurs.example", "« zoe@ailleurs.example » n’est l’adresse de personne"),
        (WHEN, "demain", "« demain » n’est pas une date : écrivez-la jour/mois/année."),
        (WHEN, "31/02/2026", "« 31/02/2026 » n’est pas une date"),
        (WHEN, date(2025, 12, 14), "L’objectif de la preuve INS/va1.06.01.01 est passé"),
        (WHEN, "=TODAY()", "« Objectif interne » contient une formule : écrivez sa valeur."),
        (SAID, "=1+1", "« Commentaire » contient une formule : écrivez sa valeur."),
        (SAID, "x" * 2001, "Le commentaire de la preuve INS/va1.06.01.01 dépasse 2000"),
        (KEY, "987654", "La clé « 987654 » n’est celle d’aucune preuve de ce dossier."),
        (KEY, "9" * 30, "n’est celle d’aucune preuve de ce dossier."),
        (KEY, "²", "La clé « ² » n’est celle d’aucune preuve de ce dossier."),
        (KEY, None, "La clé «  » n’est celle d’aucune preuve de ce dossier."),
    ],
)
def test_a_wrong_row_is_refused_with_its_number(case, title, value, sentence):
    sheet = opened(write_table(case.dossier))
    cell(sheet, 2, title).value = value
    reading = read(case, sheet)
    assert [row for row, _sentence in reading.refused] == [2]
    assert sentence.replace("\u00a0", " ") in reading.refused[0][1].replace("\u00a0", " ")
    assert reading.changes == []


def test_today_is_not_past_and_a_reader_is_no_choice(case):
    sheet = opened(write_table(case.dossier))
    cell(sheet, 2, WHEN).value = TODAY
    cell(sheet, 3, WHO).value = case.team.rita.email
    reading = read(case, sheet)
    assert [change.facts for change in reading.changes] == [{"target_on": TODAY}]
    assert [row for row, _sentence in reading.refused] == [3]


def test_a_row_listed_twice_and_one_of_another_dossier_are_refused(case):
    other = make_case_at(S.PREUVES, team=case.team, code="DSR-HOP-DPI-Va2")
    sheet = opened(write_table(case.dossier))
    cell(sheet, 3, KEY).value = cell(sheet, 2, KEY).value
    cell(sheet, 4, KEY).value = other.dossier.proofs.first().pk
    reading = read(case, sheet)
    assert [row for row, _sentence in reading.refused] == [3, 4]
    assert "est déjà à la ligne 2." in reading.refused[0][1]


def test_columns_in_another_order_and_blank_rows_are_read(case):
    sheet = opened(write_table(case.dossier))
    cell(sheet, 2, SAID).value = "Vu"
    sheet.insert_cols(1)
    sheet.insert_rows(1, 3)
    sheet.insert_rows(6)
    reading = read(case, sheet)
    assert [change.facts for change in reading.changes] == [{"comment": "Vu"}]
    assert reading.refused == []


@pytest.mark.parametrize("content", [b"", b"chat", b"PK\x03\x04chat"])
def test_what_is_no_workbook_is_invalid(case, content):
    with pytest.raises(Invalid) as refused:
        read_table(case.dossier, BytesIO(content), today=TODAY)
    assert refused.value.field == "upload"


def test_a_workbook_without_the_key_is_invalid(case):
    sheet = opened(write_table(case.dossier))
    cell(sheet, 1, KEY).value = "Autre"
    with pytest.raises(Invalid, match="Clé"):
        read(case, sheet)


def test_dropped_proofs_are_not_in_the_table(case):
    proof = case.proof("GEN.20.01.01")
    proof.set_aside(on=TODAY)
    proof.dropped_on = TODAY
    proof.save()
    sheet = opened(write_table(case.dossier))
    assert sheet.max_row == case.dossier.proofs.count()
    with pytest.raises(Invalid):
        plan(case, "GEN.20.01.01", comment="Non")


def test_plans_are_all_or_nothing(case):
    first, second = case.proof("va1.06.01.01"), case.proof("va1.06.01.02")
    changes = {
        first.pk: {"comment": "Oui"},
        second.pk: {"target_on": date(2025, 12, 14)},
    }
    with pytest.raises(Invalid):
        services.plan_proofs(case.dossier.pk, changes, by=case.team.bob, today=TODAY)
    assert case.proof("va1.06.01.01").comment == ""
    with pytest.raises(Invalid):
        services.plan_proofs(case.dossier.pk, {}, by=case.team.bob, today=TODAY)


def test_a_target_that_has_passed_stays_where_it_is(case):
    plan(case, "va1.06.01.01", target_on=TARGET)
    later = date(2026, 2, 2)
    changes = {case.proof("va1.06.01.01").pk: {"target_on": TARGET, "comment": "En retard"}}
    services.plan_proofs(case.dossier.pk, changes, by=case.team.bob, today=later)
    assert case.proof("va1.06.01.01").comment == "En retard"


def test_who_may_plan(case):
    for person, refusal in (("rita", PermissionDenied), ("charlie", Http404)):
        with pytest.raises(refusal):
            plan(case, "va1.06.01.01", by=getattr(case.team, person), comment="Non")
    with pytest.raises(Invalid):
        plan(case, "va1.06.01.01", responsible=case.team.charlie)
    closed = make_case_at(S.ABANDONNE, team=case.team, code="DSR-HOP-DPI-Va2")
    with pytest.raises(Conflict, match="clos"):
        plan(closed, "va1.06.01.01", comment="Non")


def test_the_table_costs_the_same_queries_for_many(case, django_assert_num_queries):
    lines = [("A", "Général", f"A.{n}", "exigence", ["Vidéo", "Log"]) for n in range(30)]
    many = make_case_at(S.PREUVES, requirements=lines, team=case.team, code="DSR-HOP-DPI-Va2")
    for each in (case, many):
        each.answer()
        with django_assert_num_queries(2):
            data = write_table(each.dossier)
        sheet = opened(data)
        with django_assert_num_queries(4):
            read(each, sheet)
