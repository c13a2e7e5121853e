"""A fact of the past says, before it is noted, which sent reminders it contradicts."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

from apps.deadlines.models import Deadline
from apps.dossiers.states import DossierState
from apps.dossiers.tests.builders import make_case_at
from apps.reminders.tests.builders import make_ladder, paris, run
from apps.rules.book import REVIEW_PERIOD
from apps.rules.counting import PARIS

pytestmark = pytest.mark.django_db
SENT = "Dernier rappel envoyé le vendredi 6 février à Alice"


@pytest.fixture
def case():
    case = make_case_at(DossierState.INSTRUCTION)
    make_ladder([28], kind=REVIEW_PERIOD.code)
    return case


def preview(client, case) -> str:
    """Return what Alice reads on 2026-02-10 when she notes a return of 2026-01-25."""
    client.force_login(case.team.alice)
    url = reverse("dossiers:return_for_correction", args=[case.dossier.pk])
    with time_machine.travel(datetime(2026, 2, 10, 9, tzinfo=PARIS), tick=False):
        response = client.post(url, {"on": "2026-01-25"})
    assert response.status_code == 422
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def test_a_reminder_that_is_not_sent_yet_is_not_spoken_of(client, case):
    run(paris(date(2026, 2, 5)))
    text = preview(client, case)
    assert "<s>vendredi 6 mars</s>" in text
    assert "Dernier rappel" not in text


def test_a_sent_reminder_is_named_beside_the_date_it_spoke_of(client, case):
    run(paris(date(2026, 2, 6)))
    assert SENT in preview(client, case)


def test_the_row_is_found_whatever_its_words_are_now(client, case):
    run(paris(date(2026, 2, 6)))
    Deadline.objects.filter(kind=REVIEW_PERIOD.code).update(title="Un autre intitulé")
    assert SENT in preview(client, case)
