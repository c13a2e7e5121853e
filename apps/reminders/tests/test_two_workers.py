"""Workers at once, on a real database: each reminder leaves exactly once."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from apps.deadlines.tests.builders import make_deadline
from apps.products.tests.builders import make_team
from apps.reminders.models import Mail, Reminder
from apps.reminders.tests.builders import make_ladder, paris, run

TUESDAY = date(2026, 3, 3)
WORKERS, ROUNDS = 4, 5


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_mail(relay):
    if connection.vendor != "postgresql":
        pytest.skip("Threads share one connection in memory: this test wants PostgreSQL.")
    team = make_team()
    make_ladder([7, 3], urgent=[3])
    errors = []
    for number in range(ROUNDS):
        for person in (team.alice, team.bob, team.rita):
            slot = f"{number}-{person.username}"
            make_deadline(team.product, date(2026, 3, 10), responsible=person, slot=slot)
            make_deadline(team.product, date(2026, 3, 5), responsible=person, slot=slot + "u")
        start = Barrier(WORKERS)

        def work(start=start, day=date(2026, 3, 3 + number % 3)):
            try:
                start.wait()
                run(paris(day))
            except Exception as error:
                errors.append(error)
            finally:
                connections.close_all()

        threads = [Thread(target=work) for _ in range(WORKERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert errors == []
    sent = Reminder.objects.filter(state="sent")
    singles = sent.filter(urgent=True).count()
    assert singles == ROUNDS * 3
    digests = Mail.objects.filter(digest_on__isnull=False)
    assert digests.count() == 3 * 3
    assert len(relay.taken) == singles + digests.count()
    assert len({bytes(mail.raw) for mail in Mail.objects.all()}) == len(relay.taken)
