"""What the pages draw: the window of the calendar, the chain of renewals, the check-lists."""

from dataclasses import dataclass
from datetime import date

from apps.certificates.duedates import last_day_to_start
from apps.certificates.models import Certificate, RenewalCheck
from apps.certificates.states import CertificateState, RenewalStep, Window
from apps.rules.counting import DateOutOfRange

LONGEST_CHAIN = 20


@dataclass(frozen=True)
class Step:
    """One step of a renewal; `check` is what was ticked, None while it waits."""

    step: RenewalStep
    check: RenewalCheck | None


def window_of(certificate: Certificate, *, today: date) -> Window | None:
    """Return where the calendar stands for an active certificate; None for another.

    The last day is still good to renew; the window opens with the notice of the ANS (E17).
    """
    if certificate.state != CertificateState.ACTIF:
        return None
    if today > certificate.valid_until:
        return Window.OVER
    try:
        opens_on = last_day_to_start(certificate.valid_until)
    except DateOutOfRange:
        return Window.RENEW
    return Window.RENEW if today >= opens_on else Window.QUIET


def badge_of(certificate: Certificate, *, today: date):
    """Return the state to show, or the window when it says more."""
    window = window_of(certificate, today=today)
    return certificate.badge if window in (None, Window.QUIET) else window


def chain_of(certificate: Certificate) -> list[Certificate]:
    """Return the certificates that took each other's place, oldest first, this one among them."""
    before, row = [], certificate
    while len(before) < LONGEST_CHAIN and (row := _replaced_by(row)):
        before.insert(0, row)
    after, row = [], certificate
    while len(after) < LONGEST_CHAIN and (row := row.renewed_by):
        after.append(row)
    return [*before, certificate, *after]


def _replaced_by(certificate) -> Certificate | None:
    return Certificate.objects.filter(renewed_by=certificate).first()


def steps_of(certificate: Certificate) -> list[Step]:
    """Return the four steps of the renewal, with what was ticked."""
    ticked = {check.step: check for check in certificate.checks.select_related("done_by")}
    return [Step(step, ticked.get(step)) for step in RenewalStep]
