"""Due dates of an award: its next control, a new certificate, audits, formal notices.

The words are stored, so they are written in the site's own language whoever asks.
"""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.changes.models import Audit, Award, FormalNotice
from apps.deadlines.services import Due
from apps.dossiers.states import HOLDING
from apps.rules.book import (
    AWARD_CONTROL,
    CONFORMITY_AUDIT,
    FORMAL_NOTICE_MAXIMUM,
    RECERTIFICATION,
    Rule,
)


@override(settings.LANGUAGE_CODE)
def award_dues(award: Award, *, today: date) -> list[Due]:
    """Return when the award is controlled next, and when it is to be asked for anew."""
    if award.dossier.state not in HOLDING:
        return []
    dues = []
    if award.next_control_on:
        title = _("Contrôle de %(dossier)s")
        why = _("Date de contrôle notée sur la fiche d’attribution.")
        dues.append(_due(award, AWARD_CONTROL, award.next_control_on, title, why))
    if award.recertify_by:
        title = _("Demander un nouveau certificat : %(dossier)s")
        why = _("Nouveau référentiel : %(name)s.") % {"name": award.new_framework}
        done_on = award.recertified_on
        dues.append(_due(award, RECERTIFICATION, award.recertify_by, title, why, done_on=done_on))
    return dues


@override(settings.LANGUAGE_CODE)
def audit_dues(audit: Audit, *, today: date) -> list[Due]:
    """Return the day of an audit, until its result is known."""
    if audit.voided_on or audit.dossier.state not in HOLDING:
        return []
    title = _("Audit de %(dossier)s")
    why = _("Par %(auditor)s. L’échéance se ferme avec le résultat.") % {"auditor": audit.auditor}
    return [_due(audit, CONFORMITY_AUDIT, audit.held_on, title, why, done_on=audit.concluded_on)]


@override(settings.LANGUAGE_CODE)
def notice_dues(notice: FormalNotice, *, today: date) -> list[Due]:
    """Return until when a formal notice is to be answered."""
    if notice.voided_on or notice.dossier.state not in HOLDING:
        return []
    title = _("Répondre à la mise en demeure : %(dossier)s")
    why = _("Délai fixé par l’ANS, de %(most)s au plus après la mise en demeure.") % {
        "most": FORMAL_NOTICE_MAXIMUM.phrase
    }
    done_on = notice.answered_on or notice.ended_on
    return [
        _due(
            notice,
            FORMAL_NOTICE_MAXIMUM,
            notice.due_on,
            title,
            why,
            since=notice.issued_on,
            done_on=done_on,
        )
    ]


def _due(fact, rule: Rule, on: date, title: str, why: str, *, since=None, done_on=None) -> Due:
    dossier = fact.dossier
    return Due(
        kind=rule.code,
        due_on=on,
        title=title % {"dossier": dossier},
        responsible_id=dossier.responsible_id,
        url=fact.get_absolute_url(),
        starts_on=since,
        explanation=why,
        done_on=done_on,
    )


DUES = {Award: award_dues, Audit: audit_dues, FormalNotice: notice_dues}
"""Each kind of fact with due dates of its own, and the function that reads them."""
