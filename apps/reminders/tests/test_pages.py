"""The pages of messages: notifications, settings, why, and one click to stop."""

from datetime import date, time

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.deadlines.services import sync
from apps.deadlines.tests.builders import make_deadline, make_due
from apps.products.journal import record
from apps.products.models import ProductMembership
from apps.reminders import services
from apps.reminders.models import Absence, Mail, Preference, Reminder
from apps.reminders.states import Channel
from apps.reminders.tests.builders import make_ladder, paris, run
from apps.reminders.unsubscribing import unsubscribe_url
from apps.rules.book import CHANGE_NOTIFICATION, RETURN_ANSWER

pytestmark = pytest.mark.django_db

DUE = date(2026, 3, 6)
TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)
KIND = RETURN_ANSWER.code


@pytest.fixture(autouse=True)
def _tuesday():
    with time_machine.travel(paris(TUESDAY, time(9)), tick=False):
        yield


@pytest.fixture
def alice(client, team):
    """Return a browser where Alice is signed in."""
    client.force_login(team.alice)
    return client


@pytest.fixture
def told(team, relay):
    """Alice and Bob were each told of one due date this morning."""
    make_ladder([7, 0], repeat=7, escalate_after=3)
    deadline = make_deadline(team.product, DUE, title="Pour Alice")
    make_deadline(team.product, DUE, title="Pour Bob", responsible=team.bob)
    run(paris(TUESDAY))
    return deadline


def words(response) -> str:
    return " ".join(response.content.decode().split())


# --- Notifications -----------------------------------------------------------------------------


def test_each_sees_what_they_were_told_and_how_many_are_new(alice, told):
    page = alice.get(reverse("reminders:notifications"))
    assert [row.deadline for row in page.context["page"].rows] == [told]
    assert '<span class="bell-count">1<' in words(page)
    row = Reminder.objects.get(deadline=told)
    answer = alice.post(reverse("reminders:read", args=[row.pk]))
    assert answer.url == reverse("reminders:of_deadline", args=[told.pk])
    assert "bell-count" not in words(alice.get(answer.url))
    other = Reminder.objects.exclude(pk=row.pk).get()
    assert alice.post(reverse("reminders:read", args=[other.pk])).status_code == 404


def test_all_can_be_marked_as_read_at_once(alice, team, told):
    make_deadline(team.product, DUE, title="Encore")
    run(paris(WEDNESDAY))
    assert services.unread_count(team.alice) == 2
    alice.post(reverse("reminders:read_all"))
    assert services.unread_count(team.alice) == 0
    assert services.unread_count(team.bob) == 1
    assert Reminder.objects.filter(read_at__isnull=True).count() == 1


def test_the_badge_stops_counting_at_a_hundred(alice, team, told):
    source = Reminder.objects.get(deadline=told)
    for number in range(120):
        source.pk, source.stage = None, -number - 1
        source.save()
    page = alice.get(reverse("reminders:notifications"))
    assert '<span class="bell-count">99+<' in words(page)
    assert len(page.context["page"].rows) == 50


def test_what_one_may_see_no_more_is_not_listed(alice, team, told):
    ProductMembership.objects.filter(user=team.alice).delete()
    page = alice.get(reverse("reminders:notifications"))
    assert "Aucune notification" in words(page)
    assert "bell-count" not in words(page)


def test_the_list_asks_the_same_questions_however_long(
    alice, team, told, django_assert_num_queries
):
    url = reverse("reminders:notifications")
    alice.get(url)
    with django_assert_num_queries(3):
        alice.get(url)
    for number in range(20):
        make_deadline(team.product, DUE, slot=str(number))
    run(paris(WEDNESDAY))
    alice.get(url)
    with django_assert_num_queries(3):
        assert len(alice.get(url).context["page"].rows) == 21


# --- Settings ----------------------------------------------------------------------------------


def test_the_settings_list_each_kind_and_the_summary_of_a_manager(alice, team):
    url = reverse("reminders:preferences")
    assert "Aucun rappel n’est réglé" in words(alice.get(url))
    make_ladder([7, 0], optional=True)
    assert "J-7, J · facultatif" in words(alice.get(url))
    assert "Résumé de la semaine" not in words(alice.get(url))
    team.bob.manager = team.alice
    team.bob.save()
    assert "Résumé de la semaine de votre équipe" in words(alice.get(url))


def test_a_choice_is_made_in_a_form_that_says_what_is_missing(alice, team):
    make_ladder([7])
    url = reverse("reminders:preference", args=[KIND])
    assert alice.get(url).status_code == 200
    refused = alice.post(url, {"channel": "site"})
    assert refused.status_code == 422
    assert "nommez qui les recevra" in words(refused)
    assert alice.post(url, {"channel": "site", "substitute": team.bob.pk}).status_code == 302
    assert Preference.objects.get().substitute == team.bob
    assert "Bob les reçoit" in words(alice.get(reverse("reminders:preferences")))
    assert alice.post(url, {"channel": "pigeon"}).status_code == 422


@pytest.mark.parametrize("kind", ["inconnu", "weekly_summary", CHANGE_NOTIFICATION.code])
def test_a_kind_without_ladder_has_no_page(alice, kind):
    make_ladder([7])
    assert alice.get(reverse("reminders:preference", args=[kind])).status_code == 404


def test_an_absence_is_noted_and_taken_back(alice, team):
    form = {"person": team.alice.pk, "starts_on": "2026-03-05", "ends_on": "2026-03-10"}
    add = reverse("reminders:absence_create")
    assert alice.get(add).status_code == 200
    assert alice.post(add, form).status_code == 422
    assert alice.post(add, form | {"delegate": team.bob.pk, "ends_on": "x"}).status_code == 422
    assert alice.post(add, form | {"delegate": team.bob.pk}).status_code == 302
    page = words(alice.get(reverse("reminders:preferences")))
    assert "Du 5 mars au 10 mars inclus" in page
    assert "Remplaçant : Bob" in page
    remove = reverse("reminders:absence_remove", args=[Absence.objects.get().pk])
    assert alice.get(remove).status_code == 200
    assert alice.post(remove).status_code == 302
    assert not Absence.objects.exists()


def test_a_test_message_is_frozen_for_oneself(alice, team):
    answer = alice.post(reverse("reminders:test"), follow=True)
    mail = Mail.objects.get()
    assert (mail.person, mail.kind, mail.digest_on) == (team.alice, "test", None)
    assert "alice@example.org dans la minute" in words(answer)


# --- Why ---------------------------------------------------------------------------------------


def test_the_page_tells_what_was_said_and_what_comes(alice, team, told):
    team.alice.manager = team.admin
    team.alice.save()
    page = words(alice.get(reverse("reminders:of_deadline", args=[told.pk])))
    assert "<strong>Vendredi 6 mars</strong>, dans 3 jours" in page
    assert "palier J ·" in page
    assert "dans le récapitulatif du matin" in page
    assert "Si rien n’est fait, un message partira vers Ada le lundi 9 mars." in page
    assert "03/03/2026 08:00" in page
    assert "puis tous les 7 jours" in page
    assert Mail.objects.get(person=team.alice).get_absolute_url() in page


def test_another_reader_sees_the_story_without_the_mail(client, team, told):
    client.force_login(team.rita)
    page = words(client.get(reverse("reminders:of_deadline", args=[told.pk])))
    assert "03/03/2026 08:00" in page
    assert Mail.objects.get(person=team.alice).get_absolute_url() not in page
    assert "J’y travaille" not in page


def test_it_names_the_delegate_and_the_days_that_changed(alice, team):
    make_ladder([7])
    sync(team.product, [make_due(DUE, team.alice)], on=TUESDAY)
    record(team.product, "x", "Redépôt", by=team.alice, on=TUESDAY)
    sync(team.product, [make_due(date(2026, 3, 5), team.alice)], on=TUESDAY)
    Absence.objects.create(
        person=team.alice,
        delegate=team.bob,
        starts_on=TUESDAY,
        ends_on=TUESDAY,
        recorded_by=team.alice,
    )
    deadline = team.product.deadlines.get()
    page = words(alice.get(reverse("reminders:of_deadline", args=[deadline.pk])))
    assert "À Bob, à la place de Alice" in page
    assert "Du 6 mars au 5 mars" in page
    assert "Redépôt · 3 mars" in page


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("closed", "l’échéance est close"),
        ("no ladder", "n’a pas d’échelle de rappels"),
        ("nobody", "ne peut pas être prévenue"),
        ("over", "tous les paliers sont passés"),
    ],
)
def test_when_nothing_comes_it_says_why(alice, team, state, sentence):
    if state != "no ladder":
        make_ladder([30 if state == "over" else 7])
    deadline = make_deadline(team.product, DUE)
    if state == "closed":
        deadline.status, deadline.closed_on = "met", TUESDAY
        deadline.save()
    elif state == "nobody":
        deadline.responsible = team.charlie
        deadline.save()
    elif state == "over":
        run(paris(TUESDAY))
    assert sentence in words(alice.get(reverse("reminders:of_deadline", args=[deadline.pk])))


def test_work_in_hand_is_said_there_and_moves_the_next_message(alice, team):
    make_ladder([7, 3, 0])
    deadline = make_deadline(team.product, DUE)
    page = reverse("reminders:of_deadline", args=[deadline.pk])
    take = reverse("reminders:acknowledge", args=[deadline.pk])
    assert "<strong>Mardi 3 mars</strong>" in words(alice.get(page))
    assert alice.get(take).status_code == 200
    assert alice.post(take, {"until_on": "2026-03-06"}).status_code == 422
    assert alice.post(take, {"until_on": "2026-03-04"}).status_code == 302
    after = words(alice.get(page))
    assert "Alice y travaille, jusqu’au mercredi 4 mars" in after
    assert "<strong>Jeudi 5 mars</strong>" in after
    deadline.status, deadline.closed_on = "met", TUESDAY
    deadline.save()
    assert alice.post(take, {"until_on": "2026-03-04"}).status_code == 409


def test_a_kind_kept_on_the_site_says_so(alice, team):
    make_ladder([3], optional=True)
    deadline = make_deadline(team.product, date(2026, 3, 7))
    Preference.objects.create(person=team.alice, kind=KIND, channel=Channel.SITE)
    page = words(alice.get(reverse("reminders:of_deadline", args=[deadline.pk])))
    assert "<strong>Mercredi 4 mars</strong>" in page
    assert "sur le site seulement" in page


# --- One click ---------------------------------------------------------------------------------


@pytest.fixture
def address(team):
    make_ladder([7], optional=True)
    return unsubscribe_url(team.alice, [KIND]).removeprefix("http://testserver")


def path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def test_looking_changes_nothing_and_posting_without_cookies_stops(team, address):
    stranger = Client(enforce_csrf_checks=True)
    page = stranger.get(path(address))
    assert page.status_code == 200
    assert "Ne plus recevoir ces messages ?" in words(page)
    assert RETURN_ANSWER.label in words(page)
    assert not Preference.objects.exists()
    for _twice in range(2):
        answer = stranger.post(path(address), {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "C’est fait" in words(answer)
    choice = Preference.objects.get()
    assert (choice.person, choice.kind, choice.channel) == (team.alice, KIND, "site")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "sessionid" not in answer.cookies


@pytest.mark.parametrize("spoil", [lambda token: token[:-2], lambda token: "x" + token, str.upper])
def test_a_forged_address_is_a_404(client, address, spoil):
    head, token, _end = path(address).rsplit("/", 2)
    for ask in (client.get, client.post):
        assert ask(f"{head}/{spoil(token)}/").status_code == 404
    assert not Preference.objects.exists()


def test_the_address_of_a_closed_account_is_a_404(client, team, address):
    team.alice.is_active = False
    team.alice.save()
    assert client.post(path(address)).status_code == 404
