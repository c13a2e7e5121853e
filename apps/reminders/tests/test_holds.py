"""After a restore nothing is told twice: it waits for an administrator, row by row."""

from datetime import date, time
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse

from apps.core.mail import Letter
from apps.core.refusals import Conflict
from apps.deadlines.tests.builders import make_deadline
from apps.reminders import holds
from apps.reminders.models import Decision, Mail, Reminder
from apps.reminders.outbox import post
from apps.reminders.services import hold_reminders
from apps.reminders.tests.builders import make_ladder, paris, run

pytestmark = pytest.mark.django_db

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)
NOON, LATER = paris(TUESDAY, time(12)), paris(TUESDAY, time(13))
LETTER = Letter("Semaine", "Bonjour\n", "<p>Bonjour</p>\n")


def states() -> list[str]:
    return list(Reminder.objects.order_by("pk").values_list("state", flat=True))


@pytest.fixture
def restored(team):
    """The saved base knows the due dates, not that they were told this morning."""
    make_ladder([3], urgent=[3])
    make_deadline(team.product, date(2026, 3, 6), title="Un")
    make_deadline(team.product, date(2026, 3, 6), title="Deux", responsible=team.bob)
    make_deadline(team.product, date(2026, 3, 7), title="Demain")
    return team


def test_what_was_due_by_the_restore_waits_and_what_comes_later_leaves(restored, relay):
    assert hold_reminders(before=NOON, at=NOON) == 2
    assert run(LATER).sent == 0
    assert run(paris(WEDNESDAY)).sent == 1
    assert states() == ["due", "due", "sent"]
    assert b"Demain" in relay.taken[0]


def test_without_a_hold_it_would_be_told_again(restored, relay):
    assert run(LATER).sent == 2


def test_an_administrator_releases_or_cancels_row_by_row(restored, relay):
    hold_reminders(before=NOON, at=NOON)
    first, second = Reminder.objects.order_by("pk")
    holds.release_reminder(first.pk, by=restored.admin, at=LATER)
    holds.cancel_reminder(second.pk, by=restored.admin, at=LATER)
    for moment in (LATER, paris(WEDNESDAY)):
        run(moment)
    assert states() == ["sent", "cancelled", "sent"]
    with pytest.raises(Conflict):
        holds.release_reminder(second.pk, by=restored.admin, at=LATER)


@pytest.mark.parametrize(("decide", "sent"), [(holds.release_all, 2), (holds.cancel_all, 0)])
def test_everything_is_decided_at_once(restored, relay, decide, sent):
    hold_reminders(before=NOON, at=NOON)
    assert decide(by=restored.admin, at=LATER) == 2
    assert run(LATER).sent == sent
    assert run(LATER).sent == 0


def test_a_frozen_message_is_held_with_its_reminders(restored, relay):
    relay.trouble = [OSError("coupé"), OSError("coupé")]
    run(paris(TUESDAY))
    hold_reminders(before=NOON, at=NOON)
    assert run(LATER).sent == 0
    first, second = Mail.objects.order_by("pk")
    holds.release_mail(first.pk, by=restored.admin, at=LATER)
    holds.cancel_mail(second.pk, by=restored.admin, at=LATER)
    assert run(LATER).sent == 1
    assert states() == ["sent", "cancelled"]
    assert run(paris(WEDNESDAY)).sent == 1


def test_a_message_of_a_day_that_may_have_been_told_is_born_held(restored, relay):
    hold_reminders(before=NOON, at=NOON)
    old = post(LETTER, person=restored.alice, kind="weekly", on=TUESDAY, at=LATER)
    new = post(LETTER, person=restored.alice, kind="weekly", on=WEDNESDAY, at=LATER)
    run(LATER)
    assert [Mail.objects.get(pk=each.pk).state for each in (old, new)] == ["due", "sent"]


def test_only_an_administrator_decides(restored):
    hold_reminders(before=NOON, at=NOON)
    row = Reminder.objects.first()
    for person in (restored.alice, restored.charlie):
        with pytest.raises(PermissionDenied):
            holds.release_reminder(row.pk, by=person, at=LATER)
        with pytest.raises(PermissionDenied):
            holds.cancel_all(by=person, at=LATER)
    assert Reminder.objects.held().count() == 2


def test_who_decided_what_is_kept(restored, relay):
    hold_reminders(before=NOON, at=NOON)
    first, second = Reminder.objects.order_by("pk")
    holds.release_reminder(first.pk, by=restored.admin, at=LATER)
    with pytest.raises(Conflict):
        holds.release_reminder(first.pk, by=restored.admin, at=LATER)
    holds.cancel_all(by=restored.admin, at=LATER)
    assert holds.cancel_all(by=restored.admin, at=LATER) == 0
    kept = Decision.objects.order_by("pk").values_list("verdict", "about", "told", "many", "by")
    assert list(kept) == [
        ("released", "Un, MediCab", "Alice", 1, restored.admin.pk),
        ("closed", "", "", 1, restored.admin.pk),
    ]


# --- The page ------------------------------------------------------------------------------------


def test_the_page_shows_and_decides(client, restored, relay):
    hold_reminders(before=NOON, at=NOON)
    client.force_login(restored.admin)
    page = client.get(reverse("reminders:decisions")).content.decode()
    assert "Un, MediCab" in page
    assert "Deux, MediCab" in page
    first, second = Reminder.objects.order_by("pk")
    for verb, row in (("liberer", first), ("annuler", second)):
        url = reverse("reminders:decide", args=[verb])
        answer = client.post(url, {"kind": "reminder", "pk": row.pk})
        assert (answer.status_code, answer.url) == (302, reverse("reminders:decisions"))
    assert run(LATER).sent == 1
    assert client.post(url, {"kind": "reminder", "pk": second.pk}).status_code == 409
    page = client.get(reverse("reminders:decisions")).content.decode()
    assert "Dernières décisions" in page
    assert page.count("Ada, le ") == 2


@pytest.mark.parametrize(
    ("verb", "sent"),
    [
        ("liberer", {"kind": "mail"}),
        ("liberer", {"kind": "reminder", "pk": "x"}),
        ("liberer", {"kind": "mail", "pk": "9" * 40}),
        ("annuler", {"kind": "mail", "pk": "99999"}),
        ("liberer", {"pk": "1"}),
        ("recu", {"kind": "reminder", "pk": "1"}),
        ("rien", {"kind": "mail", "pk": "1"}),
    ],
)
def test_what_names_nothing_is_not_found(client, team, verb, sent):
    client.force_login(team.admin)
    assert client.post(reverse("reminders:decide", args=[verb]), sent).status_code == 404


def test_the_empty_page_says_what_will_come(client, team):
    client.force_login(team.admin)
    assert "Rien à décider" in client.get(reverse("reminders:decisions")).content.decode()


# --- Refused for good, in doubt ------------------------------------------------------------------


def test_a_dead_message_is_written_anew_to_the_corrected_address(restored, relay):
    make_dead = Mail.objects.filter(person=restored.alice)
    run(paris(TUESDAY))
    make_dead.update(state="dead", sent_at=None)
    Reminder.objects.filter(mail__in=make_dead).update(state="dead")
    restored.alice.email = "alice@ailleurs.example"
    restored.alice.save()
    holds.resend_mail(make_dead.get().pk, by=restored.admin, at=LATER)
    assert run(LATER).sent == 1
    assert b"To: alice@ailleurs.example" in relay.taken[-1]
    assert make_dead.order_by("pk").values_list("state", flat=True)[0] == "cancelled"


@pytest.mark.parametrize(("decide", "copies"), [(holds.confirm_mail, 0), (holds.resend_mail, 1)])
def test_a_doubt_is_settled_by_an_administrator(restored, relay, decide, copies):
    relay.trouble = [OSError("coupé")] * 9
    for hour in (8, 9, 10, 11):
        run(paris(TUESDAY, time(hour)))
    mail = Mail.objects.filter(person=restored.alice).get()
    assert (mail.state, mail.doubts) == ("uncertain", 2)
    relay.trouble = []
    decide(mail.pk, by=restored.admin, at=LATER)
    assert Decision.objects.get().about == mail.subject
    run(paris(TUESDAY, time(14)))
    mail.refresh_from_db()
    assert (mail.state, len(relay.taken)) == ("sent", copies)
    with pytest.raises(Conflict):
        decide(mail.pk, by=restored.admin, at=LATER)


# --- The command ---------------------------------------------------------------------------------


def test_the_command_holds_and_says_how_many(restored):
    out = StringIO()
    call_command("hold_reminders", "--before", "2026-03-03T12:00", stdout=out)
    assert out.getvalue() == "Rappels retenus : 2.\n"


@pytest.mark.parametrize(
    ("text", "word"), [("hier", "AAAA-MM-JJTHH:MM"), ("2999-01-01T00:00", "pas encore venu")]
)
def test_a_moment_that_cannot_be_is_refused(db, text, word):
    with pytest.raises(CommandError, match=word):
        call_command("hold_reminders", "--before", text)
