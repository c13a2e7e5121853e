"""The door of every service: transaction, lock, right, revision, then transition."""

from contextlib import contextmanager
from datetime import date

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed

from apps.core.refusals import Blocker, Conflict, Invalid
from apps.products.policy import require
from apps.products.states import Action


@contextmanager
def locked(model, pk, *, by, action: Action, revision: int | None = None):
    """Yield the row `pk` of `model`, locked until the end of the transaction.

    404 when `by` may not know of it, 403 when the role is too weak, 409 when `revision` (what
    the person's page showed) is not the row's any more. The row's revision grows by one; the
    service saves the row.
    """
    with transaction.atomic():
        rows = model.objects.visible_to(by).select_for_update(of=("self",))
        row = get_object_or_404(rows, pk=pk)
        require(by, action, row)
        if revision is not None and revision != row.revision:
            raise Conflict(
                _("Cette fiche a changé depuis que vous l’avez ouverte. Relisez-la, puis reprenez.")
            )
        row.revision += 1
        yield row


def refuse_future(on: date, today: date, *, field: str = "on") -> None:
    """Refuse a fact dated after `today`: what has not happened yet is not a fact."""
    if on > today:
        raise Invalid(
            _("Cette date est dans le futur : saisissez le jour où le fait a eu lieu."),
            field=field,
        )


def move(row, verb: str, blockers: list[Blocker] = (), **facts) -> None:
    """Call the transition `verb` of `row`; refuse with `Conflict` in a wrong state or if blocked.

    `blockers` are the guard's; `facts` go to the transition's body, which only stamps them.
    """
    if blockers:
        raise Conflict(_("Cette étape n’est pas encore possible."), blockers)
    try:
        getattr(row, verb)(**facts)
    except TransitionNotAllowed as error:
        raise Conflict(
            _("Cette action n’est plus possible dans l’état actuel. Rechargez la page.")
        ) from error
