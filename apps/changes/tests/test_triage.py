"""The questions about a modification: where each answer leads, what is kept, what is refused."""

from datetime import date
from itertools import product

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils import translation

from apps.changes import services
from apps.changes.models import ChangeRecord, Triage
from apps.changes.states import Answer, Outcome
from apps.changes.states import ChangeState as S
from apps.changes.tests.builders import ESTABLISHED, KNOWN, TODAY, change_at, make_case, record
from apps.changes.triage import QUESTIONS, reasons_of, verdict_of
from apps.core.refusals import Conflict, Invalid
from apps.deadlines.models import Deadline
from apps.products.journal import events_of

pytestmark = pytest.mark.django_db
FIELDS = [question.field for question in QUESTIONS]
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


@pytest.fixture
def case(db):
    return make_case()


def answers(**given):
    return dict.fromkeys(FIELDS, NO) | given


def triage(case, change, given=None, **facts):
    facts = {"by": case.team.alice, "on": ESTABLISHED, "today": TODAY} | facts
    return services.triage_change(change.pk, answers=given or answers(), **facts)


def fresh(change):
    return ChangeRecord.objects.get(pk=change.pk)


def test_every_set_of_answers_has_one_conclusion():
    for given in product(Answer.values, repeat=len(FIELDS)):
        wanted = Outcome.IMPACT if YES in given else Outcome.NONE
        wanted = Outcome.UNDECIDED if UNKNOWN in given and YES not in given else wanted
        assert verdict_of(dict(zip(FIELDS, given, strict=True))) == wanted


def test_only_noes_close_the_modification_and_say_why(case):
    change = record(case)
    kept = triage(case, change, comment="Libellés seuls.")
    row = fresh(change)
    assert (kept.verdict, row.state, row.closed_on) == (Outcome.NONE, S.SANS_IMPACT, ESTABLISHED)
    assert row.justification == (
        "Aucune fonction montrée par les preuves ne change.\n"
        "Aucune exigence du catalogue n’est touchée.\n"
        "Aucun composant tiers dont dépend la conformité ne change.\n"
        "Ni la sécurité ni l’hébergement ne changent.\n"
        "Libellés seuls."
    )
    assert [event.verb for event in events_of(change)] == ["dismiss", "triage", "record_change"]


def test_the_reasons_kept_for_the_ans_are_french_whoever_answers(case):
    change = record(case)
    with translation.override("en"):
        triage(case, change, answers(), comment="Labels only.")
    assert fresh(change).justification.startswith("Aucune fonction montrée par les preuves")


def test_one_yes_makes_the_ans_to_be_told_and_keeps_what_it_names(case):
    change = record(case)
    chosen = case.requirements[:1]
    kept = triage(case, change, answers(requirement_answer=YES), requirements=chosen)
    row = fresh(change)
    assert (row.state, row.impact_established_on) == (S.A_NOTIFIER, ESTABLISHED)
    assert list(row.requirements.all()) == list(kept.requirements.all()) == chosen
    decided = [reason.decided for reason in reasons_of(kept)]
    assert decided == [False, True, False, False]
    (due,) = Deadline.objects.of(change).open()
    assert (due.kind, due.due_on) == ("change_notification", date(2026, 1, 20))


def test_a_doubt_leaves_it_to_be_assessed_while_the_days_run(case):
    change = record(case, released_on=date(2026, 1, 8))
    kept = triage(case, change, answers(security_answer=UNKNOWN))
    assert (kept.verdict, fresh(change).state) == (Outcome.UNDECIDED, S.A_EVALUER)
    dues = {due.kind: due.due_on for due in Deadline.objects.of(change).open()}
    assert dues == {
        "change_assessment": date(2026, 1, 7),
        "change_notification": date(2026, 1, 23),
    }
    triage(case, change, answers(function_answer=YES), functions="Alertes", on=date(2026, 1, 12))
    row = fresh(change)
    assert (row.state, row.trigger_on) == (S.A_NOTIFIER, date(2026, 1, 8))
    assert [each.verdict for each in row.triages.all()] == [Outcome.IMPACT, Outcome.UNDECIDED]


@pytest.mark.parametrize(
    ("given", "facts", "field"),
    [
        ({"function_answer": YES}, {"functions": "  "}, "functions"),
        ({"requirement_answer": YES}, {}, "requirement_answer"),
        ({"component_answer": YES}, {}, "component_answer"),
        ({}, {"component": "VitaLecteur"}, "component_answer"),
        ({"security_answer": ""}, {}, ""),
        ({}, {"on": date(2026, 1, 1)}, "on"),
        ({}, {"on": date(2026, 3, 3)}, "on"),
    ],
)
def test_an_answer_that_does_not_hold_is_refused_whole(case, given, facts, field):
    change = record(case)
    with pytest.raises(Invalid) as refusal:
        triage(case, change, answers(**given), **facts)
    assert refusal.value.field == field
    assert not Triage.objects.exists()
    assert fresh(change).state == S.A_EVALUER


def test_requirements_that_are_denied_are_refused(case):
    change = record(case)
    with pytest.raises(Invalid) as refusal:
        triage(case, change, requirements=case.requirements[:1])
    assert refusal.value.field == "requirement_answer"
    assert not fresh(change).requirements.exists()


def test_it_is_answered_once_it_is_concluded_no_more(case):
    change = change_at(case, S.A_NOTIFIER)
    with pytest.raises(Conflict):
        triage(case, change)


def test_who_may_answer(case):
    change = record(case)
    for person, refused in (
        (case.team.bob, PermissionDenied),
        (case.team.rita, PermissionDenied),
        (case.team.charlie, Http404),
    ):
        with pytest.raises(refused):
            triage(case, change, by=person)
    assert not Triage.objects.exists()


# The page


@pytest.fixture
def alice(client, case):
    client.force_login(case.team.alice)
    with time_machine.travel("2026-03-02 09:00:00+01:00", tick=False):
        yield client


def post(client, change, **data):
    data = {"revision": fresh(change).revision, "on": "2026-01-05"} | answers() | data
    return client.post(reverse("changes:triage", args=[change.pk]), data)


def test_the_page_asks_concludes_and_shows_the_answers(alice, case):
    change = record(case)
    page = alice.get(reverse("changes:triage", args=[change.pk]))
    assert all(str(question.label) in page.content.decode() for question in QUESTIONS)
    assert (
        reverse("changes:triage", args=[change.pk])
        in alice.get(change.get_absolute_url()).content.decode()
    )
    chosen = case.requirements[0]
    answer = post(alice, change, requirement_answer=YES, requirements=chosen.pk)
    assert (answer.status_code, answer.url) == (302, change.get_absolute_url())
    text = alice.get(change.get_absolute_url()).content.decode()
    assert "Conformité touchée" in text
    assert text.count("a décidé") == 1
    assert chosen.reference in text


def test_a_refused_answer_keeps_all_that_was_given(alice, case):
    change = record(case)
    answer = post(alice, change, function_answer=YES, comment="À relire", requirements=[])
    assert answer.status_code == 422
    assert "Dites quelles fonctions changent." in answer.content.decode()
    assert "À relire" in answer.content.decode()
    assert fresh(change).state == S.A_EVALUER


def test_searching_without_scripts_keeps_answers_and_complains_of_nothing(alice, case):
    change = record(case)
    chosen = case.requirements[0]
    page = post(
        alice, change, search="1", q="zzz", requirements=chosen.pk, comment="Brouillon", on=""
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert "Brouillon" in text
    assert "invalid-feedback" not in text
    assert [each.pk for each in page.context["chosen"]] == [chosen.pk]


def test_a_concluded_modification_says_so_on_the_page(alice, case):
    change = change_at(case, S.SANS_IMPACT)
    url = reverse("changes:triage", args=[change.pk])
    assert "à l’état « Sans impact »" in alice.get(url).content.decode()
    assert post(alice, change).status_code == 409


def test_the_page_of_a_modification_takes_as_many_queries_for_many_rounds(
    alice, case, django_assert_max_num_queries
):
    change = record(case, on=KNOWN)
    for _each in range(6):
        triage(case, change, answers(security_answer=UNKNOWN))
    with django_assert_max_num_queries(18):
        alice.get(change.get_absolute_url())
