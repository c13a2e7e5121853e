"""An award and what follows it, day by day: a late notification, a new application, a formal
notice; every date and every mail is literal."""

from datetime import date, datetime, time
from pathlib import Path

import pytest
from django.core.management import call_command

from apps.changes import services as changes
from apps.changes.models import ChangeRecord, FormalNotice
from apps.changes.states import Answer, ChangeState
from apps.changes.tests.builders import complete, make_case
from apps.changes.triage import QUESTIONS
from apps.core.refusals import Conflict
from apps.deadlines.models import Deadline
from apps.dossiers.states import DossierState
from apps.products.journal import events_of
from apps.products.tests.builders import make_version
from apps.reminders import services as reminders
from apps.reminders.models import Mail
from apps.rules.counting import PARIS, add_days

pytestmark = pytest.mark.django_db

KNOWN = date(2026, 1, 5)
RELEASED = date(2026, 1, 8)
TRIAGED = date(2026, 1, 12)
LAST_DAY = date(2026, 1, 23)
NOTIFIED = date(2026, 1, 27)
ASKED = date(2026, 1, 31)
NOTICED = date(2026, 2, 2)
OPENED = date(2026, 2, 10)
FILED = date(2026, 2, 27)
ANSWERED = date(2026, 3, 2)
LIFTED = date(2026, 3, 9)
SOON = "SegurTrack : 1 échéance à préparer"
TO_NOTIFY = "Notifier la modification à l’ANS : Nouveau moteur – MediCab"
LATE_MAIL = Path(__file__).parent / "mails" / "late_notification.txt"


class Diary:
    """The mornings of the story, and what was sent to Alice on each."""

    def __init__(self, mailoutbox):
        self.mailoutbox, self.day = mailoutbox, KNOWN
        self.mailoutbox.clear()

    def until(self, last: date) -> list[tuple[str, str]]:
        """Run every morning up to `last`; return (day, subject) of each mail."""
        said = []
        while self.day <= last:
            reminders.plan(today=self.day)
            already = len(self.mailoutbox)
            reminders.send_due(now=datetime.combine(self.day, time(8, 5), PARIS))
            for mail in self.mailoutbox[already:]:
                assert mail.to == ["alice@example.org"]
                said.append((self.day.isoformat(), mail.subject))
            self.day = add_days(self.day, 1)
        return said


def dues(subject) -> dict[str, tuple[date, str]]:
    return {due.kind: (due.due_on, due.status) for due in Deadline.objects.of(subject)}


def test_from_the_award_to_the_end_of_a_formal_notice(mailoutbox):
    call_command("load_reference", verbosity=0)
    case = make_case()
    diary = Diary(mailoutbox)

    def act(on, **facts):
        return {"by": case.team.alice, "on": on, "today": on} | facts

    change = changes.record_change(
        case.dossier.pk,
        **act(KNOWN, title="Nouveau moteur", responsible=case.team.alice, new_version="4.3"),
    )
    changes.update_change(change.pk, by=case.team.bob, today=RELEASED, released_on=RELEASED)
    assert dues(change) == {
        "change_assessment": (date(2026, 1, 10), "open"),
        "change_notification": (LAST_DAY, "open"),
    }
    assert diary.until(date(2026, 1, 11)) == [("2026-01-07", SOON), ("2026-01-09", SOON)]

    _triage(case, change, act)
    with pytest.raises(Conflict):
        changes.notify_ans(change.pk, **act(TRIAGED))
    assert diary.until(date(2026, 1, 26)) == [
        ("2026-01-13", SOON),
        ("2026-01-16", SOON),
        ("2026-01-20", SOON),
        ("2026-01-22", f"Demain : {TO_NOTIFY}"),
        ("2026-01-23", f"Aujourd’hui : {TO_NOTIFY}"),
        ("2026-01-24", f"1 jour de retard : {TO_NOTIFY}"),
        ("2026-01-26", "SegurTrack : 1 échéance en retard"),
    ]
    deadline = Deadline.objects.of(change).get(kind="change_notification")
    wanted = LATE_MAIL.read_text(encoding="utf-8").format(change=change.pk, deadline=deadline.pk)
    assert Mail.objects.latest("pk").text == wanted
    _notify_late(case, change, act)
    assert diary.until(date(2026, 2, 1)) == []

    notice = changes.record_notice(
        case.dossier.pk,
        **act(NOTICED, due_on=date(2026, 3, 4), grounds="Notification tardive"),
    )
    changes.require_new_request(change.pk, **act(NOTICED) | {"on": ASKED})
    assert dues(change)["new_application"] == (date(2026, 2, 28), "open")
    assert dues(notice) == {"formal_notice": (date(2026, 3, 4), "open")}
    assert diary.until(date(2026, 2, 26)) == [
        ("2026-02-02", SOON),
        ("2026-02-13", SOON),
        ("2026-02-17", SOON),
        ("2026-02-23", SOON),
        ("2026-02-25", "SegurTrack : 2 échéances à préparer"),
    ]

    _file(case, change, act)
    assert diary.until(date(2026, 3, 1)) == []
    changes.answer_notice(notice.pk, **act(ANSWERED, answer="Procédure de veille en place"))
    changes.end_notice(notice.pk, **act(LIFTED, ending="lifted"))
    assert diary.until(date(2026, 3, 20)) == []

    assert FormalNotice.objects.get().badge == "lifted"
    assert not Deadline.objects.open().filter(product=case.team.product).exists()
    assert [event.verb for event in events_of(change)] == [
        "file_new_request",
        "open_application",
        "require_new_request",
        "notify_ans",
        "attach_file",
        "update_change",
        "establish_impact",
        "triage",
        "update_change",
        "record_change",
    ]


def _triage(case, change, act) -> None:
    """The answers touch conformity: the days count from the release, which came first."""
    answers = dict.fromkeys([question.field for question in QUESTIONS], Answer.NO)
    changes.triage_change(
        change.pk,
        **act(
            TRIAGED,
            answers=answers | {"function_answer": Answer.YES},
            functions="Le calcul des alertes",
        ),
    )
    row = ChangeRecord.objects.get(pk=change.pk)
    assert (row.state, row.trigger_on) == (ChangeState.A_NOTIFIER, RELEASED)
    assert dues(change) == {
        "change_assessment": (date(2026, 1, 10), "met"),
        "change_notification": (LAST_DAY, "open"),
    }


def _notify_late(case, change, act) -> None:
    rows = ChangeRecord.objects.filter(pk=change.pk)
    assert not rows.late(on=LAST_DAY)
    assert rows.late(on=date(2026, 1, 24))
    complete(case, change)
    changes.notify_ans(change.pk, **act(NOTIFIED))
    assert dues(change)["change_notification"] == (LAST_DAY, "met")


def _file(case, change, act) -> None:
    """The new dossier is opened from the first, then filed the day before the last."""
    child = changes.open_application(
        change.pk,
        **act(
            OPENED,
            version=make_version(case.team.product, label="4.3"),
            catalog=case.dossier.catalog,
            responsible=case.team.alice,
            dmn_track="generique",
        ),
    )
    assert child.state == DossierState.BROUILLON
    changes.file_new_request(change.pk, **act(FILED))
    row = ChangeRecord.objects.get(pk=change.pk)
    assert (row.state, row.new_dossier) == (ChangeState.DEMANDE_DEPOSEE, child)
    assert dues(change)["new_application"] == (date(2026, 2, 28), "met")
