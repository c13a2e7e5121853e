"""Fifty people make the same move at once: one wins, forty-nine are told, one line is written."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from time import sleep

import pytest
from django.db import OperationalError, connection

from apps.cnda import services
from apps.cnda.models import CndaRequest
from apps.cnda.states import CndaStatus
from apps.cnda.tests.builders import TODAY, make_file, open_request
from apps.core.refusals import Conflict
from apps.deadlines.models import Deadline
from apps.products.models import Event
from apps.products.tests.builders import make_team

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
CALLERS, ROUNDS = 50, 20
DAY = {"on": TODAY, "today": TODAY}


def connect(patience=60):
    """Open this thread's connection; a busy server is asked again for `patience` seconds."""
    for _second in range(patience):
        try:
            return connection.ensure_connection()
        except OperationalError:
            sleep(1)
    return connection.ensure_connection()


def everybody(call):
    """Call `call()` from many threads at once; return what each got: "done" or its refusal."""
    start = Barrier(CALLERS, timeout=120)

    def one(_number):
        connect()
        start.wait()
        try:
            call()
        except Conflict as refusal:
            return refusal.status
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(CALLERS) as pool:
        return list(pool.map(one, range(CALLERS)))


def moves(team, number):
    """The acts of one round, in an order that each can follow: (verb of the journal, call)."""
    row = open_request(team, f"H{number}")
    facts = {"by": team.alice, **DAY}
    letter = make_file(team.product, by=team.alice, name=f"{number}.pdf")

    def to(status):
        return lambda: services.advance_cnda_request(row.pk, to=status, **facts)

    yield row, "advance_cnda_request", to(CndaStatus.PRE_EXAMEN)
    yield (
        row,
        "return_cnda_request",
        lambda: services.return_cnda_request(row.pk, reason="Anomalie", **facts),
    )
    yield row, "advance_cnda_request", to(CndaStatus.PRE_EXAMEN)
    yield row, "advance_cnda_request", to(CndaStatus.EXAMEN_CONFORMITE)
    yield row, "advance_cnda_request", to(CndaStatus.FINALISATION)
    if number % 3 == 0:
        services.file_letter(
            row.pk, by=team.alice, version=letter, on=date(2026, 2, 16), today=TODAY
        )
        yield (
            row,
            "take_off_letter",
            lambda: services.take_off_letter(row.pk, reason="Erreur", **facts),
        )
    end = services.refuse_cnda_request if number % 2 else services.abandon_cnda_request
    yield row, end.__name__, lambda: end(row.pk, reason="Motif", **facts)


def test_every_move_has_one_winner():
    team = make_team()
    for number in range(ROUNDS):
        for row, verb, call in moves(team, number):
            lines = Event.objects.filter(subject_id=row.pk).count()
            answers = everybody(call)
            assert sorted(map(str, answers)) == ["409"] * (CALLERS - 1) + ["done"], (number, verb)
            after = Event.objects.filter(subject_id=row.pk).order_by("pk")
            assert [each.verb for each in after[lines:]] == [verb]
            kinds = list(Deadline.objects.of(row).values_list("kind", flat=True))
            assert kinds == ["cnda_recheck"]
        assert not CndaRequest.objects.get(pk=row.pk).is_open


def test_one_request_is_opened_however_many_ask():
    team = make_team()
    for number in range(ROUNDS):
        answers = everybody(lambda number=number: open_request(team, f"H{number}"))
        assert sorted(map(str, answers)) == ["409"] * (CALLERS - 1) + ["done"]
    assert CndaRequest.objects.count() == ROUNDS


def test_the_letter_is_obtained_once():
    team = make_team()
    for number in range(ROUNDS):
        row = open_request(team, f"H{number}")
        for _step in range(3):
            services.advance_cnda_request(row.pk, by=team.alice, **DAY)
        letter = make_file(team.product, by=team.alice, name=f"{number}.pdf")
        answers = everybody(
            lambda row=row, letter=letter: services.file_letter(
                row.pk,
                by=team.bob,
                version=letter,
                on=date(2026, 2, 16),
                today=TODAY,
                revision=row.revision + 3,
            )
        )
        assert sorted(map(str, answers)) == ["409"] * (CALLERS - 1) + ["done"]
        assert Event.objects.filter(subject_id=row.pk, verb="obtain").count() == 1
