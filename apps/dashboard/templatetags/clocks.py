"""One line about a dossier, from its cached columns: the ANS clock, the proofs."""

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from apps.core.templatetags.segurtrack import brief_day, meter
from apps.dossiers.states import ClockState

register = template.Library()

TONED = '<span class="word--{}"><i class="bi bi-{}" aria-hidden="true"></i>{}</span>'


@register.simple_tag
def clock_meter(dossier):
    """Draw the bar of a clock: days at the ANS in blue, days with us hatched.

    `dossier` comes with its pathway loaded.
    """
    if dossier.clock_started_on is None:
        return meter(1, _("Horloge pas commencée"))
    at_the_ans, with_us = dossier.clock_reviewer_days, dossier.clock_team_days
    days = dossier.pathway.review_days
    words = _("%(ans)s jours sur %(days)s à l’ANS, %(team)s chez nous") % {
        "ans": at_the_ans,
        "days": days,
        "team": with_us,
    }
    return meter(days + with_us, words, blue=at_the_ans, amber=with_us)


@register.simple_tag
def proofs_meter(dossier):
    """Draw the blocking proofs: judged compliant, waiting for the verdict, and sent back."""
    conform, wanted = dossier.proofs_conform, dossier.proofs_blocking
    words = _("%(held)s preuves déposées sur %(all)s, dont %(conform)s conformes") % {
        "held": dossier.proofs_answered,
        "conform": conform,
        "all": wanted,
    }
    parts = {"green": conform, "blue": dossier.proofs_unjudged, "red": dossier.proofs_to_mend}
    return meter(wanted, words, **parts)


@register.simple_tag(takes_context=True)
def clock_words(context, dossier):
    """Return what a clock says: stopped, over, or the day of the decision; for the page's day."""
    today = context["today"]
    match dossier.clock_state:
        case ClockState.PAUSED:
            words = _("arrêtée le %(day)s") % _on(dossier.clock_paused_on, today)
            return format_html(TONED, "amber", "pause-fill", words)
        case ClockState.OVERDUE:
            words = _("dépassée depuis le %(day)s") % _on(dossier.clock_due_on, today)
            return format_html(TONED, "red", "exclamation-octagon", words)
        case ClockState.RUNNING:
            return _("décision le %(day)s") % _on(dossier.clock_due_on, today)
        case ClockState.DECIDED:
            decision = {"decision": str(dossier.badge.label).lower()}
            return _("%(decision)s le %(day)s") % (decision | _on(dossier.state_on, today))
    return _("pas commencée")


def _on(day: date, today: date) -> dict[str, str]:
    return {"day": brief_day(day, today)}
