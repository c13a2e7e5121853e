"""The command says who would be told what, then does it."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.deadlines.tests.builders import make_deadline
from apps.reminders.models import Mail, Reminder
from apps.reminders.tests.builders import make_ladder

pytestmark = pytest.mark.django_db


def said(*args) -> str:
    out = StringIO()
    call_command("send_reminders", *args, stdout=out)
    return out.getvalue()


def test_a_dry_run_writes_nothing(team):
    make_ladder([7, 0], urgent=[0])
    make_deadline(team.product, date(2026, 3, 6), title="Répondre")
    assert said("--on", "2026-03-03", "--dry-run") == (
        "Alice ← Répondre, MediCab, au 06/03/2026 (palier 7, au récapitulatif)\n"
        "Rappels à préparer au 03/03/2026 : 1.\n"
    )
    assert not Reminder.objects.exists()


def test_the_command_plans_and_sends(team, mailoutbox):
    make_ladder([7, 0], urgent=[0])
    make_deadline(team.product, date(2026, 3, 6), title="Répondre")
    assert said("--on", "2026-03-06") == (
        "Alice ← Répondre, MediCab, au 06/03/2026 (palier 0, à part)\n"
        "Rappels à préparer au 06/03/2026 : 1.\n"
        "Messages envoyés : 1 ; échecs : 0 ; rappels annulés : 0.\n"
    )
    assert [message.to for message in mailoutbox] == [["alice@example.org"]]
    assert Mail.objects.get().digest_on is None


@pytest.mark.parametrize("day", ["06/03/2026", "demain", "2026-02-30"])
def test_a_day_that_is_none_is_refused(day):
    with pytest.raises(CommandError, match="AAAA-MM-JJ"):
        said("--on", day)


def test_an_unreachable_relay_is_said(team, relay):
    make_ladder([7], urgent=[7])
    make_deadline(team.product, date(2026, 3, 6))
    relay.away = True
    with pytest.raises(CommandError, match="relais absent"):
        said("--on", "2026-03-06")
