"""Every address of dossiers, opened by everybody: lead, helper, reader, stranger, nobody."""

from datetime import date

import pytest
from django.urls import reverse

from apps.dossiers.models import ProofAnswer, ProofVerdict
from apps.dossiers.states import DossierState
from apps.dossiers.tests.builders import LAID, Case, make_batch, make_case_at, make_tray_file
from apps.dossiers.urls import urlpatterns

pytestmark = pytest.mark.django_db

VIEW, HELP, LEAD = "view", "contribute", "lead"
PEOPLE = {
    "alice": {VIEW, HELP, LEAD},
    "bob": {VIEW, HELP},
    "rita": {VIEW},
    "admin": {VIEW, HELP, LEAD},
}
S = DossierState

ADDRESSES = {
    "detail": (S.INSTRUCTION, VIEW),
    "projection": (S.A_CORRIGER, VIEW),
    "round": (S.INSTRUCTION, VIEW),
    "round_bundle": (S.INSTRUCTION, VIEW),
    "chapter": (S.INSTRUCTION, VIEW),
    "coverage": (S.INSTRUCTION, VIEW),
    "proofs": (S.INSTRUCTION, VIEW),
    "review": (S.INSTRUCTION, VIEW),
    "review_save": (S.INSTRUCTION, HELP),
    "batch": (S.PREUVES, HELP),
    "undo_batch": (S.PREUVES, HELP),
    "update": (S.INSTRUCTION, HELP),
    "update_chapter": (S.INSTRUCTION, HELP),
    "record_verdicts": (S.INSTRUCTION, HELP),
    "take_off": (S.INSTRUCTION, HELP),
    "choose_profiles": (S.BROUILLON, LEAD),
    "move_catalog": (S.PREUVES, LEAD),
    "dropped": (S.INSTRUCTION, VIEW),
    "table": (S.PREUVES, HELP),
    "table_export": (S.INSTRUCTION, VIEW),
    "table_confirm": (S.PREUVES, HELP),
    "plan_proof": (S.PREUVES, HELP),
    "confirm_answers": (S.PREUVES, HELP),
    "submit_eligibility": (S.BROUILLON, LEAD),
    "submit_admissibility": (S.RECEVABILITE, LEAD),
    "open_proofs": (S.ELIGIBILITE, LEAD),
    "start_early_instruction": (S.PREUVES, LEAD),
    "declare_complete": (S.PREUVES, LEAD),
    "return_for_correction": (S.INSTRUCTION, LEAD),
    "paste_answer": (S.INSTRUCTION, LEAD),
    "redeposit": (S.A_CORRIGER, LEAD),
    "award": (S.INSTRUCTION, LEAD),
    "refuse": (S.INSTRUCTION, LEAD),
    "abandon": (S.PREUVES, LEAD),
    "suspend": (S.REFERENCE, LEAD),
    "reinstate": (S.SUSPENDU, LEAD),
    "withdraw": (S.SUSPENDU, LEAD),
    "void_event": (S.INSTRUCTION, LEAD),
    "void_verdict": (S.A_CORRIGER, LEAD),
    "submit_chapter": (S.PREUVES, LEAD),
    "take_back_chapter": (S.PREUVES, LEAD),
    "validate_chapter": (S.INSTRUCTION, LEAD),
    "reuse_answer": (S.PREUVES, HELP),
    "answer": (S.PREUVES, HELP),
    "lay": (S.PREUVES, HELP),
    "write": (S.PREUVES, HELP),
    "put_aside": (S.PREUVES, LEAD),
    "expect": (S.PREUVES, LEAD),
    "choose_case": (S.PREUVES, LEAD),
    "rewrite": (S.PREUVES, HELP),
    "create": (S.BROUILLON, LEAD),
    "tray": (S.PREUVES, VIEW),
    "tray_edit": (S.PREUVES, HELP),
    "tray_receive": (S.PREUVES, HELP),
    "tray_lay": (S.PREUVES, HELP),
    "tray_undo": (S.PREUVES, HELP),
    "tray_remove": (S.PREUVES, HELP),
}
"""Address → a state in which it makes sense, and the right that it asks."""

POST_ONLY = (
    "batch",
    "undo_batch",
    "review_save",
    "answer",
    "lay",
    "write",
    "round_bundle",
    "tray_receive",
    "tray_lay",
    "tray_undo",
    "tray_remove",
    "table_confirm",
)
WRONG_STATE = (
    "submit_admissibility",
    "take_back_chapter",
    "round_bundle",
    "reuse_answer",
    "expect",
    "choose_case",
    "tray_undo",
    "table_confirm",
    "review_save",
)
"""A dossier of the builders names files without bytes: its bundle is refused. It is alone: nothing
passed elsewhere, nothing is put aside, no case is to choose. And a review without a proof has
nothing to note."""
FOR_ALL = {"grounds"}
"""What names no row: everybody signed in opens it, and sees what is theirs."""


def address(name: str, case: Case) -> str:
    """Return the address `name` for an object of `case`."""
    dossier = case.dossier
    if name == "create":
        pk = case.team.version.pk
    elif "chapter" in name or name in ("answer", "lay", "write", "record_verdicts"):
        pk = case.chapter("INS").pk if dossier.is_segur else dossier.chapters.first().pk
    elif name in ("confirm_answers", "plan_proof", "put_aside", "expect", "choose_case"):
        pk = dossier.proofs.first().pk
    elif name == "undo_batch":
        pk = make_batch(case).pk
    elif name == "take_off":
        pk = ProofAnswer.objects.filter(proof__dossier=dossier).first().pk
    elif name == "rewrite":
        case.act("answer_with_words", LAID, [dossier.proofs.first().pk], nature="text", words="Oui")
        pk = ProofAnswer.objects.get(proof__dossier=dossier).pk
    elif name in ("tray_edit", "tray_undo", "tray_remove"):
        pk = make_tray_file(case).pk
    elif name == "reuse_answer":
        pk = dossier.proofs.first().pk
    elif name.startswith("round"):
        pk = dossier.rounds.last().pk
    elif name == "void_event":
        pk = dossier.review_events.first().pk
    elif name == "void_verdict":
        pk = ProofVerdict.objects.get(proof__dossier=dossier).pk
    else:
        pk = dossier.pk
    return reverse(f"dossiers:{name}", args=[pk])


def test_no_address_is_left_out():
    assert {pattern.name for pattern in urlpatterns} == {*ADDRESSES, *FOR_ALL}


@pytest.mark.parametrize("name", ADDRESSES)
def test_each_person_gets_what_their_role_gives(client, name):
    state, right = ADDRESSES[name]
    case = make_case_at(state)
    url = address(name, case)
    ask = client.post if name in POST_ONLY else client.get
    wanted = 409 if name in WRONG_STATE else 422 if name in (*POST_ONLY, "projection") else 200

    anonymous = ask(url)
    statuses = {}
    for person, rights in PEOPLE.items():
        client.force_login(getattr(case.team, person))
        if name in ("tray_remove", "undo_batch"):
            url = address(name, case)
            wanted = 302
        statuses[person] = ask(url).status_code == (wanted if right in rights else 403)
    client.force_login(case.team.charlie)
    stranger = ask(url)

    assert anonymous.status_code == 302
    assert anonymous["Location"].startswith(reverse("account_login"))
    assert statuses == dict.fromkeys(PEOPLE, True)
    assert stranger.status_code == 404


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_missing_row_is_a_404(client, name):
    case = make_case_at(S.BROUILLON)
    client.force_login(case.team.admin)
    ask = client.post if name in POST_ONLY else client.get

    assert ask(reverse(f"dossiers:{name}", args=[987654])).status_code == 404


def test_only_those_who_lead_may_choose_a_version(client):
    case = make_case_at(S.BROUILLON)
    url, choice = (
        reverse("dossiers:create"),
        reverse("dossiers:create", args=[case.team.version.pk]),
    )
    shown = {}
    for person in ("alice", "bob", "rita", "charlie", "admin"):
        client.force_login(getattr(case.team, person))
        shown[person] = choice in client.get(url).content.decode()
    client.logout()

    assert shown == {"alice": True, "bob": False, "rita": False, "charlie": False, "admin": True}
    assert client.get(url).status_code == 302


def test_a_disabled_account_sees_nothing(client):
    case = make_case_at(S.BROUILLON)
    client.force_login(case.team.alice)
    case.team.alice.is_active = False
    case.team.alice.save()

    assert client.get(case.dossier.get_absolute_url()).status_code == 302


def test_posting_without_the_right_changes_nothing(client):
    case = make_case_at(S.INSTRUCTION)
    client.force_login(case.team.bob)

    response = client.post(
        reverse("dossiers:abandon", args=[case.dossier.pk]),
        {"on": date(2026, 1, 20), "reason": "Non."},
    )

    assert response.status_code == 403
    assert case.reload().state == S.INSTRUCTION
