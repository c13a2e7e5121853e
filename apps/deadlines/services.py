"""Write the register: upper apps say which due dates an object has, the register follows.

An upper app keeps one pure function from its object to the list of its `Due`; after each fact the
service calls `sync`, and `rebuild_deadlines` calls the same function to compare and repair.
"""

from dataclasses import dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from apps.deadlines.models import Deadline, DeadlineMove
from apps.deadlines.states import DeadlineStatus
from apps.products.journal import events_of
from apps.rules.book import rule
from apps.rules.counting import working_day_before
from apps.rules.wording import french_day


@dataclass(frozen=True)
class Due:
    """One due date that an object should have.

    `kind`: code of a rule; `slot`: tells apart several of one kind; `title`: what to do, in
    French; `explanation`: why this date; `done_on`: the day the act was done, None while open.
    """

    kind: str
    due_on: date
    title: str
    responsible_id: int
    slot: str = ""
    url: str = ""
    starts_on: date | None = None
    explanation: str = ""
    done_on: date | None = None


@dataclass(frozen=True)
class Difference:
    """What `sync` changed, or would change: a French sentence about one row."""

    kind: str
    slot: str
    sentence: str


def register(subject, due: Due) -> list[Difference]:
    """Open, move or close one due date of `subject`; see `sync` for several."""
    rows = {key: row for key, row in _rows_of(subject).items() if key == (due.kind, due.slot)}
    return _apply(subject, [due], rows, write=True)


def sync(
    subject, dues: list[Due], *, on: date, write: bool = True, by_act: bool = True
) -> list[Difference]:
    """Make the register hold exactly `dues` for `subject`, and return what differed.

    A moved date raises the row's revision, and leaves a `DeadlineMove`; a row with no `Due` any
    more is cancelled on the day `on`, unless it is closed already. With `write=False` nothing is
    written. Call inside the transaction that changed the fact, after its line in the journal:
    that newest line is what moved the date, unless `by_act` says that nobody did anything.
    """
    rows = _rows_of(subject)
    differences = _apply(subject, dues, rows, write=write, by_act=by_act)
    wanted = {(due.kind, due.slot) for due in dues}
    for key, row in rows.items():
        if key not in wanted and row.status == DeadlineStatus.OPEN:
            differences.append(
                Difference(*key, _("« %(title)s » n’a plus d’objet") % {"title": row.title})
            )
            if write:
                _close(row, DeadlineStatus.CANCELLED, on)
                _save(row)
    return differences


def _rows_of(subject) -> dict[tuple[str, str], Deadline]:
    rows = Deadline.objects.filter(
        subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk
    )
    return {(row.kind, row.slot): row for row in rows}


def _apply(subject, dues, rows, *, write: bool, by_act: bool = True) -> list[Difference]:
    differences = []
    for due in dues:
        row = rows.get((due.kind, due.slot))
        if row is None:
            row = Deadline(
                product=subject.product,
                subject_type=ContentType.objects.get_for_model(subject),
                subject_id=subject.pk,
                kind=due.kind,
                slot=due.slot,
                due_on=due.due_on,
            )
        from_on = row.due_on
        sentences = _follow(row, due)
        differences += [Difference(due.kind, due.slot, sentence) for sentence in sentences]
        if write and sentences:
            _save(row)
            if from_on != row.due_on:
                _note_move(row, from_on, subject=subject, by_act=by_act)
    return differences


def _save(row: Deadline) -> None:
    """Write a row that changed; calendars that hold it learn so by a higher number."""
    if row.pk is not None:
        row.sequence += 1
    row.save()


def _note_move(row: Deadline, from_on: date, *, subject, by_act: bool) -> None:
    DeadlineMove.objects.create(
        deadline=row,
        revision=row.revision,
        from_on=from_on,
        to_on=row.due_on,
        event=events_of(subject).first() if by_act else None,
    )


def _follow(row: Deadline, due: Due) -> list[str]:
    """Make `row` say what `due` says; return a sentence for each thing that changed."""
    words = {"title": due.title, "to": french_day(due.due_on), "from": french_day(row.due_on)}
    sentences = []
    if row.pk is None:
        sentences.append(_("« %(title)s » s’ouvre, au %(to)s") % words)
    elif row.due_on != due.due_on:
        sentences.append(_("« %(title)s » passe du %(from)s au %(to)s") % words)
        row.revision += 1
    elif row.status != DeadlineStatus.OPEN and due.done_on is None:
        sentences.append(_("« %(title)s » se rouvre, au %(to)s") % words)
        row.revision += 1
    facts = {
        "due_on": due.due_on,
        "target_on": target_of(due.kind, due.due_on),
        "starts_on": due.starts_on,
        "title": due.title[:255],
        "url": due.url,
        "responsible_id": due.responsible_id,
        "explanation": due.explanation,
    }
    if any(getattr(row, name) != value for name, value in facts.items()) and not sentences:
        sentences.append(_("« %(title)s » change de libellé ou de responsable") % words)
    for name, value in facts.items():
        setattr(row, name, value)
    if due.done_on is None:
        row.status, row.closed_on = DeadlineStatus.OPEN, None
    elif (row.status, row.closed_on) != (DeadlineStatus.MET, due.done_on):
        done = words | {"day": french_day(due.done_on)}
        sentences.append(_("« %(title)s » est faite, le %(day)s") % done)
        _close(row, DeadlineStatus.MET, due.done_on)
    return sentences


def target_of(kind: str, due_on: date) -> date | None:
    """Return the internal target of a date: the working day before; None for an internal one."""
    return None if rule(kind).kind == "internal" else working_day_before(due_on)


def _close(row: Deadline, status: DeadlineStatus, on: date) -> None:
    row.status, row.closed_on = status, on
