"""rebuild_deadlines: silent after the services; finds and mends what was tampered with."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.cnda.tests.builders import open_request
from apps.deadlines.models import Deadline
from apps.dossiers.models import Dossier
from apps.dossiers.states import DossierState
from apps.dossiers.tests.builders import RETURNED, make_case_at

pytestmark = pytest.mark.django_db
MOVED = date(2030, 1, 1)


@pytest.fixture
def dossier():
    case = make_case_at(DossierState.A_CORRIGER)
    open_request(case.team, "APCV")
    run("--on", RETURNED.isoformat())
    return case.dossier


def run(*options) -> str:
    out = StringIO()
    call_command("rebuild_deadlines", *options, stdout=out, stderr=out)
    return out.getvalue()


def test_the_register_says_what_the_facts_say(dossier):
    assert "0 différence" in run("--check", "--on", RETURNED.isoformat())


def test_a_moved_date_is_found_and_mended(dossier):
    row = Deadline.objects.open().filter(subject_id=dossier.pk).first()
    Deadline.objects.filter(pk=row.pk).update(due_on=MOVED)
    with pytest.raises(CommandError):
        run("--check", "--on", RETURNED.isoformat())
    row.refresh_from_db()
    assert row.due_on == MOVED
    assert "passe du 1er janvier 2030" in run("--on", RETURNED.isoformat())
    assert "0 différence" in run("--check", "--on", RETURNED.isoformat())


def test_a_lost_row_comes_back(dossier):
    lost = Deadline.objects.open().count()
    Deadline.objects.all().delete()
    assert "s’ouvre" in run("--on", RETURNED.isoformat())
    assert Deadline.objects.open().count() == lost


def test_a_wrong_clock_is_found_and_mended(dossier):
    Dossier.objects.filter(pk=dossier.pk).update(clock_team_days=999)
    with pytest.raises(CommandError):
        run("--check", "--on", RETURNED.isoformat())
    assert "clock_team_days valait 999" in run("--on", RETURNED.isoformat())
    assert Dossier.objects.get(pk=dossier.pk).clock_team_days == 0
