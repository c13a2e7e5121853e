"""Words of the review clock for the screens of a dossier."""

from datetime import date

from django import template
from django.template.defaultfilters import truncatechars
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.dossiers.clock import paused_on
from apps.dossiers.states import ClockState
from apps.frameworks.lines import wording_changes
from apps.rules.counting import days_between

register = template.Library()

TITLE_LENGTH = 110


@register.simple_tag
def clock_pill(clock, today):
    """Return the pill of a review clock: its state, and since or for how many days."""
    state = ClockState(clock.state)
    return format_html(
        '<span class="pill pill--{}"><i class="bi bi-{}" aria-hidden="true"></i>{}</span>',
        state.tone,
        state.icon,
        _words(clock, state, today),
    )


def _words(clock, state, today) -> str:
    if state == ClockState.RUNNING:
        days = clock.remaining_days
        if days == 0:
            return _("dernier jour aujourd’hui")
        return ngettext("reste %(n)d jour", "reste %(n)d jours", days) % {"n": days}
    if state == ClockState.PAUSED:
        days = days_between(paused_on(clock), today)
        if days == 0:
            return _("arrêtée aujourd’hui")
        return ngettext("arrêtée depuis %(n)d jour", "arrêtée depuis %(n)d jours", days) % {
            "n": days
        }
    if state == ClockState.OVERDUE:
        days = -clock.remaining_days
        return ngettext("dépassée de %(n)d jour", "dépassée de %(n)d jours", days) % {"n": days}
    return str(state.label)


@register.filter
def proof_title(proof) -> str:
    """Return the first line of what the ANS asks for, short enough for a line of a list."""
    lines = proof.catalog_proof.text.strip().splitlines()
    return truncatechars(lines[0] if lines else "", TITLE_LENGTH)


@register.filter
def wording_since(proof) -> list:
    """Return what the catalogue changed since the files of `proof` were laid; [] in no doubt."""
    doubtful = [answer for answer in proof.files if answer.reworded_from_id]
    if not doubtful:
        return []
    return wording_changes(doubtful[-1].reworded_from, proof.catalog_proof)


@register.filter
def iso_day(text: str) -> date:
    """Return the day that a frozen fact writes "2026-01-05"."""
    return date.fromisoformat(text)


@register.filter
def short_hash(sha256: str) -> str:
    """Return the first digits of a SHA-256, enough to recognise a file."""
    return sha256[:12]
