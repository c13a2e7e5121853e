"""What every verb does: come in through the door, move, note, recompute, publish due dates."""

from contextlib import contextmanager
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django_fsm import can_proceed

from apps.core.refusals import Conflict, Invalid
from apps.deadlines.services import sync
from apps.dossiers.clock import refresh
from apps.dossiers.duedates import due_dates
from apps.dossiers.guards import blockers
from apps.dossiers.models import Dossier
from apps.dossiers.states import ANSWERED, TO_MEND, ProofState
from apps.products.checks import ask_text
from apps.products.door import locked, move, refuse_future
from apps.products.journal import record
from apps.products.states import Action
from apps.rules.wording import french_day


@contextmanager
def acting(pk: int, *, by, action: Action, on: date, today: date, revision: int | None = None):
    """Yield the dossier `pk`, locked: 404, 403 and stale page as `locked`, no future fact."""
    refuse_future(on, today)
    with locked(Dossier, pk, by=by, action=action, revision=revision) as dossier:
        yield dossier


def step(
    dossier: Dossier, verb: str, *, on: date, transition: str = "", ordered: bool = True, **facts
) -> None:
    """Move `dossier`: the machine first, since it costs nothing, then the day, then the guard.

    `transition` where the verb has several; `facts` go to the guard. With `ordered` the day may
    not come before the step that led here; otherwise the clock judges it.
    """
    name = transition or verb
    found = []
    if can_proceed(getattr(dossier, name)):
        if ordered:
            refuse_before(dossier, on)
        found = blockers(dossier, verb, on=on, **facts)
    move(dossier, name, found, on=on)


def refuse_before(dossier: Dossier, on: date) -> None:
    """Refuse a step dated before the one that led here."""
    if on < dossier.state_on:
        raise Invalid(
            _("Étape « %(state)s » depuis le %(day)s : choisissez ce jour ou un jour suivant.")
            % {"state": dossier.badge.label, "day": french_day(dossier.state_on)},
            field="on",
        )


def require_reason(text: str, *, field: str) -> str:
    """Return the reason without outer blanks; refuse an empty one."""
    return ask_text(text, field, _("Dites pourquoi en une phrase."))


def settle(dossier: Dossier, *, today: date) -> None:
    """Recompute the caches of `dossier`, save it, and make the register follow."""
    refresh(dossier, today=today)
    count_proofs(dossier)
    dossier.save()
    sync(dossier, due_dates(dossier, today=today), on=today)


def conclude(
    dossier: Dossier,
    verb: str,
    sentence: str,
    *,
    by,
    on: date,
    today: date,
    before: str = "",
    note: str = "",
) -> None:
    """Write the line of `dossier` in the journal, then settle: the line is what moves a date."""
    record(
        dossier,
        verb,
        sentence,
        by=by,
        on=on,
        before=before,
        after=dossier.state if before else "",
        note=note,
    )
    settle(dossier, today=today)


def count_proofs(dossier: Dossier) -> None:
    """Recompute the `proofs_*` columns: blocking proofs only, since they alone decide."""
    counts = dossier.proofs.blocking().aggregate(
        blocking=Count("pk"),
        answered=Count("pk", filter=Q(state__in=ANSWERED)),
        conform=Count("pk", filter=Q(state=ProofState.CONFORME)),
        to_mend=Count("pk", filter=Q(state__in=TO_MEND)),
    )
    for name, count in counts.items():
        setattr(dossier, f"proofs_{name}", count)


def own_chapter(dossier: Dossier, chapter):
    """Return `chapter` as it stands under the lock; refuse one of another dossier."""
    if chapter is None:
        return None
    mine = dossier.chapters.filter(pk=chapter.pk).first()
    if mine is None:
        raise Invalid(_("Ce chapitre n’est pas de ce dossier."), field="chapter")
    return mine


def refuse_state(dossier: Dossier, states, message: str) -> None:
    """Refuse with `message` unless the dossier is in one of `states`."""
    if dossier.state not in states:
        raise Conflict(message)
