"""seed: as many dossiers as asked for, in every state, with proofs and dates; never for real."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.dashboard.seeding import PER_DOSSIER, STATES
from apps.dashboard.seeding_proofs import PROOFS
from apps.deadlines.models import Deadline
from apps.dossiers.models import Dossier

pytestmark = pytest.mark.django_db


def test_it_fills_the_portfolio_and_goes_on_where_it_stopped():
    for _run in range(2):
        call_command("seed", dossiers=len(STATES), stdout=StringIO())
    assert Dossier.objects.count() == 2 * len(STATES)
    assert set(Dossier.objects.values_list("state", flat=True)) == set(STATES)
    assert Deadline.objects.count() == 2 * len(STATES) * PER_DOSSIER
    assert Dossier.objects.order_by("pk").first().proofs.count() == PROOFS
    assert Dossier.objects.exclude(clock_due_on=None).exists()


def test_it_is_refused_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("seed", dossiers=1, stdout=StringIO())
    assert not Dossier.objects.exists()
