"""One product from the workbook to the award, with literal dates, mails included."""

import os
from datetime import date, datetime, time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from apps.core.refusals import Conflict
from apps.dossiers import services as dossiers
from apps.dossiers.clock import clock_of
from apps.dossiers.models import Dossier, ExpectedProof
from apps.dossiers.states import DossierState, ProofState
from apps.products.tests.builders import make_team
from apps.reminders import services as reminders
from apps.reminders.models import Mail
from apps.rules.counting import PARIS, add_days
from tests import story

pytestmark = pytest.mark.django_db

DEMO = settings.BASE_DIR / "fixtures" / "rem-demo.xlsx"
LGC = Path(os.environ.get("SEGURTRACK_REM_DIR", "")) / "REM-LGC-va2-brouillon.xlsx"
OUTAGE = [date(2026, 3, day) for day in range(7, 12)]


@pytest.mark.parametrize(
    ("workbook", "cells"),
    [
        pytest.param(DEMO, 130, id="demo"),
        pytest.param(LGC, 302, id="lgc", marks=pytest.mark.rem),
    ],
)
def test_from_the_workbook_to_the_award(workbook, cells, mailoutbox):
    call_command("load_reference", verbosity=0)
    team = make_team(nil=None)
    dossier = story.open_dossier(team, story.import_catalog(workbook))
    assert ExpectedProof.objects.filter(dossier=dossier).count() == cells

    requests = [story.request_homologation(team, code) for code in ("INSI", "DMP")]
    _eligibility_waits_for_the_nil(team, dossier)
    for request in requests:
        story.obtain_homologation(team, request)

    files = story.answer_everything(team, dossier, date(2025, 12, 20))
    answered = ExpectedProof.objects.filter(dossier=dossier, state=ProofState.DEPOSEE)
    assert answered.count() == cells
    assert files * 4 < cells

    _review_is_paused_and_goes_on(team, dossier)
    assert _mails_of_the_story(team, dossier, mailoutbox) == [
        date(2026, 2, 16),
        date(2026, 3, 2),
        date(2026, 3, 12),
        date(2026, 3, 16),
        date(2026, 3, 17),
        date(2026, 3, 19),
    ]
    _award_waits_for_the_last_proof(team, dossier)


def _eligibility_waits_for_the_nil(team, dossier) -> None:
    context = {"by": team.alice, "on": date(2025, 9, 3), "today": date(2025, 9, 3)}
    with pytest.raises(Conflict) as refusal:
        dossiers.submit_eligibility(dossier.pk, **context)
    assert [blocker.code for blocker in refusal.value.blockers] == ["nil_missing"]
    assert "NIL" in refusal.value.blockers[0].label
    assert Dossier.objects.get(pk=dossier.pk).state == DossierState.BROUILLON

    team.product.nil = "5512"
    team.product.save()
    dossiers.submit_eligibility(dossier.pk, **context)
    dossiers.open_proofs(dossier.pk, charter_accepted_on=date(2025, 9, 3), **context)


def _review_is_paused_and_goes_on(team, dossier) -> None:
    def act(service, on, **facts):
        service(dossier.pk, by=team.alice, on=on, today=on, **facts)
        return clock_of(Dossier.objects.get(pk=dossier.pk), today=on)

    clock = act(dossiers.declare_complete, story.COMPLETE_ON)
    assert (clock.state, clock.due_on) == ("running", date(2026, 3, 6))

    chapter = dossier.chapters.filter(proofs__blocking=True).first()
    proof = chapter.proofs.filter(blocking=True).first()
    verdicts = [(proof.pk, ProofState.KO, "Le matricule est masqué.")]
    clock = act(
        dossiers.return_for_correction, story.RETURNED_ON, chapter=chapter, verdicts=verdicts
    )
    assert (clock.state, clock.due_on) == ("paused", None)

    on = story.REDEPOSITED_ON
    with pytest.raises(Conflict):
        dossiers.redeposit(dossier.pk, by=team.alice, on=on, today=on, chapter=chapter)
    version = story.deposit(team, "document", "Reprise", on)
    dossiers.lay_version([proof.pk], version, by=team.bob, on=on, today=on)
    clock = act(dossiers.redeposit, on, chapter=chapter)
    assert (clock.state, clock.due_on) == ("running", date(2026, 3, 16))


def _mails_of_the_story(team, dossier, mailoutbox) -> list:
    """Run the task twice a day from the redeposit to 20 March, but for five days of outage."""
    received, day = [], story.REDEPOSITED_ON
    mailoutbox.clear()
    while day <= date(2026, 3, 20):
        for hour in (8, 15) if day not in OUTAGE else ():
            now = datetime.combine(day, time(hour, 5), PARIS)
            dossiers.refresh_clocks(today=day)
            reminders.plan(today=day)
            reminders.send_due(now=now)
            for mail in mailoutbox[len(received) :]:
                assert mail.to == [team.alice.email]
                text = Mail.objects.get(sent_at=now).text
                assert "16 mars" in text, text
                received.append(day)
        day = add_days(day, 1)
    return received


def _award_waits_for_the_last_proof(team, dossier) -> None:
    on = date(2026, 3, 20)
    context = {"by": team.alice, "on": on, "today": on}
    pks = list(dossier.proofs.values_list("pk", flat=True))
    last = dossier.proofs.filter(blocking=True).last()
    verdicts = [(pk, ProofState.CONFORME, "") for pk in pks if pk != last.pk]
    dossiers.record_verdicts(dossier.pk, verdicts, **context)
    with pytest.raises(Conflict) as refusal:
        dossiers.award(dossier.pk, **context)
    assert [blocker.code for blocker in refusal.value.blockers] == ["proofs_not_conform"]

    ko = [(last.pk, ProofState.KO, "La version affichée n’est pas la bonne.")]
    dossiers.return_for_correction(dossier.pk, chapter=last.chapter, verdicts=ko, **context)
    with pytest.raises(Conflict):
        dossiers.award(dossier.pk, **context)
    assert Dossier.objects.get(pk=dossier.pk).state == DossierState.A_CORRIGER

    version = story.deposit(team, "document", "Dernière reprise", on)
    dossiers.lay_version([last.pk], version, by=team.bob, on=on, today=on)
    dossiers.redeposit(dossier.pk, chapter=last.chapter, **context)
    dossiers.record_verdicts(dossier.pk, [(last.pk, ProofState.CONFORME, "")], **context)
    dossiers.award(dossier.pk, **context)
    awarded = Dossier.objects.get(pk=dossier.pk)
    assert awarded.state == DossierState.REFERENCE
    assert clock_of(awarded, today=on).state == "decided"
