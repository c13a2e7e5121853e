"""The commands say who would be told what, do it, and explain one date."""

from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from apps.deadlines.tests.builders import make_deadline
from apps.reminders.models import Absence, Mail, Reminder
from apps.reminders.tests.builders import make_ladder, paris, run
from apps.rules.book import RETURN_ANSWER

pytestmark = pytest.mark.django_db


def said(*args, command: str = "reminders") -> str:
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


def test_a_dry_run_writes_nothing(team):
    make_ladder([7, 0], urgent=[0])
    make_deadline(team.product, date(2026, 3, 6), title="Répondre")
    assert said("--on", "2026-03-03", "--dry-run") == (
        "Alice ← Répondre, MediCab, au 06/03/2026 (palier J-7, au récapitulatif)\n"
        "Rappels à préparer au 03/03/2026 : 1.\n"
    )
    assert not Reminder.objects.exists()


def test_the_command_plans_and_sends(team, mailoutbox):
    make_ladder([7, 0], urgent=[0])
    make_deadline(team.product, date(2026, 3, 6), title="Répondre")
    assert said("--on", "2026-03-06") == (
        "Alice ← Répondre, MediCab, au 06/03/2026 (palier J, à part)\n"
        "Rappels à préparer au 06/03/2026 : 1.\n"
        "Messages envoyés : 1 ; échecs : 0 ; rappels annulés : 0.\n"
    )
    assert [message.to for message in mailoutbox] == [["alice@example.org"]]
    assert Mail.objects.get().digest_on is None


def test_a_dry_run_names_who_stands_in_and_who_is_told_of_lateness(team):
    make_ladder([0], escalate_after=3)
    team.bob.manager = team.alice
    team.bob.save()
    make_deadline(team.product, date(2026, 3, 6), title="Répondre", responsible=team.bob)
    Absence.objects.create(
        person=team.bob,
        delegate=team.rita,
        starts_on=date(2026, 3, 2),
        ends_on=date(2026, 3, 31),
        recorded_by=team.bob,
    )
    assert said("--on", "2026-03-09", "--dry-run") == (
        "Rita (pour Bob) ← Répondre, MediCab, au 06/03/2026 (palier J, au récapitulatif)\n"
        "Alice (pour Bob) ← Répondre, MediCab, au 06/03/2026 "
        "(information du responsable hiérarchique, au récapitulatif)\n"
        "Rappels à préparer au 09/03/2026 : 2.\n"
    )
    assert not Reminder.objects.exists()


@time_machine.travel(paris(date(2026, 3, 3)), tick=False)
def test_one_date_is_explained_from_its_reason_to_its_next_message(team):
    make_ladder([7, 0, -3])
    deadline = make_deadline(
        team.product, date(2026, 3, 6), title="Répondre", explanation="Demandé le 06/02/2026."
    )
    run(paris(date(2026, 2, 27)))
    assert said(str(deadline.pk), command="explain").splitlines() == [
        "Répondre, MediCab",
        "Dernier jour le 06/03/2026 ; Ouverte.",
        f"Règle : {RETURN_ANSWER.label} ({RETURN_ANSWER.source}).",
        "Pourquoi : Demandé le 06/02/2026.",
        "Responsable : Alice.",
        "27/02/2026 → Alice, J-7 : Envoyé",
        "Prochain message le 06/03/2026 : Alice, palier J.",
    ]


def test_a_date_that_does_not_exist_is_said():
    with pytest.raises(CommandError, match="L’échéance 7 n’existe pas"):
        said("7", command="explain")


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
