"""Due dates of a modification: assess it, notify it, file the new application."""

from datetime import date

from django.utils.translation import gettext as _

from apps.changes.models import ChangeRecord
from apps.changes.states import ChangeState
from apps.deadlines.services import Due
from apps.rules.book import CHANGE_ASSESSMENT, CHANGE_NOTIFICATION, NEW_APPLICATION, Rule
from apps.rules.counting import due_date


def due_dates(change: ChangeRecord, *, today: date) -> list[Due]:
    """Return every due date that this modification has; `today` changes none of them.

    Where the pathway does not bind, the dates are the same and say that they are internal (E13).
    """
    dues = [_assessment(change), _notification(change), _new_application(change)]
    return [due for due in dues if due is not None]


def _assessment(change) -> Due:
    """The impact is to be assessed, until it is established or excluded (E14)."""
    done_on = change.impact_established_on
    if change.state == ChangeState.SANS_IMPACT:
        done_on = change.closed_on
    return _due(
        change,
        CHANGE_ASSESSMENT,
        change.discovered_on,
        _("Évaluer l’impact : %(change)s"),
        _("Objectif interne : dire sous %(delay)s si la conformité est touchée."),
        done_on,
    )


def _notification(change) -> Due | None:
    """The ANS is to be told; before the assessment a released version already counts (E14)."""
    if change.state == ChangeState.SANS_IMPACT:
        return None
    if change.trigger_on:
        return _due(
            change,
            CHANGE_NOTIFICATION,
            change.trigger_on,
            _("Notifier la modification à l’ANS : %(change)s"),
            _(
                "%(delay)s à compter de l’impact établi ou, si elle est antérieure, de la mise à "
                "disposition. Le jour du départ ne compte pas ; ce jour est le dernier."
            ),
            change.notified_on,
        )
    if change.released_on is None:
        return None
    return _due(
        change,
        CHANGE_NOTIFICATION,
        change.released_on,
        _("Évaluer puis notifier à l’ANS, si besoin : %(change)s"),
        _(
            "La version modifiée est mise à disposition : si l’impact est confirmé, les %(delay)s "
            "courent déjà depuis ce jour."
        ),
        None,
    )


def _new_application(change) -> Due | None:
    """The ANS asked for a new application: a month from the date of its request (E15)."""
    if change.new_request_asked_on is None:
        return None
    return _due(
        change,
        NEW_APPLICATION,
        change.new_request_asked_on,
        _("Déposer la nouvelle demande : %(change)s"),
        _(
            "%(delay)s à compter de la date de la demande de l’ANS : même quantième, ou dernier "
            "jour du mois."
        ),
        change.closed_on,
    )


def _due(change, rule: Rule, since: date, title: str, explanation: str, done_on) -> Due:
    """Return one due date; `title` and `explanation` take the change and the rule's delay."""
    title = title % {"change": change.title}
    explanation = explanation % {"delay": rule.phrase}
    if not change.is_binding and rule.kind != "internal":
        title = _("%(title)s (date interne, à vérifier dans la convention)") % {"title": title}
        explanation = _("%(why)s Date interne, à vérifier dans la convention.") % {
            "why": explanation
        }
    return Due(
        kind=rule.code,
        due_on=due_date(since, rule),
        title=title,
        responsible_id=change.responsible_id,
        url=change.get_absolute_url(),
        starts_on=since,
        explanation=explanation,
        done_on=done_on,
    )
