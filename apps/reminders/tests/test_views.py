"""The sent mails: who reads which, and how their HTML is kept apart from the site."""

from datetime import date

import pytest
from django.urls import reverse

from apps.deadlines.tests.builders import make_deadline
from apps.reminders.models import Mail
from apps.reminders.tests.builders import make_ladder, paris, run

pytestmark = pytest.mark.django_db

TUESDAY = date(2026, 3, 3)


@pytest.fixture
def mails(team):
    """Send one digest to Alice and one to Bob; return both."""
    make_ladder([7])
    make_deadline(team.product, date(2026, 3, 6), title="Pour Alice")
    make_deadline(team.product, date(2026, 3, 6), title="Pour Bob", responsible=team.bob)
    run(paris(TUESDAY))
    return {mail.person.username: mail for mail in Mail.objects.all()}


@pytest.mark.parametrize(
    ("name", "seen"),
    [("alice", ["alice"]), ("bob", ["bob"]), ("charlie", []), ("ada", ["alice", "bob"])],
)
def test_each_reads_their_own_and_the_administrator_all(client, team, mails, name, seen):
    person = team.admin if name == "ada" else getattr(team, name)
    client.force_login(person)
    page = client.get(reverse("reminders:sent"))
    assert page.status_code == 200
    listed = {mail.person.username for mail in page.context["page"].rows}
    assert listed == set(seen)
    for owner, mail in mails.items():
        expected = 200 if owner in seen else 404
        assert client.get(mail.get_absolute_url()).status_code == expected
        assert client.get(reverse("reminders:body", args=[mail.pk])).status_code == expected


def test_nobody_is_sent_to_the_sign_in_page(client, mails):
    for url in (
        reverse("reminders:sent"),
        mails["alice"].get_absolute_url(),
        reverse("reminders:body", args=[mails["alice"].pk]),
    ):
        assert client.get(url).status_code == 302
        client.logout()


def test_the_body_has_a_policy_of_its_own(client, team, mails):
    client.force_login(team.alice)
    response = client.get(reverse("reminders:body", args=[mails["alice"].pk]))
    assert response.content.decode() == mails["alice"].html
    directives = dict(
        part.strip().split(" ", 1)
        for part in response.headers["Content-Security-Policy"].split(";")
    )
    assert directives == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "frame-ancestors": "'self'",
        "form-action": "'none'",
        "base-uri": "'none'",
        "sandbox": "allow-popups allow-popups-to-escape-sandbox",
    }
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_the_page_keeps_the_policy_of_the_site(client, team, mails):
    client.force_login(team.alice)
    response = client.get(mails["alice"].get_absolute_url())
    assert "unsafe-inline" not in response.headers["Content-Security-Policy"]
    assert "frame-src 'self'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "alice@example.org" in response.content.decode()


def test_the_list_asks_the_same_number_of_questions_however_long(
    client, team, mails, django_assert_num_queries
):
    client.force_login(team.admin)
    client.get(reverse("reminders:sent"))
    with django_assert_num_queries(3):
        client.get(reverse("reminders:sent"))
    source = mails["alice"]
    for number in range(60):
        source.pk, source.message_id, source.digest_on = None, f"<{number}@x>", None
        source.save()
    with django_assert_num_queries(3):
        page = client.get(reverse("reminders:sent"))
    assert len(page.context["page"].rows) == 50
    assert page.context["page"].next_url == "?page=2"
    assert len(client.get(reverse("reminders:sent") + "?page=2").context["page"].rows) == 12


def test_the_empty_list_says_what_will_come(client, team):
    client.force_login(team.charlie)
    assert "Aucun message envoyé" in client.get(reverse("reminders:sent")).content.decode()
